// A volume as sectors of the size its writer took, through a cache of what was read lately.
#pragma once

#include <cstdint>

#include "fs/shared/metadata_cache.hpp"

namespace vixmount::fs::udf {

// UDF has one size for sectors of the volume and blocks of a partition. ECMA-167 knows larger ones
// than any writer offers.
inline constexpr std::uint32_t kSmallestBlock = 512;
inline constexpr std::uint32_t kLargestBlock = 32768;

struct Blocks {
  MetadataCachePtr cache;
  std::uint32_t size = 2048;  // bytes of a block

  std::uint64_t count() const noexcept { return cache->volume()->size() / size; }
  std::uint64_t offset_of(std::uint32_t block) const noexcept {
    return std::uint64_t{block} * size;
  }
  // Sector `block` of the volume. Valid as the cursor says. Error{damaged} behind the end.
  BytesView view(MetadataCursor& cursor, std::uint32_t block) const {
    return cursor.view(offset_of(block), size);
  }
};

}  // namespace vixmount::fs::udf
