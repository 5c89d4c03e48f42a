// The metadata areas of a physical volume: circular buffers of texts, of which the header names the
// committed one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/checked.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::lvm {

// 16 MiB: a volume of one segment takes some 500 bytes, so that this is more than 30,000 volumes;
// LVM's own default area is 1 MiB.
inline constexpr std::uint64_t kMostTextBytes = 16ULL << 20;

// Where the text of one area is.
struct TextLocation {
  ByteRange area;            // bytes of the device
  std::uint64_t offset = 0;  // bytes from the area's begin
  std::uint64_t size = 0;    // bytes, at least 1
  std::uint32_t checksum = 0;
  bool ignored = false;  // LVM leaves the area alone: the text may be old
};

// The committed text of the area; nothing when it holds none (a PV of no group). Throws
// Error{damaged} with the byte offset when the header is not good, Error{limit_exceeded} for a text
// longer than kMostTextBytes.
std::optional<TextLocation> locate_text(const io::ByteSource& device, ByteRange area);

// The text itself, put together when it runs around the area's end. Throws Error{damaged} when its
// checksum is wrong.
std::string read_text(const io::ByteSource& device, const TextLocation& location);

}  // namespace vixmount::volume::lvm
