// The input is a volume (see sparse_disk.hpp) with clusters of 4 KiB and MFT records of 1 KiB,
// whose $LogFile is its last part, from kLogOffset on.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/error.hpp"
#include "fs/ntfs/log/replay.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"

using namespace vixmount;

namespace {

constexpr std::uint64_t kLogOffset = 256U << 10;
// A log of 32 pages; more show nothing new.
constexpr std::uint64_t kMostBytes = kLogOffset + (70U << 12);
constexpr std::size_t kMostInput = 256U << 10;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostInput) return 0;
  const auto volume = fuzz::SparseDisk::parse(data, size);
  if (volume->size() <= kLogOffset || volume->size() > kMostBytes) return 0;
  fs::ntfs::Geometry geometry;
  geometry.cluster_size = 4096;
  geometry.record_size = 1024;
  const auto log_file =
      std::make_shared<io::SliceSource>(volume, kLogOffset, volume->size() - kLogOffset);
  // Whatever is wrong with a log is a remark; only a volume that cannot be read is an Error.
  const auto replayed = fs::ntfs::log::replay_log(volume, log_file, geometry, Log());
  if (replayed.volume->size() != volume->size()) std::abort();
  io::read_bytes(*replayed.volume, 0, static_cast<std::size_t>(kLogOffset));
  return 0;
}
