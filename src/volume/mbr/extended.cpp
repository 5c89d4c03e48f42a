#include "volume/mbr/extended.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "volume/mbr/boot_sector.hpp"

namespace vixmount::volume::mbr {
namespace {

// Linux stops at 256 partitions a disk; no tool makes more. Each record of the chain is one read.
constexpr std::size_t kMostRecords = 256;

// Follows one chain. Positions are 32-bit sector counts times a sector size, added to an offset
// inside the container: the sums stay far below 2^64.
class Chain {
 public:
  Chain(const Container& container, ByteRange extended, Remarks& remarks)
      : container_(container), extended_(extended), remarks_(remarks) {}

  std::vector<Logical> follow() {
    std::optional<ByteRange> link = extended_;
    while (link && may_visit(link->begin)) {
      const auto record = read(link->begin);
      if (!record) break;
      collect(*record, *link);
      link = next_link(*record);
    }
    return std::move(found_);
  }

 private:
  std::uint64_t bytes(std::uint32_t sectors) const noexcept {
    return std::uint64_t{sectors} * container_.logical_sector_size;
  }

  bool may_visit(std::uint64_t position) {
    if (!visited_.insert(position).second) {
      remarks_.add(container_,
                   "the chain of logical partitions comes back to byte {}; it ends there",
                   position);
      return false;
    }
    if (visited_.size() > kMostRecords) {
      remarks_.add(container_, "more than {} logical partitions; the rest is left out",
                   kMostRecords);
      return false;
    }
    return true;
  }

  std::optional<Record> read(std::uint64_t position) {
    std::optional<Record> record;
    try {
      record = read_record(*container_.source, position);
    } catch (const Error& error) {
      remarks_.add(container_, "the extended boot record at byte {} cannot be read: {}", position,
                   error.message());
      return std::nullopt;
    }
    // An extended partition without any record is an empty one: nothing to say about it.
    if (!record && position != extended_.begin)
      remarks_.add(container_, "no extended boot record at byte {}; the chain ends there",
                   position);
    return record;
  }

  // The first two entries name this record's partition and the next record, in either order. Old
  // tools left garbage in the last two; they count only when they fit where a partition may be.
  void collect(const Record& record, ByteRange link) {
    for (std::size_t i = 0; i < kPrimaryEntries; ++i) {
      const Entry& entry = record.entries[i];
      if (!entry.used() || entry.is_extended()) continue;
      const auto begin = link.begin + bytes(entry.first_sector);
      const ByteRange range{begin, begin + bytes(entry.sector_count)};
      if (i >= 2 && (range.end > link.end || range.end > extended_.end)) continue;
      found_.push_back({entry.type, range});
    }
  }

  // Links count from the start of the whole extended partition, not from this record.
  std::optional<ByteRange> next_link(const Record& record) const {
    for (const Entry& entry : record.entries) {
      if (!entry.used() || !entry.is_extended()) continue;
      const auto begin = extended_.begin + bytes(entry.first_sector);
      return ByteRange{begin, begin + bytes(entry.sector_count)};
    }
    return std::nullopt;
  }

  const Container& container_;
  ByteRange extended_;
  Remarks& remarks_;
  std::set<std::uint64_t> visited_;
  std::vector<Logical> found_;
};

}  // namespace

std::vector<Logical> read_chain(const Container& container, ByteRange extended, Remarks& remarks) {
  return Chain(container, extended, remarks).follow();
}

}  // namespace vixmount::volume::mbr
