#include <algorithm>
#include <deque>
#include <iterator>

#include "base/error.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

// Disk -> MD -> LUKS -> LVM -> partition table -> LUKS is six deep and already rare; hostile tables
// that nest in themselves stop here.
constexpr unsigned kMostDepth = 8;
// 32 disks with 8 groups of 40 volumes make some 2,600. Beyond this a table is hostile.
constexpr std::size_t kMostVolumes = 16384;

struct Item {
  Container container;
  unsigned depth = 0;     // 0: a disk
  std::size_t layer = 0;  // of the container, in layers_
  // Shared by the partitions of one table: the number that the next partition inside one of them
  // gets. Null for what is no partition.
  std::shared_ptr<std::uint32_t> next_number;
};

constexpr std::uint32_t kFirstInnerNumber = 5;

// A label inside a partition counts from 1. Its partitions are numbered on behind those of the
// table around it, label by label, as Linux does.
void number_on(std::vector<Volume>& volumes, std::uint32_t& next_number) {
  const auto base = next_number - 1;
  for (auto& volume : volumes) {
    volume.partition_number += base;
    next_number = std::max(next_number, volume.partition_number + 1);
  }
}

std::shared_ptr<std::uint32_t> number_behind(const std::vector<Volume>& volumes) {
  auto next = std::make_shared<std::uint32_t>(kFirstInnerNumber);
  for (const auto& volume : volumes) *next = std::max(*next, volume.partition_number + 1);
  return next;
}

Volume whole_disk(const Container& disk) {
  Volume volume;
  volume.scheme = "whole disk";
  volume.name = disk.name;
  volume.disk = disk.disk;
  volume.offset = disk.offset;
  volume.size = disk.source->size();
  volume.source = disk.source;
  return volume;
}

// The names of a partition of something that has names itself ("/dev/md0", "/dev/vg/disk"), as
// Linux and kpartx spell them: a digit is kept apart from the number by a "p".
std::vector<std::string> partition_names(const Volume& parent, std::uint32_t number) {
  std::vector<std::string> names;
  for (const auto& name : parent.device_names) {
    const bool ends_in_digit = !name.empty() && name.back() >= '0' && name.back() <= '9';
    names.push_back(fmt::format("{}{}{}", name, ends_in_digit ? "p" : "", number));
  }
  return names;
}

std::string name_of(const Volume& volume, const Container* parent) {
  if (!volume.name.empty()) return volume.name;
  if (!volume.device_names.empty()) return volume.device_names.front();
  if (volume.partition_number != 0 && parent != nullptr)
    return fmt::format("{} partition {}", parent->name, volume.partition_number);
  return volume.scheme + " volume";
}

Container container_of(Volume volume, std::uint32_t logical_sector_size) {
  Container container;
  container.kind = volume.partition_number != 0 ? ContainerKind::partition : ContainerKind::logical;
  container.name = volume.name;
  container.source = volume.source;
  container.logical_sector_size = logical_sector_size;
  container.disk = volume.disk;
  container.offset = volume.offset;
  container.volume = std::make_shared<const Volume>(std::move(volume));
  return container;
}

// A claimed member that waits until all members of the set are known.
struct PendingMember {
  MemberPtr member;
  Item item;
};

class Resolver {
 public:
  Resolver(const Schemes& schemes, const Log& log, const Recognise& recognise)
      : schemes_(schemes), pending_(schemes.size()), log_(log), recognise_(recognise) {}

  Resolution run(const std::vector<DiskInput>& disks) {
    for (std::size_t i = 0; i < disks.size(); ++i) resolve_disk(disks[i], i);
    // Members of groups are complete only now; the volumes they make may hold members again.
    while (assemble_groups()) {
    }
    return {std::move(volumes_), std::move(layers_), remarks_.take()};
  }

 private:
  void resolve_disk(const DiskInput& disk, std::size_t index) {
    Container container;
    container.name = fmt::format("disk {}", index + 1);
    container.source = disk.source;
    container.logical_sector_size = disk.logical_sector_size;
    container.disk = index;
    container.offset = 0;
    container.volume = std::make_shared<const Volume>(whole_disk(container));
    const auto layer = add_layer(Layer::Kind::disk, *container.volume, {});
    if (volumes_.size() == kMostVolumes) return;
    const auto first_volume = volumes_.size();
    work_.push_back({container, 0, layer, nullptr});
    drain();
    add_hidden_whole_disk(container, layer, first_volume);
  }

  std::size_t add_layer(Layer::Kind kind, const Volume& volume, std::vector<std::size_t> on) {
    Layer layer;
    layer.kind = kind;
    layer.name = volume.name;
    layer.layout = volume.layout;
    layer.uuid = volume.uuid;
    layer.size = volume.size;
    layer.health = volume.health;
    layer.on = std::move(on);
    layers_.push_back(std::move(layer));
    return layers_.size() - 1;
  }

  // Takes items off the list until it is empty. New volumes go to its front: the listing is then in
  // the order of the tables, whatever nests in them.
  void drain() {
    while (!work_.empty()) {
      Item item = std::move(work_.front());
      work_.pop_front();
      if (item.depth >= kMostDepth) {
        remarks_.add(item.container, "is nested {} deep; what is inside is not searched",
                     item.depth);
        list(item);
      } else {
        search(std::move(item));
      }
    }
  }

  // Hands the item to the first scheme that claims it, or lists it.
  void search(Item item) {
    // The bytes of what is incomplete cannot be told from damage.
    if (item.container.volume->health.condition == Condition::incomplete ||
        item.container.volume->health.condition == Condition::unusable)
      return list(item);
    for (std::size_t i = 0; i < schemes_.size(); ++i) {
      std::optional<Claim> claim;
      try {
        claim = schemes_[i]->claim(item.container, remarks_);
      } catch (const Error& error) {
        remarks_.add(item.container, "cannot be searched for volumes ({}): {}", schemes_[i]->name(),
                     error.message());
        return list(item);
      }
      if (!claim) continue;
      log_.info("{}: {}", item.container.name, schemes_[i]->name());
      if (!claim->member) return list(item, claim->obstacle);
      PendingMember member{std::move(claim->member), std::move(item)};
      if (schemes_[i]->members_stand_alone())
        assemble(*schemes_[i], {std::move(member)});
      else
        pending_[i].push_back(std::move(member));
      return;
    }
    list(item);
  }

  // Puts what the members make at the front of the list.
  void assemble(const Scheme& scheme, const std::vector<PendingMember>& pending) {
    std::vector<MemberPtr> members;
    for (const auto& member : pending) members.push_back(member.member);
    std::vector<Group> groups;
    Health left_out;
    try {
      groups = scheme.assemble(members, remarks_);
    } catch (const Error& error) {
      remarks_.add(std::string(scheme.name()), "{}", error.message());
      left_out = {Condition::unusable, error.message()};
    }
    std::vector<bool> used(pending.size());
    std::deque<Item> made;
    for (auto& group : groups) {
      for (const auto member : group.members) used.at(member) = true;
      add_group(scheme, std::move(group), pending, made);
    }
    for (std::size_t i = 0; i < pending.size(); ++i)
      if (!used[i]) list(pending[i].item, left_out);
    work_.insert(work_.begin(), std::make_move_iterator(made.begin()),
                 std::make_move_iterator(made.end()));
  }

  void add_group(const Scheme& scheme, Group group, const std::vector<PendingMember>& pending,
                 std::deque<Item>& made) {
    Layer layer;
    layer.kind = Layer::Kind::group;
    layer.name = group.name;
    layer.scheme = group.scheme.empty() ? scheme.name() : std::string_view(group.scheme);
    layer.uuid = group.uuid;
    layer.health = group.health;
    unsigned depth = 0;
    std::uint32_t logical_sector_size = 512;
    for (const auto index : group.members) {
      const auto& item = pending.at(index).item;
      layer.on.push_back(item.layer);
      layer.size += item.container.source->size();
      depth = std::max(depth, item.depth + 1);
      logical_sector_size = std::max(logical_sector_size, item.container.logical_sector_size);
    }
    layers_.push_back(std::move(layer));
    const auto group_layer = layers_.size() - 1;
    const Item* item =
        group.members.size() == 1 ? &pending.at(group.members.front()).item : nullptr;
    const Container* parent = item != nullptr ? &item->container : nullptr;
    auto next_number = number_behind(group.volumes);
    if (group.is_inner_table && item != nullptr && item->next_number) {
      next_number = item->next_number;
      number_on(group.volumes, *next_number);
    }
    for (auto& volume : group.volumes) {
      if (volume.partition_number != 0 && volume.device_names.empty() && parent != nullptr)
        volume.device_names = partition_names(*parent->volume, volume.partition_number);
      volume.name = name_of(volume, parent);
      const auto volume_layer = add_layer(Layer::Kind::volume, volume, {group_layer});
      auto container = container_of(std::move(volume), logical_sector_size);
      const bool is_partition = container.kind == ContainerKind::partition;
      made.push_back(
          {std::move(container), depth, volume_layer, is_partition ? next_number : nullptr});
    }
  }

  // One round over the schemes with members; false when there was none.
  bool assemble_groups() {
    bool any = false;
    for (std::size_t i = 0; i < schemes_.size(); ++i) {
      const auto members = std::exchange(pending_[i], {});
      if (members.empty()) continue;
      any = true;
      assemble(*schemes_[i], members);
      drain();
    }
    return any;
  }

  void list(const Item& item, const Health& obstacle = {}) {
    if (volumes_.size() == kMostVolumes) {
      remarks_.add(item.container, "more than {} volumes; the rest is left out", kMostVolumes);
      work_.clear();
      return;
    }
    volumes_.push_back(*item.container.volume);
    if (obstacle.condition != Condition::good)
      volumes_.back().health = layers_[item.layer].health = obstacle;
    layers_[item.layer].volume = volumes_.size() - 1;
  }

  // A partition table beside a file system that fills the disk: whichever was written last did not
  // erase the other. Where no partition holds anything known, the disk's own content is listed too.
  void add_hidden_whole_disk(const Container& disk, std::size_t layer, std::size_t first_volume) {
    if (!recognise_ || volumes_.size() == first_volume || !volumes_[first_volume].partition_number)
      return;
    if (!recognise_(disk.source)) return;
    for (auto i = first_volume; i < volumes_.size(); ++i)
      if (recognise_(volumes_[i].source)) return;
    remarks_.add(disk,
                 "has a partition table whose partitions hold nothing known, and a file "
                 "system over the whole disk; both are listed");
    list({disk, 0, layer, nullptr});
  }

  const Schemes& schemes_;
  std::vector<std::vector<PendingMember>> pending_;  // per scheme: members not yet assembled
  const Log& log_;
  const Recognise& recognise_;
  std::deque<Item> work_;
  std::vector<Volume> volumes_;
  std::vector<Layer> layers_;
  Remarks remarks_;
};

}  // namespace

Resolution resolve_with(const Schemes& schemes, const std::vector<DiskInput>& disks, const Log& log,
                        const Recognise& recognise) {
  return Resolver(schemes, log, recognise).run(disks);
}

Resolution resolve(const std::vector<DiskInput>& disks, const Log& log, const Recognise& recognise,
                   const KeyRing& keys) {
  return resolve_with(registered_schemes(keys), disks, log, recognise);
}

}  // namespace vixmount::volume
