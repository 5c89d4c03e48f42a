// dm-cache: an origin, and a faster device that holds copies of some of its blocks. Copies that
// were written and not yet carried back ("dirty") are the truth; all else the origin has as well.
//
// Policies and their hints are not looked at. Formats: docs/formats/device-mapper.md. All sizes in
// bytes. Safe from many threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::volume::device_mapper {

enum class CacheMode : std::uint8_t {
  writeback,
  writethrough,
  passthrough,  // reads never come from the cache
};

struct CacheOptions {
  CacheMode mode = CacheMode::writeback;
  std::uint64_t block_size = 0;  // LVM's chunk_size; 0: not known. The superblock's rules
};

// The cached device: `size` bytes of `origin` with the dirty blocks taken from `cache_data`. When
// the cache was not shut down cleanly (a crash, a snapshot of a running machine), every mapped
// block counts as dirty, as the kernel has it. LVM's single cache volume (cachevol) holds metadata
// and data one after the other: the caller slices it.
//
// `remarks` receives sentences for people (not shut down cleanly, needs a check). Throws
// Error{damaged} with the byte offset in `cache_metadata`, Error{unsupported} or
// Error{unsupported_version} when the superblock cannot be used; damage further below throws from
// map() and read(), which load the map when it is first needed.
io::SourcePtr make_cache(io::SourcePtr origin, io::SourcePtr cache_data,
                         io::SourcePtr cache_metadata, std::uint64_t size,
                         const CacheOptions& options, std::vector<std::string>& remarks);

}  // namespace vixmount::volume::device_mapper
