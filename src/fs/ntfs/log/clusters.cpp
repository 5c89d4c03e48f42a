#include "fs/ntfs/log/clusters.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs::log {

Clusters::Clusters(io::OverlaySource& volume, std::uint32_t cluster_size,
                   std::vector<std::uint64_t> lcns)
    : volume_(volume), cluster_size_(cluster_size), lcns_(std::move(lcns)) {
  for (const auto lcn : lcns_)
    if (lcn >= volume.size() / cluster_size_)
      fail(ErrorKind::damaged, "the log changes cluster {} of a volume of {} clusters", lcn,
           volume.size() / cluster_size_);
}

void Clusters::require(std::uint64_t offset, std::uint64_t length) const {
  if (!fits(offset, length, size()))
    fail(ErrorKind::damaged, "the log changes {} bytes at {} of {} bytes of clusters", length,
         offset, size());
}

// The range is inside.
template <typename Visit>
void Clusters::for_each_piece(std::uint64_t offset, std::size_t length, Visit visit) const {
  for (std::size_t done = 0; done < length;) {
    const auto in_cluster = offset % cluster_size_;
    const auto count = std::min<std::uint64_t>(length - done, cluster_size_ - in_cluster);
    visit(lcns_[offset / cluster_size_] * cluster_size_ + in_cluster, done,
          static_cast<std::size_t>(count));
    done += count;
    offset += count;
  }
}

std::vector<std::byte> Clusters::read(std::uint64_t offset, std::size_t length) const {
  require(offset, length);
  std::vector<std::byte> bytes(length);
  for_each_piece(offset, length, [&](std::uint64_t place, std::size_t done, std::size_t count) {
    volume_.read(place, std::span(bytes).subspan(done, count));
  });
  return bytes;
}

void Clusters::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  require(offset, bytes.size());
  for_each_piece(offset, bytes.size(),
                 [&](std::uint64_t place, std::size_t done, std::size_t count) {
                   volume_.write(place, bytes.subspan(done, count));
                 });
}

bool Clusters::read_protected(std::uint64_t offset, std::span<std::byte> out) const {
  auto bytes = read(offset, out.size());
  if (!try_apply_fixups(bytes)) return false;
  std::ranges::copy(bytes, out.begin());
  return true;
}

void Clusters::write_protected(std::uint64_t offset, std::vector<std::byte> bytes) {
  protect(bytes);
  write(offset, bytes);
}

void protect(std::span<std::byte> bytes) {
  using ntfs::layout::kFixupStride;
  const auto header = BytesView(bytes).get<ntfs::layout::MultiSectorHeader>(0);
  const std::size_t array = header.update_sequence_offset;
  const std::size_t sectors = bytes.size() / kFixupStride;
  if (header.update_sequence_count != sectors + 1 || array < sizeof(header) ||
      array + (sectors + 1) * sizeof(le16) > kFixupStride - sizeof(le16))
    fail(ErrorKind::damaged, "the log writes a structure of {} bytes without an update sequence",
         bytes.size());
  std::uint16_t number = BytesView(bytes).le16_at(array);
  number = number >= 0xFFFE ? 1 : number + 1;  // 0 and 0xFFFF are what unwritten sectors hold
  const le16 sequence = number;
  std::memcpy(bytes.data() + array, &sequence, sizeof(sequence));
  for (std::size_t i = 0; i < sectors; ++i) {
    auto* tail = bytes.data() + (i + 1) * kFixupStride - sizeof(le16);
    std::memcpy(bytes.data() + array + (i + 1) * sizeof(le16), tail, sizeof(le16));
    std::memcpy(tail, &sequence, sizeof(sequence));
  }
}

}  // namespace vixmount::fs::ntfs::log
