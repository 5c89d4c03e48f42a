#include "fs/ntfs/log/mapping_pairs.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ntfs::log {

std::uint64_t clusters_in(const BytesView& mapping_pairs) {
  std::uint64_t clusters = 0;
  for (std::size_t at = 0; at < mapping_pairs.size() && mapping_pairs.u8(at) != 0;) {
    const auto sizes = mapping_pairs.u8(at);
    const std::size_t length_bytes = sizes & 0xF;
    if (length_bytes == 0 || length_bytes > 8)
      fail_at(mapping_pairs.origin() + at, "a run whose length has {} bytes", length_bytes);
    std::uint64_t length = 0;
    for (std::size_t i = length_bytes; i > 0; --i) length = length << 8 | mapping_pairs.u8(at + i);
    clusters = checked_add(clusters, length, "clusters of a run list in the log");
    at += 1 + length_bytes + (sizes >> 4);
  }
  return clusters;
}

}  // namespace vixmount::fs::ntfs::log
