#include "volume/device_mapper/snapshot.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "volume/device_mapper/patched_source.hpp"
#include "volume/device_mapper/snapshot_layout.hpp"

namespace vixmount::volume::device_mapper {
namespace {

namespace layout = snapshot_layout;

// The largest chunk that LVM makes is 512 KiB; the kernel takes more than anyone has.
constexpr std::uint64_t kLargestChunk = 64ULL << 20;

// The chunk size of a store that was begun, else that of the volume manager.
struct Store {
  bool is_new = false;
  std::uint64_t chunk_size = 0;  // bytes
};

Store read_header(const io::ByteSource& cow, std::uint64_t chunk_size) {
  if (cow.size() < sizeof(layout::Header))
    fail_at(0, "snapshot store: {} bytes are too few", cow.size());
  const auto bytes = io::read_bytes(cow, 0, sizeof(layout::Header));
  const auto header = BytesView(bytes).get<layout::Header>(0);
  if (header.magic == 0) return {true, chunk_size};
  if (header.magic != layout::kMagic)
    fail_at(0, "snapshot store: its magic number is {:#010x}", header.magic.value());
  if (header.valid == 0)
    fail_at(offsetof(layout::Header, valid),
            "the snapshot was given up when its store ran full; its content is lost");
  if (header.version != layout::kVersion)
    fail(ErrorKind::unsupported_version, "snapshot store of version {}; 1 is known",
         header.version.value());
  const auto size = std::uint64_t{header.chunk_size} * layout::kSectorSize;
  if (!is_power_of_two(size) || size > kLargestChunk)
    fail_at(offsetof(layout::Header, chunk_size), "snapshot store: chunks of {} bytes", size);
  return {false, size};
}

// Adds the exceptions of the area at byte `offset` of the store to `list`. False when the area is
// not full, which is where the list of exceptions ends.
bool add_area(const io::ByteSource& cow, std::uint64_t offset, std::uint64_t chunk_size,
              PatchList& list) {
  // Read in pieces: an area is as large as a chunk, and mostly only begun.
  constexpr std::uint64_t kPiece = 64 * 1024;
  for (std::uint64_t done = 0; done < chunk_size; done += kPiece) {
    const auto bytes = io::read_bytes(cow, offset + done, std::min(kPiece, chunk_size - done));
    const BytesView view(bytes, offset + done);
    for (std::size_t at = 0; at < view.size(); at += sizeof(layout::Exception)) {
      const auto exception = view.get<layout::Exception>(at);
      if (exception.new_chunk == 0) return false;
      if (exception.new_chunk >= cow.size() / chunk_size)
        fail_at(view.origin() + at, "snapshot store: chunk {} lies at {}, behind the store's end",
                exception.old_chunk.value(), exception.new_chunk.value());
      list.add(exception.old_chunk, exception.new_chunk);
    }
  }
  return true;
}

std::vector<PatchList::Run> load_exceptions(const io::ByteSource& cow, std::uint64_t chunk_size,
                                            std::uint64_t size) {
  PatchList list;
  const auto stride = chunk_size / sizeof(layout::Exception) + 1;
  // Area n is chunk 1 + n * stride. The kernel clears the next area before it fills one, so there
  // is always one that is not full.
  for (std::uint64_t chunk = 1;; chunk += stride) {
    if (chunk >= cow.size() / chunk_size)
      fail_at(chunk * chunk_size, "snapshot store: the list of chunks goes on behind its end");
    if (!add_area(cow, chunk * chunk_size, chunk_size, list)) break;
  }
  return list.take_runs(chunk_size, size, cow.size());
}

}  // namespace

io::SourcePtr make_snapshot(io::SourcePtr origin, io::SourcePtr cow, std::uint64_t size,
                            std::uint64_t chunk_size) {
  return with_context("snapshot", [&]() -> io::SourcePtr {
    const auto store = read_header(*cow, chunk_size);
    return std::make_shared<PatchedSource>(
        std::move(origin), cow, size, "snapshot's origin", [cow, store, size] {
          if (store.is_new) return std::vector<PatchList::Run>();
          return with_context("snapshot",
                              [&] { return load_exceptions(*cow, store.chunk_size, size); });
        });
  });
}

}  // namespace vixmount::volume::device_mapper
