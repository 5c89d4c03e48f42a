#include "volume/ldm/volume_builder.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "io/sources.hpp"
#include "volume/ldm/layout.hpp"
#include "volume/mbr/type_names.hpp"
#include "volume/raid/raid.hpp"

namespace vixmount::volume::ldm {
namespace {

constexpr std::uint8_t kParityVolume = 4;
// A database of 16 MiB has no room for more columns than this in all.
constexpr std::size_t kMostColumns = 4096;

// The bytes of something that may lack some.
struct Part {
  io::SourcePtr source;              // never null: throws where bytes are missing
  std::vector<std::string> missing;  // why, for people; empty when all is there
};

// A component with its partitions in their order.
struct Component {
  const ComponentRecord* record = nullptr;
  std::vector<const PartitionRecord*> partitions;
};

std::uint64_t bytes(std::uint64_t sectors, std::string_view what) {
  return checked_multiply(sectors, kRecordSector, what);
}

bool same_records(const Database& a, const Database& b, const VolumeRecord& volume) {
  const auto found = b.volumes.find(volume.id);
  if (found == b.volumes.end() || found->second.commit != volume.commit ||
      found->second.guid != volume.guid)
    return false;
  for (const auto& [id, component] : a.components) {
    if (component.volume != volume.id) continue;
    const auto other = b.components.find(id);
    if (other == b.components.end() || other->second.commit != component.commit) return false;
  }
  return true;
}

class Builder {
 public:
  Builder(const Database& database, const PresentDisks& disks)
      : database_(database), disks_(disks) {
    for (const auto& [id, component] : database.components)
      components_[component.volume].push_back({&component, {}});
    std::map<ObjectId, Component*> by_id;
    for (auto& [volume, components] : components_)
      for (auto& component : components) by_id[component.record->id] = &component;
    for (const auto& [id, partition] : database.partitions)
      if (const auto found = by_id.find(partition.component); found != by_id.end())
        found->second->partitions.push_back(&partition);
    for (auto& [id, component] : by_id) sort_partitions(*component);
  }

  Volume build(const VolumeRecord& record) {
    Volume volume = describe(record);
    try {
      make_source(record, volume);
    } catch (const Error& error) {
      volume.health = {Condition::unusable, error.message()};
      volume.source = std::make_shared<io::UnreadableSource>(told_size(record), error);
    }
    volume.size = volume.source->size();
    return volume;
  }

 private:
  // Bytes as the record tells them, where that can be.
  static std::uint64_t told_size(const VolumeRecord& record) noexcept {
    std::uint64_t size = 0;
    return __builtin_mul_overflow(record.size, kRecordSector, &size) ? 0 : size;
  }

  static void sort_partitions(Component& component) {
    const bool in_columns = component.record->arrangement != Arrangement::concatenated;
    std::stable_sort(component.partitions.begin(), component.partitions.end(),
                     [&](const PartitionRecord* a, const PartitionRecord* b) {
                       return in_columns ? a->column < b->column
                                         : a->volume_start < b->volume_start;
                     });
  }

  Volume describe(const VolumeRecord& record) const {
    Volume volume;
    volume.type = VolumeType::dynamic;
    volume.scheme = "ldm";
    volume.uuid = record.guid.to_string();
    volume.name = printable(database_.group_name) + "/" + printable(record.name);
    volume.type_code = fmt::format("0x{:02x}", record.partition_type);
    volume.type_name = mbr::type_name(record.partition_type);
    volume.drive_letter = drive_letter(record.drive_letter);
    // As ldmtool calls it in the device mapper.
    volume.device_names = {fmt::format("/dev/mapper/ldm_vol_{}_{}", printable(database_.group_name),
                                       printable(record.name))};
    return volume;
  }

  static std::string drive_letter(std::string_view hint) {
    if (hint.size() != 2 || hint[1] != ':') return {};
    const char letter = static_cast<char>(hint[0] & ~0x20);
    if (letter < 'A' || letter > 'Z') return {};
    return {letter, ':'};
  }

  void make_source(const VolumeRecord& record, Volume& volume) {
    const auto& components = components_[record.id];
    if (components.size() != record.component_count || components.empty())
      fail(ErrorKind::damaged, "the database has {} components of volume {}, which needs {}",
           components.size(), printable(record.name), record.component_count);
    for (const auto& component : components) check(component, record);
    volume.layout = layout_of(components);
    const auto size = bytes(record.size, "size of a volume");
    if (components.size() == 1) {
      auto part = make_component(components.front(), record, size, volume);
      volume.source = std::move(part.source);
      if (volume.health.condition == Condition::good && !part.missing.empty())
        volume.health = {Condition::incomplete, join(part.missing)};
      place_on_disk(components.front(), volume);
    } else {
      make_mirror(components, record, size, volume);
    }
  }

  static std::string_view layout_of(const std::vector<Component>& components) {
    if (components.size() > 1) return "mirrored";
    switch (components.front().record->arrangement) {
      case Arrangement::striped:
        return "striped";
      case Arrangement::parity:
        return "raid5";
      case Arrangement::concatenated:
        break;
    }
    return components.front().partitions.size() > 1 ? "spanned" : "simple";
  }

  static void check(const Component& component, const VolumeRecord& volume) {
    const auto& record = *component.record;
    const auto count = component.partitions.size();
    if (count == 0 || count != record.partition_count)
      fail(ErrorKind::damaged, "the database has {} partitions of component {}, which needs {}",
           count, printable(record.name), record.partition_count);
    const bool parity = record.arrangement == Arrangement::parity;
    if (parity != (volume.kind == kParityVolume))
      fail(ErrorKind::damaged, "volume {} of kind {} has a component that is {} RAID-5",
           printable(volume.name), volume.kind, parity ? "a" : "no");
    if (record.arrangement == Arrangement::concatenated) return;
    if (count > kMostColumns)
      fail(ErrorKind::limit_exceeded, "component {} has {} columns, at most {} are supported",
           printable(record.name), count, kMostColumns);
    if (record.columns != count)
      fail(ErrorKind::unsupported, "component {} has {} partitions in {} columns",
           printable(record.name), count, record.columns);
    for (std::size_t i = 0; i < count; ++i)
      if (component.partitions[i]->column != i)
        fail(ErrorKind::damaged, "component {} has no column {}", printable(record.name), i);
  }

  // `volume` gets its health when parity makes up for what is missing.
  Part make_component(const Component& component, const VolumeRecord& record, std::uint64_t size,
                      Volume& volume) {
    switch (component.record->arrangement) {
      case Arrangement::striped:
        return make_striped(component, size);
      case Arrangement::parity:
        return make_parity(component, record, size, volume);
      case Arrangement::concatenated:
        break;
    }
    return make_concatenated(component, size);
  }

  Part make_concatenated(const Component& component, std::uint64_t size) {
    Part whole;
    std::vector<io::SourcePtr> sources;
    std::uint64_t next = 0;
    for (const auto* partition : component.partitions) {
      if (partition->volume_start != next)
        fail(ErrorKind::damaged, "partition {} begins at sector {} of its component, not at {}",
             printable(partition->name), partition->volume_start, next);
      next = checked_add(next, partition->size, "size of a component");
      auto part = open(*partition);
      sources.push_back(std::move(part.source));
      append(whole.missing, part.missing);
    }
    whole.source = cut(std::make_shared<io::ConcatSource>(std::move(sources)), size, component);
    return whole;
  }

  Part make_striped(const Component& component, std::uint64_t size) {
    Part whole;
    raid::Members members;
    for (auto& part : open_columns(component)) {
      members.push_back(std::move(part.source));
      append(whole.missing, part.missing);
    }
    require_size(size, column_size(component), members.size(), component);
    raid::StripedGeometry geometry;
    geometry.chunk_size = chunk_size(component);
    whole.source = raid::make_striped(std::move(members), geometry, size);
    return whole;
  }

  Part make_parity(const Component& component, const VolumeRecord& record, std::uint64_t size,
                   Volume& volume) {
    Part whole;
    raid::Members members;
    std::size_t lost = 0;
    for (auto& part : open_columns(component)) {
      if (part.missing.empty() && is_old(*component.partitions[members.size()], record))
        part.missing.push_back(old_member(*component.partitions[members.size()]));
      lost += part.missing.empty() ? 0 : 1;
      members.push_back(part.missing.empty() ? std::move(part.source) : nullptr);
      append(whole.missing, part.missing);
    }
    require_size(size, column_size(component), members.size() - 1, component);
    if (lost > 1) {
      whole.source = std::make_shared<io::UnreadableSource>(size, missing_error(whole.missing));
      return whole;
    }
    raid::ParityGeometry geometry;
    geometry.layout = raid::ParityLayout::left_symmetric;
    geometry.chunk_size = chunk_size(component);
    whole.source = raid::make_parity(members, geometry, size);
    if (lost != 0) volume.health = degraded(members.size() - 1, members.size(), whole.missing);
    return whole;
  }

  void make_mirror(const std::vector<Component>& components, const VolumeRecord& record,
                   std::uint64_t size, Volume& volume) {
    std::vector<Part> parts;
    bool has_active = false;
    for (const auto& component : components) {
      if (component.record->arrangement != Arrangement::concatenated)
        fail(ErrorKind::unsupported, "volume {} is a mirror of stripes", printable(record.name));
      auto part = make_concatenated(component, size);
      mark_old(component, record, part);
      has_active |= part.missing.empty() && is_active(component);
      parts.push_back(std::move(part));
    }
    raid::Members members;
    std::vector<std::string> missing;
    std::size_t complete = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      auto& part = parts[i];
      // Another half is good, and only of this one the database says something else.
      if (has_active && part.missing.empty() && !is_active(components[i]))
        part.missing.push_back(fmt::format("{} is in the state {}",
                                           printable(components[i].record->name),
                                           printable(components[i].record->state)));
      complete += part.missing.empty() ? 1 : 0;
      members.push_back(part.missing.empty() ? std::move(part.source) : nullptr);
      append(missing, part.missing);
    }
    if (complete == 0) {
      volume.health = {Condition::incomplete, join(missing)};
      volume.source = std::make_shared<io::UnreadableSource>(size, missing_error(missing));
      return;
    }
    if (complete < components.size())
      volume.health = degraded(complete, components.size(), missing);
    volume.source = raid::make_mirror(std::move(members), size);
  }

  static bool is_active(const Component& component) { return component.record->state == "ACTIVE"; }

  void mark_old(const Component& component, const VolumeRecord& record, Part& part) const {
    for (const auto* partition : component.partitions)
      if (part.missing.empty() && is_old(*partition, record))
        part.missing.push_back(old_member(*partition));
  }

  // ---- partitions ----

  Part open(const PartitionRecord& partition) const {
    const auto size = bytes(partition.size, "size of a partition");
    const auto record = database_.disks.find(partition.disk);
    if (record == database_.disks.end())
      return lost(size, fmt::format("partition {} is on disk {}, which the database does not have",
                                    printable(partition.name), partition.disk));
    const auto found = disks_.find(partition.disk);
    if (found == disks_.end())
      return lost(size, fmt::format("{} ({}) is missing", printable(record->second.name),
                                    record->second.guid.to_string()));
    const auto& disk = *found->second.disk;
    const auto start = bytes(partition.start, "start of a partition");
    const auto begin = checked_add(disk.header.public_start, start, "start of a partition");
    if (!fits(start, size, disk.header.public_size) || !fits(begin, size, disk.source->size()))
      return lost(size, fmt::format("partition {} reaches behind the end of {}",
                                    printable(partition.name), disk.name));
    return {std::make_shared<io::SliceSource>(disk.source, begin, size), {}};
  }

  static Part lost(std::uint64_t size, std::string reason) {
    Part part;
    part.missing = {std::move(reason)};
    part.source = std::make_shared<io::UnreadableSource>(size, missing_error(part.missing));
    return part;
  }

  std::vector<Part> open_columns(const Component& component) const {
    std::vector<Part> parts;
    for (const auto* partition : component.partitions) {
      if (partition->size != component.partitions.front()->size)
        fail(ErrorKind::unsupported, "the columns of component {} have {} and {} sectors",
             printable(component.record->name), component.partitions.front()->size,
             partition->size);
      parts.push_back(open(*partition));
    }
    return parts;
  }

  static std::uint64_t column_size(const Component& component) {
    return bytes(component.partitions.front()->size, "size of a column");
  }

  static std::uint64_t chunk_size(const Component& component) {
    return bytes(component.record->chunk_size, "size of a chunk");
  }

  static void require_size(std::uint64_t size, std::uint64_t column, std::size_t columns,
                           const Component& component) {
    if (size > checked_multiply(column, columns, "size of a component"))
      fail(ErrorKind::damaged, "component {} has {} bytes, its volume needs {}",
           printable(component.record->name), column * columns, size);
  }

  static io::SourcePtr cut(io::SourcePtr source, std::uint64_t size, const Component& component) {
    require_size(size, source->size(), 1, component);
    if (source->size() == size) return source;
    return std::make_shared<io::SliceSource>(std::move(source), 0, size);
  }

  // ---- what is missing ----

  // The disk's copy of the database is older and tells other things of this volume.
  bool is_old(const PartitionRecord& partition, const VolumeRecord& volume) const {
    const auto found = disks_.find(partition.disk);
    return found != disks_.end() && found->second.is_stale &&
           !same_records(database_, *found->second.disk->database, volume);
  }

  std::string old_member(const PartitionRecord& partition) const {
    return fmt::format("{} has an older state of the volume", disks_.at(partition.disk).disk->name);
  }

  static Health degraded(std::size_t there, std::size_t needed,
                         const std::vector<std::string>& missing) {
    return {Condition::degraded, fmt::format("{} of {} members: {}", there, needed, join(missing))};
  }

  static std::string join(const std::vector<std::string>& texts) {
    return fmt::format("{}", fmt::join(texts, ", "));
  }

  static Error missing_error(const std::vector<std::string>& missing) {
    return {ErrorKind::damaged, "the volume is incomplete: " + join(missing)};
  }

  // The same disk missing twice is said once.
  static void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    for (const auto& text : more)
      if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  }

  void place_on_disk(const Component& component, Volume& volume) const {
    if (component.partitions.size() != 1) return;
    const auto& partition = *component.partitions.front();
    const auto found = disks_.find(partition.disk);
    if (found == disks_.end() || volume.health.condition != Condition::good) return;
    const auto& disk = *found->second.disk;
    volume.disk = disk.disk;
    if (disk.offset)
      volume.offset = *disk.offset + disk.header.public_start + partition.start * kRecordSector;
  }

  const Database& database_;
  const PresentDisks& disks_;
  std::map<ObjectId, std::vector<Component>> components_;
};

}  // namespace

std::vector<Volume> build_volumes(const Database& database, const PresentDisks& disks) {
  Builder builder(database, disks);
  std::vector<Volume> volumes;
  for (const auto& [id, record] : database.volumes) volumes.push_back(builder.build(record));
  return volumes;
}

}  // namespace vixmount::volume::ldm
