// Where the HFS+ is on a volume, and its header: the one at the start or its copy at the end.
#pragma once

#include <cstdint>
#include <string>

#include "fs/hfsplus/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::hfsplus {

struct VolumeHeader {
  layout::VolumeHeader raw;
  std::uint64_t start = 0;   // of the HFS+ on the volume, bytes; not 0 inside an HFS wrapper
  std::uint64_t length = 0;  // from there, bytes: what the volume or the wrapper has room for
  std::string remark;        // what people should know: the copy was used

  std::uint32_t block_size() const noexcept { return raw.block_size; }
  std::uint64_t total_bytes() const noexcept {
    return std::uint64_t{raw.total_blocks} * raw.block_size;
  }
  bool has(std::uint32_t attribute) const noexcept { return (raw.attributes & attribute) != 0; }
};

constexpr bool is_plus_signature(std::uint16_t signature) noexcept {
  return signature == layout::kSignaturePlus || signature == layout::kSignatureSensitive;
}

// The HFS+ alone.
io::SourcePtr inside_wrapper(const io::SourcePtr& volume, const VolumeHeader& header);

// Error{damaged} when neither header is right, Error{unsupported} for an HFS without HFS+ in it,
// Error{unsupported_version}.
VolumeHeader find_volume_header(const io::ByteSource& volume);

}  // namespace vixmount::fs::hfsplus
