// A compressed attribute: the first bytes shape its runs, the rest is the volume. Reading it
// whole and in parts must give the same answer.
//
// Byte 0: log2 of the clusters in a unit; 1: the number of runs; 2 and 3: the size's distance from
// the end of the runs; then two bytes a run: its length, and its first cluster (0xFF: a hole).
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "fs/ntfs/compression/compression_unit_source.hpp"
#include "io/sources.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::ntfs;

constexpr std::uint32_t kCluster = 512;
constexpr std::size_t kHead = 4;
// Each part decodes a unit of up to 64 KiB anew; parts all over a content of megabytes would spend
// the time on one input that many inputs need.
constexpr std::size_t kPart = 1000;
constexpr std::size_t kMostParts = 64;

// Nothing when the range cannot be read.
std::vector<std::byte> read(const io::ByteSource& source, std::uint64_t offset, std::size_t size) {
  try {
    return io::read_bytes(source, offset, size);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) std::abort();
    return {};
  }
}

void compare(const io::ByteSource& source) {
  const auto size = static_cast<std::size_t>(source.size());
  if (size == 0) return;
  const auto whole = read(source, 0, size);
  const auto step = std::max(kPart, size / kMostParts);
  for (std::size_t at = 0; at < size; at += step) {
    const auto count = std::min(kPart, size - at);
    const auto part = read(source, at, count);
    if (!whole.empty() &&
        (part.empty() || !std::equal(part.begin(), part.end(), whole.data() + at)))
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kHead) return 0;
  const std::size_t count = data[1] % 64;
  if (size < kHead + 2 * count + 1) return 0;
  const auto volume = std::as_bytes(std::span(data + kHead + 2 * count, size - kHead - 2 * count));
  Geometry geometry;
  geometry.cluster_size = kCluster;
  geometry.cluster_count = volume.size() / kCluster + 1;
  Runlist runs;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* run = data + kHead + 2 * i;
    const auto begin = runs.empty() ? 0 : runs.back().end_vcn();
    runs.push_back({begin, run[1] == 0xFF ? Run::kHole : run[1], std::uint64_t{run[0]} % 40 + 1});
  }
  const auto end = runs.empty() ? 0 : runs.back().end_vcn() * kCluster;
  const auto length = end - std::min<std::uint64_t>(end, data[2] * 16U);
  const auto initialized = length - std::min<std::uint64_t>(length, data[3] * 64U);
  try {
    const CompressionUnitSource source(
        std::make_shared<io::MemorySource>(std::vector(volume.begin(), volume.end())), geometry,
        runs, data[0] % 8, length, initialized);
    compare(source);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) std::abort();
  }
  return 0;
}
