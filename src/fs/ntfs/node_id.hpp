// How the nodes of an NTFS volume are numbered: the MFT record number in the low 40 bits, above it
// which of the record's named streams is meant.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fs/file_system.hpp"

namespace vixmount::fs::ntfs {

inline constexpr unsigned kRecordBits = 40;
inline constexpr std::uint64_t kRecordMask = (1ULL << kRecordBits) - 1;
// $MFT is record 0, and 0 is never a node: it goes by a number that no record has.
inline constexpr std::uint64_t kNumberOfMft = kRecordMask;
// 16 bits hold 1 + the stream's place in the order of names; the last value marks a directory entry
// that means an earlier file of its record, so that it is shown and cannot be opened.
inline constexpr std::uint64_t kStaleMark = 0xFFFF;
inline constexpr std::size_t kMostStreams = kStaleMark - 1;

constexpr NodeId node_of_record(std::uint64_t record) noexcept {
  return record == 0 ? kNumberOfMft : record;
}
constexpr NodeId node_of_stream(std::uint64_t record, std::size_t index) noexcept {
  return node_of_record(record) | (std::uint64_t{index} + 1) << kRecordBits;
}
constexpr NodeId stale_node(std::uint64_t record) noexcept {
  return node_of_record(record) | kStaleMark << kRecordBits;
}

constexpr std::uint64_t record_of(NodeId node) noexcept {
  const auto number = node & kRecordMask;
  return number == kNumberOfMft ? 0 : number;
}
// 0: the file itself, else 1 + the stream's index.
constexpr std::uint64_t stream_part_of(NodeId node) noexcept { return node >> kRecordBits; }

}  // namespace vixmount::fs::ntfs
