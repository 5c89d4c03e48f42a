// The stream WofCompressedData as Windows lays it out, with chunks compressed by wimlib.
#pragma once

#include <cstddef>
#include <span>

#include "codec/content.hpp"
#include "codec/wimlib_chunks.hpp"
#include "fs/ntfs/reparse_point.hpp"

namespace vixmount::fs::ntfs {

struct WofMethod {
  const char* name;
  WofAlgorithm algorithm;
  char number;  // of the algorithm in the reparse point
  test::WimCodec codec;
  std::size_t chunk_bytes;
};
inline constexpr WofMethod kWofMethods[] = {
    {"XPRESS4K", WofAlgorithm::xpress4k, 0, test::WimCodec::xpress, 4096},
    {"LZX", WofAlgorithm::lzx, 1, test::WimCodec::lzx, 32768},
    {"XPRESS8K", WofAlgorithm::xpress8k, 2, test::WimCodec::xpress, 8192},
    {"XPRESS16K", WofAlgorithm::xpress16k, 3, test::WimCodec::xpress, 16384}};

// Positions behind the table (4 bytes each), then the chunks; those that do not get smaller are
// stored as they are.
test::Bytes make_wof_stream(const WofMethod& method, std::span<const std::byte> content);

}  // namespace vixmount::fs::ntfs
