// The idea that carries the house: a disk image, a partition, a logical volume and a file inside a
// guest are all a range of bytes with two operations, read and map, both positional, const and safe
// from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "io/host_file.hpp"

namespace vixmount::io {

class ByteSource;

enum class ExtentKind : std::uint8_t {
  data,    // the bytes are in `file` at `position`
  zero,    // known to be zeros
  hole,    // not allocated here: a chain asks the parent; without one, zeros
  opaque,  // compressed, encrypted, in memory: only `reader` can produce them, at its `position`
};

// Where a run of bytes really is. Pointers stay valid as long as the source that was mapped.
struct Extent {
  std::uint64_t length = 0;  // bytes, at least 1
  ExtentKind kind = ExtentKind::hole;
  std::uint64_t position = 0;  // in `file` (data) or `reader` (opaque), else 0
  union {
    const HostFile* file = nullptr;  // data
    const ByteSource* reader;        // opaque
  };

  static Extent in_file(const HostFile& file, std::uint64_t position,
                        std::uint64_t length) noexcept;
  static Extent through(const ByteSource& reader, std::uint64_t position,
                        std::uint64_t length) noexcept;
  static Extent zeros(std::uint64_t length) noexcept;
  static Extent unallocated(std::uint64_t length) noexcept;

  bool reads_as_zero() const noexcept {
    return kind == ExtentKind::zero || kind == ExtentKind::hole;
  }
  // The part of this extent that begins `skip` bytes in (skip < length) and is at most `most` long.
  Extent part(std::uint64_t skip, std::uint64_t most) const noexcept;
  // True when `next` goes on exactly where this extent stops, so that both are one longer run.
  bool continues_with(const Extent& next) const noexcept;
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  virtual std::uint64_t size() const noexcept = 0;  // bytes

  // The first run of [offset, offset + length): its length is at least 1 and at most `length`.
  // `length` must not be 0 and the range must lie inside the source (else Error{out_of_range}).
  Extent map(std::uint64_t offset, std::uint64_t length) const;

  // Fills `out` from `offset`. Reads either all or throws; holes read as zeros. Error{out_of_range}
  // beyond the end. An empty `out` always succeeds.
  void read(std::uint64_t offset, std::span<std::byte> out) const;

  // For holders of an opaque extent whose reader this is.
  void read_opaque(std::uint64_t position, std::span<std::byte> out) const {
    do_read_opaque(position, out);
  }

 protected:
  ByteSource() = default;

 private:
  // Arguments are checked: length > 0, range inside the source.
  virtual Extent do_map(std::uint64_t offset, std::uint64_t length) const = 0;
  // Only sources that hand out opaque extents with themselves as reader override this.
  virtual void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const;
};

using SourcePtr = std::shared_ptr<const ByteSource>;

// Reads the bytes an extent stands for; out.size() <= extent.length.
void read_extent(const Extent& extent, std::span<std::byte> out);

// Convenience over read().
std::vector<std::byte> read_bytes(const ByteSource& source, std::uint64_t offset,
                                  std::size_t length);

// Calls `visit(offset, extent)` for each run of [offset, offset + length), neighbours that continue
// each other joined. `visit` returns false to stop early.
template <typename Visit>
void for_each_extent(const ByteSource& source, std::uint64_t offset, std::uint64_t length,
                     Visit visit) {
  const auto end = offset + length;
  Extent pending;
  std::uint64_t pending_offset = offset;
  while (offset < end) {
    const Extent next = source.map(offset, end - offset);
    if (pending.length != 0 && pending.continues_with(next)) {
      pending.length += next.length;
    } else {
      if (pending.length != 0 && !visit(pending_offset, pending)) return;
      pending = next;
      pending_offset = offset;
    }
    offset += next.length;
  }
  if (pending.length != 0) visit(pending_offset, pending);
}

}  // namespace vixmount::io
