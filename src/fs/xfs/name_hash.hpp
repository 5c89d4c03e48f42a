// The hash by which trees of directories and attributes are sorted, and names of directories that
// ignore the case of letters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vixmount::fs::xfs {

std::uint32_t name_hash(std::string_view name) noexcept;

// Of case-insensitive directories ("ascii-ci").
std::uint32_t folded_name_hash(std::string_view name) noexcept;
bool equal_when_folded(std::string_view a, std::string_view b) noexcept;

}  // namespace vixmount::fs::xfs
