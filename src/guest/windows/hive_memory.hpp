// The memory in which a registry hive is put together (the file, with its transaction logs applied)
// and from which libhivex reads it as if it were a file.
//
// It is one sparse memory file of the process, made before the worker locks itself up: in there,
// making files and growing them is forbidden, filling one through a mapping is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

namespace vixmount::guest::windows {

// Bytes. SOFTWARE hives that were never compacted reach some 300 MiB; what is larger would not be
// loaded by Windows' own boot loader in time, and would cost the worker its memory.
inline constexpr std::size_t kLargestHive = std::size_t{512} << 20;

// The memory, taken for one hive: a second one waits until the first is gone. Zeros at first.
class HiveMemory {
 public:
  // Makes the memory file; a second call does nothing. For processes that are about to forbid
  // themselves to make files; others need not call it. Error as memfd_create and ftruncate give it.
  static void prepare();

  // Error{limit_exceeded} when `size`, in bytes, is larger than kLargestHive.
  explicit HiveMemory(std::uint64_t size);
  ~HiveMemory();
  HiveMemory(const HiveMemory&) = delete;
  HiveMemory& operator=(const HiveMemory&) = delete;

  std::span<std::byte> bytes() noexcept { return {address_, size_}; }
  std::span<const std::byte> bytes() const noexcept { return {address_, size_}; }
  // The bytes that are there stay where they are; new ones are zero. Error{limit_exceeded}.
  void resize(std::uint64_t size);
  // Of the memory file; borrowed.
  static int descriptor();

 private:
  static void require_size(std::uint64_t size);

  std::unique_lock<std::mutex> lock_;
  std::byte* address_ = nullptr;
  std::size_t size_ = 0;
  std::size_t most_used_ = 0;
};

}  // namespace vixmount::guest::windows
