// Bytes of which there are several copies: what mirrors and raid10 share.
//
// `copy_at(i)` says where copy i is. The first copy that is there answers. Where it lies in a host
// file or is zero, its extent is handed out; where it has to be read by a source, which may throw,
// it is read through the array, so that the next copy can step in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>

#include "base/error.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::raid {

struct Copy {
  const io::ByteSource* member = nullptr;  // null when it is missing
  std::uint64_t position = 0;
};

// `array` and `offset`: the source that calls, and the place of the bytes in it.
template <typename CopyAt>
io::Extent map_first_copy(unsigned count, CopyAt copy_at, const io::ByteSource& array,
                          std::uint64_t offset, std::uint64_t length) {
  for (unsigned i = 0; i < count; ++i) {
    const Copy copy = copy_at(i);
    if (copy.member == nullptr) continue;
    try {
      const auto extent = copy.member->map(copy.position, length);
      if (extent.kind != io::ExtentKind::opaque) return extent;
      return io::Extent::through(array, offset, extent.length);
    } catch (const Error&) {
      // The next copy may know where it is.
    }
  }
  return io::Extent::through(array, offset, length);  // reading it says why it cannot be read
}

// No sector is larger, so nothing smaller fails alone. Bytes.
inline constexpr std::size_t kCopyPiece = 4096;

// Stands for a read of an array with copies while it is under way. Arrays may be the members of
// arrays: where nothing can be read, each would try all its copies for every copy of the one above,
// and hostile tables could nest them until one read takes years. The reads that fail in arrays below
// the outermost are therefore counted together; when a bound is reached, the first copy's error is
// the answer there.
class ArrayRead {
 public:
  // `size`: bytes; where this is the outermost read of the thread, the bound grows with them.
  explicit ArrayRead(std::size_t size) noexcept;
  ~ArrayRead();
  ArrayRead(const ArrayRead&) = delete;
  ArrayRead& operator=(const ArrayRead&) = delete;

  // Counts a read that failed, in the innermost read of this thread.
  static bool may_try_next() noexcept;
};

template <typename CopyAt>
void read_first_copy(unsigned count, CopyAt copy_at, std::uint64_t offset,
                     std::span<std::byte> out) {
  std::exception_ptr first_error;
  for (unsigned i = 0; i < count; ++i) {
    const Copy copy = copy_at(i);
    if (copy.member == nullptr) continue;
    try {
      copy.member->read(copy.position, out);
      return;
    } catch (const Error&) {
      if (!first_error) first_error = std::current_exception();
      if (!ArrayRead::may_try_next()) break;
    }
  }
  if (first_error) std::rethrow_exception(first_error);
  fail_at(offset, "all members that hold these bytes are missing");
}

// As read_first_copy; where no copy has all of `out`, its pieces are put together from several.
// `copy_at(i, skip)`: of the byte `skip` bytes in.
template <typename CopyAt>
void read_copies(unsigned count, CopyAt copy_at, std::uint64_t offset, std::span<std::byte> out) {
  const ArrayRead under_way(out.size());
  try {
    return read_first_copy(
        count, [&](unsigned i) { return copy_at(i, 0); }, offset, out);
  } catch (const Error&) {
    if (out.size() <= kCopyPiece) throw;
  }
  for (std::size_t skip = 0; skip < out.size();) {
    const auto size = std::min<std::size_t>(kCopyPiece - (offset + skip) % kCopyPiece, out.size() - skip);
    read_first_copy(
        count, [&](unsigned i) { return copy_at(i, skip); }, offset + skip,
        out.subspan(skip, size));
    skip += size;
  }
}

}  // namespace vixmount::volume::raid
