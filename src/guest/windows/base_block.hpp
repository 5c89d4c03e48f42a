// The first sector of a hive or a transaction log: is it whole, and was its hive written out?
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "guest/windows/registry_layout.hpp"

namespace vixmount::guest::windows {

// XOR of the words before the checksum; 0 and all ones, which mean "none", are stored as 1 and
// all ones but the last.
std::uint32_t base_block_checksum(const layout::BaseBlock& block) noexcept;

// The sector at the beginning of `file`, when signature and checksum are right.
std::optional<layout::BaseBlock> read_base_block(const BytesView& file);

// Writing has begun and did not end.
inline bool is_dirty(const layout::BaseBlock& hive) noexcept {
  return hive.primary_sequence != hive.secondary_sequence;
}

}  // namespace vixmount::guest::windows
