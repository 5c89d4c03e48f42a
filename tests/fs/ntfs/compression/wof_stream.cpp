#include "fs/ntfs/compression/wof_stream.hpp"

#include <algorithm>

namespace vixmount::fs::ntfs {

test::Bytes make_wof_stream(const WofMethod& method, std::span<const std::byte> content) {
  test::Bytes table, chunks;
  for (std::size_t at = 0; at < content.size(); at += method.chunk_bytes) {
    const auto chunk = content.subspan(at, std::min(method.chunk_bytes, content.size() - at));
    if (at != 0)
      for (unsigned shift = 0; shift < 32; shift += 8)
        table.push_back(static_cast<std::byte>(chunks.size() >> shift));
    const auto compressed =
        test::compress_with_wimlib(method.codec, chunk, method.chunk_bytes, chunk.size() - 1);
    const auto bytes = compressed ? std::span<const std::byte>(*compressed) : chunk;
    chunks.insert(chunks.end(), bytes.begin(), bytes.end());
  }
  table.insert(table.end(), chunks.begin(), chunks.end());
  return table;
}

}  // namespace vixmount::fs::ntfs
