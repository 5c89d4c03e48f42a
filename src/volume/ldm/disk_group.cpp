#include "volume/ldm/disk_group.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "volume/ldm/volume_builder.hpp"

namespace vixmount::volume::ldm {
namespace {

// A sound database before a damaged one, then the newest.
bool is_better(const Database& a, const Database& b) {
  return a.sound != b.sound ? a.sound : a.sequence > b.sequence;
}

const Database* choose_database(const std::vector<NumberedDisk>& disks) {
  const Database* best = nullptr;
  for (const auto& [index, disk] : disks)
    if (disk->database && (best == nullptr || is_better(*disk->database, *best)))
      best = &*disk->database;
  return best;
}

class Assembly {
 public:
  Assembly(const Database& database, Remarks& remarks) : database_(database), remarks_(remarks) {}

  Group make(const std::vector<NumberedDisk>& disks) {
    for (const auto& disk : disks) add(disk);
    Group group;
    group.name = printable(database_.group_name);
    group.uuid = disks.front().disk->header.group_id.to_string();
    group.members = std::move(members_);
    group.volumes = build_volumes(database_, present_);
    group.health = health(group.volumes);
    return group;
  }

 private:
  void add(const NumberedDisk& numbered) {
    const auto& disk = *numbered.disk;
    const auto record =
        std::find_if(database_.disks.begin(), database_.disks.end(),
                     [&](const auto& entry) { return entry.second.guid == disk.header.disk_id; });
    if (record == database_.disks.end()) {
      remarks_.add(disk.name,
                   "says that it belongs to disk group {}, whose database does not have it; it is "
                   "left out",
                   printable(database_.group_name));
      return;
    }
    if (!present_.emplace(record->first, PresentDisk{&disk, is_stale(disk)}).second) {
      remarks_.add(disk.name, "is a second copy of {}; it is left out",
                   present_.at(record->first).disk->name);
      return;
    }
    members_.push_back(numbered.index);
    if (is_stale(disk))
      remarks_.add(disk.name, "has an older database of disk group {} ({}, the newest is {})",
                   printable(database_.group_name), disk.database->sequence, database_.sequence);
  }

  bool is_stale(const DynamicDisk& disk) const {
    return disk.database && disk.database->sequence < database_.sequence;
  }

  Health health(const std::vector<Volume>& volumes) const {
    Health worst;
    for (const auto& volume : volumes)
      if (volume.health.condition > worst.condition) worst.condition = volume.health.condition;
    if (present_.size() < database_.disks.size())
      worst.detail = fmt::format("{} of {} disks", present_.size(), database_.disks.size());
    return worst;
  }

  const Database& database_;
  Remarks& remarks_;
  PresentDisks present_;
  std::vector<std::size_t> members_;
};

// Newer copies first, so that of two copies of a disk the newer one is taken.
std::vector<NumberedDisk> newest_first(std::vector<NumberedDisk> disks) {
  std::stable_sort(disks.begin(), disks.end(), [](const NumberedDisk& a, const NumberedDisk& b) {
    if (!a.disk->database || !b.disk->database) return a.disk->database && !b.disk->database;
    return a.disk->database->sequence > b.disk->database->sequence;
  });
  return disks;
}

}  // namespace

Group assemble_disk_group(const std::vector<NumberedDisk>& disks, Remarks& remarks) {
  const auto* database = choose_database(disks);
  if (database != nullptr) return Assembly(*database, remarks).make(newest_first(disks));
  const auto& first = *disks.front().disk;
  Group group;
  group.name = printable(first.header.group_name);
  group.uuid = first.header.group_id.to_string();
  group.health = {Condition::unusable, first.database_fault};
  for (const auto& [index, disk] : disks) group.members.push_back(index);
  return group;
}

}  // namespace vixmount::volume::ldm
