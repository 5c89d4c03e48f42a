#include "volume/ldm/vblk.hpp"

#include <cstring>
#include <map>
#include <span>

#include <fmt/format.h>

#include "volume/ldm/layout.hpp"

namespace vixmount::volume::ldm {
namespace {

class Collector {
 public:
  Collector(std::uint32_t entry_size, std::vector<std::string>& faults)
      : payload_size_(entry_size - sizeof(VblkHead)), faults_(faults) {}

  // A database has few records of several entries, and an entry is added to one list only: the
  // memory stays within that of the entries.
  void add(const BytesView& entry) {
    const auto head = entry.get<VblkHead>(0);
    if (entry.text(0, 4) != "VBLK")
      return fault("there is no entry of the database at byte {}", entry.origin());
    if (head.fragment_count == 0) return;
    if (head.fragment >= head.fragment_count)
      return fault("the database entry at byte {} is piece {} of {}", entry.origin(),
                   head.fragment.value(), head.fragment_count.value());
    auto& record = records_[head.group];
    if (record.pieces.empty()) record.count = head.fragment_count;
    if (record.count != head.fragment_count ||
        !record.pieces.emplace(head.fragment, entry.from(sizeof(VblkHead))).second)
      record.contradicts_itself = true;
  }

  std::vector<RawRecord> finish() {
    std::map<std::uint64_t, RawRecord> by_position;
    for (const auto& [group, record] : records_) {
      if (record.contradicts_itself)
        fault("the pieces of database record {} contradict each other", group);
      else if (record.pieces.size() != record.count)
        fault("database record {} has {} pieces, {} are there", group, record.count,
              record.pieces.size());
      else
        by_position.emplace(record.pieces.begin()->second.origin(), join(record));
    }
    std::vector<RawRecord> found;
    for (auto& [position, record] : by_position) found.push_back(std::move(record));
    return found;
  }

 private:
  struct Pieces {
    unsigned count = 0;
    bool contradicts_itself = false;
    std::map<unsigned, BytesView> pieces;
  };

  RawRecord join(const Pieces& record) const {
    RawRecord raw;
    raw.position = record.pieces.begin()->second.origin();
    raw.bytes.reserve(record.pieces.size() * payload_size_);
    for (const auto& [number, piece] : record.pieces)
      raw.bytes.insert(raw.bytes.end(), piece.span().begin(), piece.span().end());
    return raw;
  }

  template <typename... Args>
  void fault(fmt::format_string<Args...> format, Args&&... args) {
    if (faults_.size() < kMostFaults)
      faults_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  std::size_t payload_size_;
  std::vector<std::string>& faults_;
  std::map<std::uint32_t, Pieces> records_;
};

}  // namespace

std::vector<RawRecord> collect_records(const BytesView& entries, std::uint32_t entry_size,
                                       std::vector<std::string>& faults) {
  Collector collector(entry_size, faults);
  for (std::size_t at = 0; fits(at, entry_size, entries.size()); at += entry_size)
    collector.add(entries.sub(at, entry_size));
  return collector.finish();
}

}  // namespace vixmount::volume::ldm
