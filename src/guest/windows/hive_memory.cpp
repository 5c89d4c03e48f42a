#include "guest/windows/hive_memory.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/mman.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace vixmount::guest::windows {
namespace {

// libhivex trusts some counts (16 bits, of entries of 8 bytes) and lengths (of names, 16 bits; of
// value lists, at most 110,000 entries of 4 bytes) further than a cell reaches. Behind the hive
// there is room for all of that, so that it reads zeros and refuses them. Bytes.
constexpr std::size_t kGuardSize = std::size_t{4} << 20;

std::mutex& memory_mutex() {
  static std::mutex mutex;
  return mutex;
}

UniqueFd make_memory_file() {
  UniqueFd file(::memfd_create("registry hive", MFD_CLOEXEC));
  if (!file) throw Error::from_errno(errno, "making a memory file for registry hives");
  if (::ftruncate(file.get(), kLargestHive + kGuardSize) != 0)
    throw Error::from_errno(errno, "making room for registry hives");
  return file;
}

}  // namespace

int HiveMemory::descriptor() {
  static const UniqueFd file = make_memory_file();
  return file.get();
}

void HiveMemory::prepare() { descriptor(); }

void HiveMemory::require_size(std::uint64_t size) {
  if (size > kLargestHive)
    fail(ErrorKind::limit_exceeded, "a registry hive of {} bytes, {} are the limit", size,
         kLargestHive);
}

HiveMemory::HiveMemory(std::uint64_t size) : lock_(memory_mutex()) {
  require_size(size);
  void* const address =
      ::mmap(nullptr, kLargestHive, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor(), 0);
  if (address == MAP_FAILED) throw Error::from_errno(errno, "mapping the memory for a hive");
  address_ = static_cast<std::byte*>(address);
  resize(size);
}

HiveMemory::~HiveMemory() {
  // Gives the memory back; the next hive finds zeros.
  if (most_used_ != 0 && ::madvise(address_, most_used_, MADV_REMOVE) != 0)
    std::fill_n(address_, most_used_, std::byte{0});
  ::munmap(address_, kLargestHive);
}

void HiveMemory::resize(std::uint64_t size) {
  require_size(size);
  size_ = size;
  most_used_ = std::max(most_used_, size_);
}

}  // namespace vixmount::guest::windows
