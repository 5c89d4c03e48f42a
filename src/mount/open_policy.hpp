// How files are opened: past the kernel's page cache or through it. Figures and alternatives stand
// in docs/notes/fuse-measurements.md.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "fs/file_system.hpp"

namespace vixmount::mount {

enum class OpenMode : std::uint8_t {
  direct,     // each read is one request of up to 1 MiB, straight into the reader's memory
  cached,     // through the page cache, in requests of 128 KiB, kept for the next reader
  by_kernel,  // cached, and the kernel need not ask about opens any more, for the whole mount
};

// A restore reads a large file once, in large pieces: direct is two to three times as fast then.
// It is slower for small pieces and for second readers, and one question per open costs small files
// more than their data. So: direct for the first reader of a large file, as long as nothing on this
// mount shows that it is used in another way. All members may be called from many threads at once.
class OpenPolicy {
 public:
  static constexpr std::uint64_t kLargeFile = 16ULL << 20;  // bytes
  // Below this direct reads are slower than cached ones.
  static constexpr std::size_t kLargeRead = 32UL << 10;  // bytes

  // Direct reading is for kernels that map such files as well (6.6 and later). Called before the
  // first open.
  void allow_direct() noexcept { direct_allowed_ = true; }
  bool direct_allowed() const noexcept { return direct_allowed_; }

  OpenMode open(fs::NodeId file, std::uint64_t size);
  // A read of `size` bytes was asked for in a file that is open directly.
  void direct_read(std::size_t size) noexcept {
    if (size < kLargeRead) direct_allowed_ = false;
  }

 private:
  static constexpr std::size_t kRemembered = 64;

  std::atomic<bool> direct_allowed_{false};
  std::mutex mutex_;                              // guards all below
  std::array<fs::NodeId, kRemembered> opened_{};  // directly, the last ones, as a ring
  std::size_t next_ = 0;
};

}  // namespace vixmount::mount
