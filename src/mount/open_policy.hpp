// How files are opened: past the kernel's page cache or through it. Figures and alternatives stand
// in docs/notes/fuse-measurements.md.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace vixmount::mount {

enum class OpenMode : std::uint8_t {
  direct,     // each read is one request of up to 1 MiB, straight into the reader's memory
  cached,     // through the page cache, in requests of 128 KiB, kept for the next reader
  by_kernel,  // cached, and for the whole mount the kernel need not ask about opens any more
};

// A restore reads a large file once, in large pieces: direct is two to four times as fast then, and
// leaves no second copy of the file in the host's memory. It is slower for small pieces, and a
// question per open costs a small file more than its data. So large files are direct until the
// mount turns out to be used in another way. All members may be called from many threads at once.
class OpenPolicy {
 public:
  static constexpr std::uint64_t kLargeFile = 16ULL << 20;  // bytes
  // Below this direct reads are slower than cached ones.
  static constexpr std::size_t kLargeRead = 32UL << 10;  // bytes
  // So many opens of small files, or small reads of direct ones, are a look around; more are a use.
  static constexpr unsigned kTolerated = 64;

  // Direct reading is for kernels that map such files as well (6.6 and later). Called before the
  // first open.
  void allow_direct() noexcept { direct_allowed_ = true; }
  bool direct_allowed() const noexcept { return direct_allowed_; }

  OpenMode open(std::uint64_t size) noexcept;
  // A read of `size` bytes was asked for in a file that is open directly.
  void direct_read(std::size_t size) noexcept;

 private:
  void count(std::atomic<unsigned>& events) noexcept {
    if (events.fetch_add(1, std::memory_order_relaxed) >= kTolerated) direct_allowed_ = false;
  }

  std::atomic<bool> direct_allowed_{false};
  std::atomic<unsigned> small_opens_{0};
  std::atomic<unsigned> small_reads_{0};
};

}  // namespace vixmount::mount
