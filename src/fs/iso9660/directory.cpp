#include "fs/iso9660/directory.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "fs/iso9660/joliet_name.hpp"
#include "fs/iso9660/plain_name.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::fs::iso9660 {
namespace {

constexpr std::uint64_t next_multiple(std::uint64_t value, std::uint64_t unit) noexcept {
  return (value / unit + 1) * unit;
}

std::string name_in(const Volume& volume, const DirectoryRecord& record, const RockRidge& more) {
  if (!more.name.empty()) return more.name;
  more.require_whole();
  if (volume.names() == Names::joliet) return joliet_name(record.name.span());
  return plain_name(record.name.text(0, record.name.size()));
}

bool can_stand_in_a_path(std::string_view name) noexcept {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

// Nothing for what is not shown.
std::optional<NamedEntry> entry_of(const Volume& volume, const DirectoryRecord& record) {
  if (record.is_self() || record.is_parent() || record.has(layout::kAssociated))
    return std::nullopt;
  const auto more = volume.rock_ridge(record);
  if (more.is_relocated) return std::nullopt;
  NamedEntry out;
  out.name = name_in(volume, record, more);
  if (!can_stand_in_a_path(out.name))
    fail_at(record.position, "a name that is empty or has a slash or a zero in it");
  if (more.child) {
    out.type = NodeType::directory;
    out.node = volume.position_of_block(*more.child);
  } else if (record.has(layout::kDirectory)) {
    out.type = NodeType::directory;
    out.node = record.data(volume.block_size()).begin;
  } else {
    out.type = more.attributes ? node_type_of(more.attributes->mode.little) : NodeType::regular;
    out.node = record.position;
  }
  if (out.node == 0) fail_at(record.position, "a directory in block 0");
  return out;
}

// Puts the sections of a file together to one entry.
class EntryCollector {
 public:
  EntryCollector(const Volume& volume, const Directory& directory,
                 const std::function<bool(const NamedEntry&)>& visit)
      : volume_(volume), begin_(directory.records.begin), visit_(visit) {}

  // False when the visitor has enough.
  bool add(const DirectoryRecord& record) {
    const auto identifier = record.name.text(0, record.name.size());
    const bool goes_on = pending_ && identifier == identifier_;
    if (!goes_on) {
      if (!flush()) return false;
      identifier_ = identifier;
      pending_ = entry_of(volume_, record);
      if (pending_) pending_->begin = record.position - begin_;
    }
    if (pending_) pending_->end = record.end() - begin_;
    return record.has(layout::kMoreSections) || flush();
  }
  // A file whose last section is missing is told as well: opening it says what is wrong.
  bool flush() {
    const auto entry = std::exchange(pending_, std::nullopt);
    return !entry || visit_(*entry);
  }

 private:
  const Volume& volume_;
  std::uint64_t begin_;
  const std::function<bool(const NamedEntry&)>& visit_;
  std::string identifier_;
  std::optional<NamedEntry> pending_;
};

// libisofs 1.5.4 lets each directory of a Joliet tree name itself as its parent. Its path table is
// right.
NodeId parent_by_path_table(const Volume& volume, std::uint64_t position) {
  // 65,535 directories are the most that a table can number.
  constexpr std::uint32_t kMostEntries = 65535;
  MetadataCursor cursor(volume.cache());
  const auto table = volume.path_table();
  std::vector<std::uint64_t> directories;
  for (auto at = table.begin;
       at + sizeof(layout::PathTableEntry) <= table.end && directories.size() < kMostEntries;) {
    const auto entry =
        cursor.view(at, sizeof(layout::PathTableEntry)).get<layout::PathTableEntry>(0);
    directories.push_back(volume.position_of_block(entry.extent) +
                          volume.position_of_block(entry.extended_attribute_blocks));
    // A parent's number is below those of its children.
    if (directories.back() == position && entry.parent >= 1 && entry.parent < directories.size())
      return directories[entry.parent - 1U];
    at += sizeof(layout::PathTableEntry) + entry.name_length + entry.name_length % 2;
  }
  fail_at(table.begin, "the path table does not have the directory at byte {}", position);
}

}  // namespace

Directory find_directory(const Volume& volume, std::uint64_t position) {
  MetadataCursor cursor(volume.cache());
  const auto self = read_record(cursor, position);
  const auto block_size = volume.block_size();
  if (!self || !self->is_self() || !self->has(layout::kDirectory) ||
      self->data(block_size).begin != position)
    fail_at(position, "the directory does not begin with itself");
  if (self->is_interleaved() || self->has(layout::kMoreSections))
    fail(ErrorKind::unsupported, "the directory at byte {} is in several pieces", position);
  const auto records = self->data(block_size);
  if (records.end > volume.source()->size())
    fail_at(position, "a directory of {} bytes ends behind the volume ({} bytes)",
            records.length(), volume.source()->size());
  return {records};
}

std::optional<DirectoryRecord> RecordReader::next() {
  while (range_.begin < range_.end) {
    const auto position = range_.begin;
    range_.begin = std::min(next_multiple(position, layout::kSectorBytes), range_.end);
    if (const auto record = read_record(cursor_, position)) {
      // The size of a directory need not cover its last record, whose sector is the directory's.
      if (record->end() > std::max(range_.end, next_multiple(position, layout::kSectorBytes)))
        fail_at(position, "a directory record runs over its directory's end");
      range_.begin = record->end();
      return record;
    }
    range_.begin = next_multiple(position, block_size_);
  }
  return std::nullopt;
}

std::optional<Error> scan_entries(const Volume& volume, const Directory& directory,
                                  std::uint64_t offset,
                                  const std::function<bool(const NamedEntry&)>& visit) {
  std::optional<Error> damage;
  if (offset >= directory.records.length()) return damage;
  RecordReader reader(volume, {directory.records.begin + offset, directory.records.end});
  EntryCollector collector(volume, directory, visit);
  for (;;) {
    try {
      const auto record = reader.next();
      if (!record) break;
      if (!collector.add(*record)) return std::nullopt;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      if (!damage) damage = error;
    }
  }
  if (!collector.flush()) return std::nullopt;
  return damage;
}

bool is_empty(const Volume& volume, const Directory& directory) {
  bool empty = true;
  scan_entries(volume, directory, 0, [&](const NamedEntry&) { return empty = false; });
  return empty;
}

NodeId find_parent(const Volume& volume, std::uint64_t position) {
  RecordReader reader(volume, find_directory(volume, position).records);
  reader.next();
  const auto parent = reader.next();
  if (!parent || !parent->is_parent())
    fail_at(position, "the directory does not name its parent");
  const auto more = volume.rock_ridge(*parent);
  more.require_whole();
  auto above = more.parent ? volume.position_of_block(*more.parent)
                           : parent->data(volume.block_size()).begin;
  if (above == position) above = parent_by_path_table(volume, position);
  find_directory(volume, above);
  return above;
}

}  // namespace vixmount::fs::iso9660
