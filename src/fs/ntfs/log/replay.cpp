#include "fs/ntfs/log/replay.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "fs/ntfs/log/analysis.hpp"
#include "fs/ntfs/log/log_file.hpp"
#include "fs/ntfs/log/passes.hpp"
#include "fs/ntfs/log/restart.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// Blocks of the overlay are held in memory. A log of 64 MiB, the most that Windows makes by itself,
// seldom concerns more than a few thousand pages of metadata.
constexpr std::uint64_t kMostMemory = 64ULL << 20;
constexpr std::uint32_t kOverlayBlock = 4096;  // bytes, at most

bool is_about_the_log(const Error& error) noexcept {
  switch (error.kind()) {
    case ErrorKind::damaged:
    case ErrorKind::unsupported:
    case ErrorKind::limit_exceeded:
    case ErrorKind::out_of_range:
      return true;
    default:
      return false;
  }
}

std::string count_of(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string describe(const PassResult& result) {
  auto text = "log replayed: " + count_of(result.redone, "change");
  if (result.undone != 0)
    text += fmt::format("; {} of {} taken back", count_of(result.undone, "change"),
                        count_of(result.transactions, "unfinished transaction"));
  return text;
}

Replayed replay(const io::SourcePtr& volume, const io::SourcePtr& log_file,
                const Geometry& geometry) {
  const auto restart = read_restart(*log_file);
  if (!restart || restart->clean || restart->checkpoint_lsn == 0) return {volume, ""};
  LogFile file(log_file, *restart);
  const auto analysis = analyse(file, geometry.cluster_size);
  const auto overlay = std::make_shared<io::OverlaySource>(
      volume, std::min(geometry.cluster_size, kOverlayBlock), kMostMemory);
  const auto result =
      redo_and_undo(file, analysis, {geometry.cluster_size, geometry.record_size}, *overlay);
  if (overlay->replaced_blocks() == 0) return {volume, ""};
  return {overlay, describe(result)};
}

}  // namespace

Replayed replay_log(const io::SourcePtr& volume, const io::SourcePtr& log_file,
                    const Geometry& geometry, const Log& log) {
  Replayed replayed;
  try {
    replayed = replay(volume, log_file, geometry);
    if (!replayed.remark.empty()) log.info("{}", replayed.remark);
  } catch (const Error& error) {
    if (!is_about_the_log(error)) throw;
    replayed = {volume, fmt::format("log not replayed, files may be older or inconsistent: {}",
                                    error.message())};
    log.warning("{}", replayed.remark);
  }
  return replayed;
}

}  // namespace vixmount::fs::ntfs::log
