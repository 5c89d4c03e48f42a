// The input is a byte (log2 of the cluster size, from 512 bytes on) and mapping pairs.
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "fs/ntfs/runlist.hpp"

using namespace vixmount;
using namespace vixmount::fs::ntfs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Geometry geometry;
  geometry.cluster_size = 512U << (data[0] % 13);
  geometry.cluster_count = 1ULL << 32;
  Runlist runs;
  try {
    append_runs(runs, BytesView(std::as_bytes(std::span(data + 1, size - 1))), 0, geometry);
  } catch (const Error&) {
    // What is refused is refused with a reason; what came before it still has to be sound.
  }
  std::uint64_t vcn = 0;
  for (const auto& run : runs) {
    if (run.vcn != vcn || run.length == 0) __builtin_trap();
    if (!run.is_hole() &&
        (run.lcn >= geometry.cluster_count || run.length > geometry.cluster_count - run.lcn))
      __builtin_trap();
    if (find_run(runs, vcn) != &run) __builtin_trap();
    vcn = run.end_vcn();
  }
  return 0;
}
