#include "volume/ldm/database.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/text.hpp"
#include "volume/ldm/checksum.hpp"
#include "volume/ldm/layout.hpp"
#include "volume/ldm/vblk.hpp"

namespace vixmount::volume::ldm {
namespace {

// Windows makes private regions of 1 MiB with databases of 740 KiB.
constexpr std::uint64_t kMostDatabaseBytes = 16ULL << 20;
constexpr std::uint32_t kLeastEntrySize = 64;
constexpr std::uint32_t kMostEntrySize = 4096;

std::optional<ContentsBlock> read_contents(const io::ByteSource& disk, std::uint64_t place) {
  const auto raw = io::read_bytes(disk, place, kBlockSize);
  const BytesView view(raw, place);
  if (view.text(0, 8) != "TOCBLOCK") return std::nullopt;
  if (!has_good_checksum(view)) fail_at(place, "the table of contents has a wrong checksum");
  return view.get<ContentsBlock>(0);
}

// The newest table of contents; the faults of others do not matter then.
ContentsBlock find_contents(const io::ByteSource& disk, const PrivateHeader& header) {
  std::optional<ContentsBlock> newest;
  std::string faults;
  for (const auto place : header.contents) {
    try {
      const auto contents = read_contents(disk, place);
      if (contents && (!newest || contents->sequence > newest->sequence)) newest = contents;
    } catch (const Error& error) {
      faults += (faults.empty() ? ": " : "; ") + error.message();
    }
  }
  if (!newest)
    fail_at(header.private_region.begin, "the private region has no usable table of contents{}",
            faults);
  return *newest;
}

ByteRange find_database(const io::ByteSource& disk, const PrivateHeader& header) {
  const auto contents = find_contents(disk, header);
  for (const auto& region : contents.regions) {
    if (text_until_nul(region.name) != "config") continue;
    const auto start =
        checked_multiply(region.start.value(), header.sector_size, "start of the database");
    const auto size =
        checked_multiply(region.size.value(), header.sector_size, "size of the database");
    if (!fits(start, size, header.private_region.length()) || size < kBlockSize)
      fail_at(header.private_region.begin,
              "the database is said to be at bytes {} to {} of a private region of {}", start,
              start + size, header.private_region.length());
    if (size > kMostDatabaseBytes)
      fail(ErrorKind::limit_exceeded, "the database has {} bytes, at most {} are read", size,
           kMostDatabaseBytes);
    const auto begin = header.private_region.begin + start;
    return {begin, begin + size};
  }
  fail_at(header.private_region.begin, "the table of contents names no database");
}

DatabaseBlock check_head(const BytesView& database, const PrivateHeader& header) {
  if (database.text(0, 4) != "VMDB")
    fail_at(database.origin(), "the database does not begin with VMDB");
  const auto head = database.get<DatabaseBlock>(0);
  if (head.major_version != 4 || head.minor_version != 10)
    fail(ErrorKind::unsupported_version, "database of version {}.{}; 4.10 is known",
         head.major_version.value(), head.minor_version.value());
  if (head.vblk_size < kLeastEntrySize || head.vblk_size > kMostEntrySize)
    fail_at(database.origin(), "the database has entries of {} bytes", head.vblk_size.value());
  if (head.first_vblk < sizeof(DatabaseBlock) || head.first_vblk > database.size())
    fail_at(database.origin(), "the first entry of the database is said to be at byte {} of it",
            head.first_vblk.value());
  const auto id = text_until_nul(head.group_id);
  if (Guid::parse(id) != header.group_id)
    fail_at(database.origin(), "the database is that of disk group {}, the disk belongs to {}",
            printable(id), header.group_id.to_string());
  return head;
}

struct ParsedRecord {
  std::uint16_t status;
  Record record;
};

std::vector<ParsedRecord> parse_records(const BytesView& database, const DatabaseBlock& head,
                                        std::vector<std::string>& faults) {
  const auto end =
      std::min<std::uint64_t>(std::uint64_t{head.end_sequence} * head.vblk_size, database.size());
  std::vector<ParsedRecord> parsed;
  if (end <= head.first_vblk) return parsed;
  const auto entries = database.sub(head.first_vblk, end - head.first_vblk);
  for (const auto& raw : collect_records(entries, head.vblk_size, faults)) {
    try {
      const BytesView bytes(raw.bytes, raw.position);
      if (auto record = parse_record(bytes))
        parsed.push_back({bytes.get<RecordHead>(0).status, std::move(*record)});
    } catch (const Error& error) {
      if (faults.size() < kMostFaults) faults.push_back(error.message());
    }
  }
  return parsed;
}

// Sorts records into a database; tells whether an id came twice.
class Sorter {
 public:
  explicit Sorter(Database& database) : database_(database) {}

  void operator()(const VolumeRecord& record) { add(database_.volumes, record); }
  void operator()(const ComponentRecord& record) { add(database_.components, record); }
  void operator()(const PartitionRecord& record) { add(database_.partitions, record); }
  void operator()(const DiskRecord& record) { add(database_.disks, record); }
  void operator()(const GroupRecord& record) { database_.group_name = record.name; }

  bool all_once() const noexcept { return all_once_; }

 private:
  template <typename T>
  void add(std::map<ObjectId, T>& objects, const T& record) {
    if (!objects.emplace(record.id, record).second) all_once_ = false;
  }

  Database& database_;
  bool all_once_ = true;
};

bool fits_counts(const Database& database, const ObjectCounts& counts) {
  return database.volumes.size() == counts.volumes &&
         database.components.size() == counts.components &&
         database.partitions.size() == counts.partitions && database.disks.size() == counts.disks;
}

Database select(const std::vector<ParsedRecord>& records, const ObjectCounts& counts,
                std::uint16_t other_status) {
  Database database;
  Sorter sorter(database);
  for (const auto& record : records)
    if (record.status == 0 || record.status == other_status) std::visit(sorter, record.record);
  database.sound = sorter.all_once() && fits_counts(database, counts);
  return database;
}

// The records that hold. While a change goes on, the new or the old ones have another status than
// 0; which of them count is told by the numbers in the database's head.
Database select(const std::vector<ParsedRecord>& records, const DatabaseBlock& head) {
  const auto state = static_cast<DatabaseState>(head.state.value());
  const auto& counts = state == DatabaseState::deleting ? head.pending : head.committed;
  auto plain = select(records, counts, 0);
  if (plain.sound || state == DatabaseState::consistent) return plain;
  for (const std::uint16_t status : {1, 2, 3}) {
    auto database = select(records, counts, status);
    if (database.sound) return database;
  }
  return plain;
}

std::string describe(const ObjectCounts& counts) {
  return fmt::format("{} volumes, {} components, {} partitions and {} disks",
                     counts.volumes.value(), counts.components.value(), counts.partitions.value(),
                     counts.disks.value());
}

}  // namespace

Database read_database(const io::ByteSource& disk, const PrivateHeader& header) {
  const auto range = find_database(disk, header);
  const auto raw = io::read_bytes(disk, range.begin, range.length());
  const BytesView view(raw, range.begin);
  const auto head = check_head(view, header);
  std::vector<std::string> faults;
  auto database = select(parse_records(view, head, faults), head);
  database.sequence = head.committed_sequence;
  if (static_cast<DatabaseState>(head.state.value()) != DatabaseState::consistent)
    faults.push_back(
        fmt::format("the database is in the middle of a change (state {})", head.state.value()));
  if (!database.sound)
    faults.push_back(fmt::format("the database should have {}; {}, {}, {} and {} can be used",
                                 describe(head.committed), database.volumes.size(),
                                 database.components.size(), database.partitions.size(),
                                 database.disks.size()));
  if (database.group_name.empty()) database.group_name = header.group_name;
  database.faults = std::move(faults);
  return database;
}

}  // namespace vixmount::volume::ldm
