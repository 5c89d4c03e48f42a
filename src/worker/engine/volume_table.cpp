#include "worker/engine/volume_table.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/registry.hpp"
#include "fs/subvolume_view.hpp"

namespace vixmount::worker {
namespace {

VolumeDescription describe(std::uint32_t number, const VolumeTable::OpenVolume& open) {
  const auto& volume = open.volume;
  VolumeDescription description;
  description.number = number;
  description.type = volume.type;
  description.scheme = volume.scheme;
  description.name = volume.name;
  description.layout = volume.layout;
  description.scheme_uuid = volume.uuid;
  description.health = volume.health;
  description.disk = volume.disk;
  description.offset = volume.offset;
  description.size = volume.size;
  description.partition_number = volume.partition_number;
  description.type_code = volume.type_code;
  description.type_name = volume.type_name;
  description.partition_label = volume.partition_label;
  description.partition_uuid = volume.partition_uuid;
  description.device_names = volume.device_names;
  description.drive_letter = volume.drive_letter;
  description.identification = open.identification;
  if (open.first_member != number) description.member_of = open.first_member;
  return description;
}

// The best name for a key's selector.
std::string selector_of(const volume::Volume& volume, const fs::Identification& identification) {
  for (const auto* uuid : {&identification.uuid, &volume.uuid, &volume.partition_uuid})
    if (!uuid->empty()) return *uuid;
  return volume.device_names.empty() ? volume.name : volume.device_names.front();
}

Error incomplete(std::uint32_t number, std::string_view detail) {
  return {ErrorKind::damaged,
          fmt::format("volume {} is incomplete: {}; add the disk that is missing", number, detail)};
}

// Why the volume's health keeps it from being mounted, or nothing. `unreadable`: the error of
// looking at its first bytes, where they could not be read.
std::optional<Error> unusable_because(std::uint32_t number, const volume::Volume& volume,
                                      const fs::Identification& identification,
                                      const std::optional<Error>& unreadable) {
  const auto& [condition, detail] = volume.health;
  switch (condition) {
    case volume::Condition::good:
    case volume::Condition::degraded:
      return std::nullopt;
    case volume::Condition::locked:
      return Error(ErrorKind::encrypted,
                   fmt::format("volume {} is locked: {}; a key has to be given for {}", number,
                               detail, selector_of(volume, identification)));
    case volume::Condition::incomplete:
      return incomplete(number, detail);
    case volume::Condition::unusable:
      break;
  }
  return Error(unreadable ? unreadable->kind() : ErrorKind::unsupported,
               fmt::format("volume {} cannot be used: {}", number, detail));
}

// The file systems that lie on several volumes.
class MemberGroups {
 public:
  // The number of the first volume of the group that `number` belongs to.
  std::uint32_t join(std::uint32_t number, const std::string& uuid,
                     const fs::MemberIdentity& member) {
    Group* best = nullptr;
    for (auto& group : groups_) {
      if (group.uuid != uuid || group.member_count <= 1 || group.devices.contains(member.device))
        continue;
      if (group.generation == member.generation || best == nullptr) best = &group;
      if (group.generation == member.generation) break;
    }
    if (best == nullptr)
      best = &groups_.emplace_back(
          Group{number, uuid, member.generation, member.member_count, {}});
    best->devices.insert(member.device);
    return best->first;
  }

 private:
  struct Group {
    std::uint32_t first = 0;
    std::string uuid;
    std::uint64_t generation = 0;
    std::uint64_t member_count = 0;
    std::set<std::string> devices;
  };
  std::vector<Group> groups_;
};

bool means(const SubvolumeChoice& choice, std::uint32_t number,
           const fs::Identification& identification) {
  if (choice.volume != 0) return choice.volume == number;
  if (!choice.uuid.empty()) return equals_ignoring_ascii_case(choice.uuid, identification.uuid);
  return fs::may_have_members(identification.type);
}

}  // namespace

void VolumeTable::fill(volume::Resolution& resolution, std::vector<SubvolumeChoice> choices) {
  choices_ = std::move(choices);
  for (auto& volume : resolution.volumes) add(std::move(volume));
  find_members();
  for (auto& layer : resolution.layers)
    if (layer.volume && layer.health.condition == volume::Condition::good)
      layer.health = volumes_[*layer.volume].volume.health;
}

std::vector<VolumeDescription> VolumeTable::describe() const {
  std::vector<VolumeDescription> out;
  for (std::uint32_t number = 1; number <= count(); ++number)
    out.push_back(worker::describe(number, (*this)[number]));
  return out;
}

void VolumeTable::add(volume::Volume volume) {
  OpenVolume open;
  open.volume = std::move(volume);
  try {
    if (const auto found = fs::identify(open.volume.source)) open.identification = *found;
  } catch (const Error& error) {  // one unreadable volume must not hide the others
    open.identification.remark = error.message();
    open.failure = error;
  }
  const auto number = count() + 1;
  open.first_member = number;
  if (auto failure = unusable_because(number, open.volume, open.identification, open.failure)) {
    open.failure = std::move(failure);
    open.identification.mountable = false;
    open.identification.remark = open.volume.health.detail;
  }
  volumes_.push_back(std::move(open));
}

// One file system may be here twice, as a disk and its clone or an older snapshot: each volume
// joins the first that lacks its device, of those as old as itself if there is one.
void VolumeTable::find_members() {
  MemberGroups groups;
  for (std::uint32_t number = 1; number <= count(); ++number) {
    auto& open = volumes_[number - 1];
    if (!open.identification.mountable || !fs::may_have_members(open.identification.type)) continue;
    try {
      open.first_member = groups.join(number, open.identification.uuid,
                                      fs::identify_member(*open.volume.source));
    } catch (const Error& error) {  // said again, and in full, when it is opened
      log_.info("{}: {}", open.volume.name, error.message());
    }
  }
  for (auto& open : volumes_)
    if (open.identification.mountable && fs::may_have_members(open.identification.type))
      check_members(open);
}

void VolumeTable::check_members(OpenVolume& open) {
  const auto& first = volumes_[open.first_member - 1];
  if (&first != &open) {  // they share what is missing
    open.volume.health = first.volume.health;
    open.identification.mountable = first.identification.mountable;
    if (first.failure) open.failure = first.failure;
    return;
  }
  try {
    const auto found = fs::check_members(open.volume.source, siblings_of(open), log_);
    if (found.missing.empty()) return;
    const bool all_there = found.state == fs::MemberState::redundant;
    open.volume.health = {all_there ? volume::Condition::degraded : volume::Condition::incomplete,
                          found.missing};
    if (found.state != fs::MemberState::unreadable) return;
    open.identification.mountable = false;
    open.failure = incomplete(open.first_member, found.missing);
  } catch (const Error& error) {  // said again, and in full, when it is opened
    log_.info("{}: {}", open.volume.name, error.message());
  }
}

const VolumeTable::OpenVolume* VolumeTable::first_locked() const {
  const auto found = std::find_if(volumes_.begin(), volumes_.end(), [](const OpenVolume& open) {
    return open.volume.health.condition == volume::Condition::locked;
  });
  return found == volumes_.end() ? nullptr : &*found;
}

VolumeTable::OpenVolume& VolumeTable::at(std::uint32_t number) {
  if (number == 0 || number > volumes_.size())
    fail(ErrorKind::not_found, "there is no volume {}; the disks hold {} volumes", number,
         volumes_.size());
  return volumes_[number - 1];
}

fs::FileSystemPtr VolumeTable::plain(std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  auto& open = at(number);
  if (open.failure) throw *open.failure;
  if (open.file_system) return open.file_system;
  if (open.first_member != number) return open.file_system = plain(open.first_member);
  try {
    const auto& found = open.identification;
    if (found.type.empty())
      fail(ErrorKind::unsupported, "volume {}: nothing known was found on it", number);
    // What is not mountable is tried all the same: damage is told apart from what has no reader.
    open.file_system = with_context(fmt::format("volume {} ({})", number, found.type), [&] {
      return fs::open(open.volume.source, {.siblings = siblings_of(open)}, log_);
    });
  } catch (const Error& error) {
    open.failure = error;
    throw;
  }
  return open.file_system;
}

// A seed among them has a UUID of its own, so the reader is shown all volumes of the kind but those
// of clones.
std::vector<io::SourcePtr> VolumeTable::siblings_of(const OpenVolume& open) const {
  std::vector<io::SourcePtr> siblings;
  if (!fs::may_have_members(open.identification.type)) return siblings;
  for (const auto& other : volumes_) {
    const bool is_clone = other.identification.uuid == open.identification.uuid &&
                          other.first_member != open.first_member;
    if (&other != &open && other.identification.type == open.identification.type && !is_clone)
      siblings.push_back(other.volume.source);
  }
  return siblings;
}

fs::FileSystemPtr VolumeTable::alone(std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  auto& open = at(number);
  if (!open.view)
    open.view = chosen_subvolume(open, number,
                                 make_view(number, guest::WindowsLinks::Scope::volume));
  return open.view;
}

fs::FileSystemPtr VolumeTable::chosen_subvolume(const OpenVolume& open, std::uint32_t number,
                                                fs::FileSystemPtr files) const {
  for (const auto& choice : choices_)
    if (means(choice, number, open.identification))
      return with_context(fmt::format("volume {}", number),
                          [&] { return fs::open_subvolume(files, choice.subvolume); });
  return files;
}

fs::FileSystemPtr VolumeTable::in_tree(std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  auto& view = at(number).tree_view;
  if (!view) view = make_view(number, guest::WindowsLinks::Scope::whole_tree);
  return view;
}

fs::FileSystemPtr VolumeTable::make_view(std::uint32_t number, guest::WindowsLinks::Scope scope) {
  auto files = plain(number);
  if (!guest::has_windows_links(files->info())) return files;
  return std::make_shared<guest::WindowsLinks>(std::move(files), number, scope,
                                               [this, number] { return windows_around_(number); });
}

}  // namespace vixmount::worker
