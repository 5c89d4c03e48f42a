// For the targets of thin pools and dm-cache: a metadata device whose blocks have good checksums.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "volume/device_mapper/persistent_data/blocks.hpp"

namespace vixmount::fuzz {

// The input is a SparseDisk (see there), of which at most 64 blocks count. In each block the
// checksum and the repeated number are made good: those of a `superblock` in block 0, elsewhere
// those of an array where the field that tells says so, else those of a B-tree's node.
inline io::SourcePtr sealed_metadata(const std::uint8_t* data, std::size_t size,
                                     volume::device_mapper::BlockKind superblock) {
  namespace dm = volume::device_mapper;
  constexpr std::size_t kBlock = dm::layout::kBlockSize;
  const auto disk = SparseDisk::parse(data, size);
  const auto count = std::min<std::uint64_t>(disk->size() / kBlock, 64);
  auto bytes = io::read_bytes(*disk, 0, count * kBlock);
  for (std::size_t i = 0; i < count; ++i) {
    const auto block = std::span(bytes).subspan(i * kBlock, kBlock);
    if (is_all_zero(block)) continue;
    constexpr std::uint32_t kArrayEntries = 509;
    const bool is_array = BytesView(block).le32_at(4) == kArrayEntries;
    const auto kind = i == 0 ? superblock : is_array ? dm::BlockKind::array : dm::BlockKind::node;
    const le64 number = i;
    std::memcpy(block.data() + (kind == dm::BlockKind::array ? 16 : 8), &number, sizeof(number));
    const le32 checksum = dm::block_checksum(block, kind);
    std::memcpy(block.data(), &checksum, sizeof(checksum));
  }
  return std::make_shared<io::MemorySource>(std::move(bytes));
}

}  // namespace vixmount::fuzz
