#include <deque>

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
  unsigned depth = 0;  // 0: a disk
  Volume as_volume;    // how it is listed when no scheme claims it
};

Volume whole_disk(const Container& disk) {
  Volume volume;
  volume.scheme = "whole disk";
  volume.disk = disk.disk;
  volume.offset = disk.offset;
  volume.size = disk.source->size();
  volume.source = disk.source;
  return volume;
}

Container container_of(const Volume& volume, const Container* parent) {
  const bool partition = volume.partition_number != 0;
  Container container;
  container.kind = partition ? ContainerKind::partition : ContainerKind::logical;
  if (partition && parent != nullptr)
    container.name = fmt::format("{} partition {}", parent->name, volume.partition_number);
  else
    container.name =
        volume.device_names.empty() ? volume.scheme + " volume" : volume.device_names.front();
  container.source = volume.source;
  container.logical_sector_size = parent != nullptr ? parent->logical_sector_size : 512;
  container.disk = volume.disk;
  container.offset = volume.offset;
  return container;
}

class Resolver {
 public:
  Resolver(const std::vector<std::shared_ptr<const Scheme>>& schemes, const Log& log,
           const Recognise& recognise)
      : schemes_(schemes), pending_(schemes.size()), log_(log), recognise_(recognise) {}

  Resolution run(const std::vector<DiskInput>& disks) {
    for (std::size_t i = 0; i < disks.size(); ++i) resolve_disk(disks[i], i);
    // Members of groups are complete only now; the volumes they make may hold members again.
    for (unsigned depth = 1; depth <= kMostDepth && assemble_groups(depth); ++depth) {
    }
    return {std::move(volumes_), remarks_.take()};
  }

 private:
  void resolve_disk(const DiskInput& disk, std::size_t index) {
    Container container;
    container.name = fmt::format("disk {}", index + 1);
    container.source = disk.source;
    container.logical_sector_size = disk.logical_sector_size;
    container.disk = index;
    container.offset = 0;
    if (volumes_.size() == kMostVolumes) return;
    const auto first_volume = volumes_.size();
    work_.push_back({container, 0, whole_disk(container)});
    drain();
    add_hidden_whole_disk(container, first_volume);
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
        list(std::move(item));
      } else if (!claim(item)) {
        list(std::move(item));
      }
    }
  }

  bool claim(const Item& item) {
    for (std::size_t i = 0; i < schemes_.size(); ++i) {
      const Scheme& scheme = *schemes_[i];
      MemberPtr member;
      try {
        member = scheme.claim(item.container, remarks_);
      } catch (const Error& error) {
        remarks_.add(item.container, "cannot be searched for volumes ({}): {}", scheme.name(),
                     error.message());
        return false;
      }
      if (!member) continue;
      log_.info("{}: {}", item.container.name, scheme.name());
      if (scheme.members_stand_alone())
        push_front(assemble(scheme, {member}), item.depth + 1, &item.container);
      else
        pending_[i].push_back(std::move(member));
      return true;
    }
    return false;
  }

  std::vector<Volume> assemble(const Scheme& scheme, const std::vector<MemberPtr>& members) {
    try {
      return scheme.assemble(members, remarks_);
    } catch (const Error& error) {
      remarks_.add(fmt::format("{} volumes", scheme.name()), "{}", error.message());
      return {};
    }
  }

  // One round over the schemes with members; false when there was none.
  bool assemble_groups(unsigned depth) {
    bool any = false;
    for (std::size_t i = 0; i < schemes_.size(); ++i) {
      const auto members = std::move(pending_[i]);
      pending_[i].clear();
      if (members.empty()) continue;
      any = true;
      push_front(assemble(*schemes_[i], members), depth, nullptr);
      drain();
    }
    return any;
  }

  void push_front(std::vector<Volume> volumes, unsigned depth, const Container* parent) {
    for (auto volume = volumes.rbegin(); volume != volumes.rend(); ++volume) {
      auto container = container_of(*volume, parent);
      work_.push_front({std::move(container), depth, std::move(*volume)});
    }
  }

  void list(Item item) {
    if (volumes_.size() == kMostVolumes) {
      remarks_.add(item.container, "more than {} volumes; the rest is left out", kMostVolumes);
      work_.clear();
      return;
    }
    volumes_.push_back(std::move(item.as_volume));
  }

  // A partition table beside a file system that fills the disk: whichever was written last did not
  // erase the other. Where no partition holds anything known, the disk's own content is listed too.
  void add_hidden_whole_disk(const Container& disk, std::size_t first_volume) {
    if (!recognise_ || volumes_.size() == first_volume || !volumes_[first_volume].partition_number)
      return;
    if (!recognise_(disk.source)) return;
    for (auto i = first_volume; i < volumes_.size(); ++i)
      if (recognise_(volumes_[i].source)) return;
    remarks_.add(disk,
                 "has a partition table whose partitions hold nothing known, and a file "
                 "system over the whole disk; both are listed");
    list({disk, 0, whole_disk(disk)});
  }

  const std::vector<std::shared_ptr<const Scheme>>& schemes_;
  std::vector<std::vector<MemberPtr>> pending_;  // per scheme: members not yet assembled
  const Log& log_;
  const Recognise& recognise_;
  std::deque<Item> work_;
  std::vector<Volume> volumes_;
  Remarks remarks_;
};

}  // namespace

Resolution resolve_with(const std::vector<std::shared_ptr<const Scheme>>& schemes,
                        const std::vector<DiskInput>& disks, const Log& log,
                        const Recognise& recognise) {
  return Resolver(schemes, log, recognise).run(disks);
}

Resolution resolve(const std::vector<DiskInput>& disks, const Log& log,
                   const Recognise& recognise) {
  return resolve_with(registered_schemes(), disks, log, recognise);
}

}  // namespace vixmount::volume
