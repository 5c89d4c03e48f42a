// The checked blocks of a metadata device, for thin pools and dm-cache.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.hpp"
#include "io/byte_source.hpp"
#include "volume/device_mapper/persistent_data/layout.hpp"

namespace vixmount::volume::device_mapper {

// Each kind has its own number in the checksum, so that no block passes for one of another kind.
enum class BlockKind : std::uint8_t { node, array, thin_superblock, cache_superblock };

class MetadataBlock {
 public:
  // The view's origin is the block's byte offset in the metadata device.
  BytesView bytes() const noexcept { return BytesView(bytes_, offset_); }

 private:
  friend class MetadataBlocks;
  std::uint64_t offset_ = 0;
  std::array<std::byte, layout::kBlockSize> bytes_{};
};
using MetadataBlockPtr = std::shared_ptr<const MetadataBlock>;

// Safe from many threads; nothing is kept.
class MetadataBlocks {
 public:
  explicit MetadataBlocks(io::SourcePtr device) : device_(std::move(device)) {}

  // Whole blocks of the device.
  std::uint64_t count() const noexcept { return device_->size() / layout::kBlockSize; }

  // Throws Error{damaged} for a block outside the device, with a wrong checksum, or that should
  // stand elsewhere; errors of reading pass.
  MetadataBlockPtr read(std::uint64_t block, BlockKind kind) const;
  // The block as it is: of a superblock it must be known first whether it was ever written.
  MetadataBlockPtr read_unchecked(std::uint64_t block) const;

 private:
  io::SourcePtr device_;
};

// What a block of `kind` should have as its checksum; `bytes`: the whole block.
std::uint32_t block_checksum(std::span<const std::byte> bytes, BlockKind kind) noexcept;

}  // namespace vixmount::volume::device_mapper
