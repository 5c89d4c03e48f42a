// The seeds of the fuzz targets as volumes: small ones that mtools and exfat-fuse filled, and the
// same with one lie in each.
#pragma once

#include <string>

#include "io/byte_source.hpp"

namespace vixmount::test {

// fuzz/NAME, such as "seeds/fat/fat16".
io::SourcePtr small_volume(const std::string& name);
// The same with `bytes` at `offset`.
io::SourcePtr small_volume_with(const std::string& name, std::uint64_t offset,
                                std::string_view bytes);

}  // namespace vixmount::test
