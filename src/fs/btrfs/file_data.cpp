#include "fs/btrfs/file_data.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "fs/btrfs/file_extent.hpp"
#include "io/chunk_reader.hpp"

namespace vixmount::fs::btrfs {
namespace {

using Kind = FileExtent::Kind;

// Linux compresses what is written in one go in pieces of this size.
constexpr std::uint64_t kChunk = kMostCompressedExtent;
// Of one answer of map(); a reader asks on behind it.
constexpr int kMostExtentsInARow = 64;

class FileData final : public io::ByteSource {
 public:
  FileData(Tree subvolume, std::shared_ptr<const DataReader> data, const Inode& inode)
      : subvolume_(std::move(subvolume)),
        data_(std::move(data)),
        inode_(inode.number),
        size_(inode.size),
        checked_(!inode.has(InodeFlag::no_data_checksums)),
        decoded_(inode.size, kChunk,
                 [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
                   for (const auto out : outs) decode_range(first++ * kChunk, out);
                 }) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override;

  FileExtent extent(std::uint64_t offset) const {
    return extent_at(subvolume_, inode_, offset, size_);
  }
  bool is_compressed(const FileExtent& extent) const noexcept {
    return extent.kind == Kind::on_disk && extent.compression != Compression::none;
  }
  bool is_opaque(const FileExtent& extent) const noexcept {
    return extent.kind == Kind::in_item || is_compressed(extent) ||
           (extent.kind == Kind::on_disk && checked_);
  }
  // Where the run of compressed extents that begins with `first` ends, at most at `end`.
  std::uint64_t end_of_compressed(const FileExtent& first, std::uint64_t end) const;
  void read_compressed(std::uint64_t offset, std::span<std::byte> out) const;
  void decode_range(std::uint64_t offset, std::span<std::byte> out) const;
  void decode(const FileExtent& extent, std::uint64_t offset, std::span<std::byte> out) const;
  std::vector<std::byte> stored(const FileExtent& extent) const;

  Tree subvolume_;
  std::shared_ptr<const DataReader> data_;
  std::uint64_t inode_;
  std::uint64_t size_;
  bool checked_;
  io::ChunkReader decoded_;
};

io::Extent FileData::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto wanted = offset + length;
  const auto first = extent(offset);
  const auto end = std::min(first.end, wanted);
  if (first.kind == Kind::hole) return io::Extent::unallocated(end - offset);
  if (first.kind == Kind::zeros) return io::Extent::zeros(end - offset);
  if (!is_opaque(first))
    return data_->space().map(first.logical + first.offset + (offset - first.begin), end - offset);
  auto opaque_end = end;
  for (int i = 0; i < kMostExtentsInARow && opaque_end < wanted; ++i) {
    const auto next = extent(opaque_end);
    if (!is_opaque(next)) break;
    opaque_end = std::min(next.end, wanted);
  }
  return io::Extent::through(*this, offset, opaque_end - offset);
}

void FileData::do_read_opaque(std::uint64_t position, std::span<std::byte> out) const {
  while (!out.empty()) {
    const auto from = extent(position);
    auto end = std::min(from.end, position + out.size());
    if (is_compressed(from)) end = end_of_compressed(from, position + out.size());
    const auto part = out.first(static_cast<std::size_t>(end - position));
    if (is_compressed(from))
      read_compressed(position, part);
    else if (from.kind == Kind::in_item)
      decode(from, position, part);
    else
      data_->read_checked(from.logical + from.offset + (position - from.begin), part);
    position = end;
    out = out.subspan(part.size());
  }
}

std::uint64_t FileData::end_of_compressed(const FileExtent& first, std::uint64_t end) const {
  auto at = first.end;
  while (at < end) {
    const auto next = extent(at);
    if (!is_compressed(next)) break;
    at = next.end;
  }
  return std::min(at, end);
}

void FileData::read_compressed(std::uint64_t offset, std::span<std::byte> out) const {
  try {
    decoded_.read(offset, out);
  } catch (const Error&) {
    decode_range(offset, out);  // of a chunk, another extent may be the damaged one
  }
}

// The compressed extents of the range alone: nobody asks for the others in this way.
void FileData::decode_range(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const auto from = extent(offset);
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(from.end - offset, out.size()));
    if (is_compressed(from)) decode(from, offset, out.first(count));
    offset += count;
    out = out.subspan(count);
  }
}

std::vector<std::byte> FileData::stored(const FileExtent& extent) const {
  std::vector<std::byte> bytes(static_cast<std::size_t>(extent.stored_bytes));
  if (checked_)
    data_->read_checked(extent.logical, bytes);
  else
    data_->read_plain(extent.logical, bytes);
  return bytes;
}

// The part of a compressed or inline extent that begins at `offset` of the file.
void FileData::decode(const FileExtent& extent, std::uint64_t offset,
                      std::span<std::byte> out) const {
  const auto skip = static_cast<std::size_t>(extent.offset + (offset - extent.begin));
  const bool is_inline = extent.kind == Kind::in_item;
  if (extent.compression == Compression::none) {
    std::memcpy(out.data(), extent.inline_content().sub(skip, out.size()).data(), out.size());
    return;
  }
  const auto bytes = is_inline ? std::vector<std::byte>() : stored(extent);
  const auto view = is_inline ? extent.inline_content() : BytesView(bytes, extent.logical);
  const auto sector_size = subvolume_.superblock().sector_size;
  if (skip == 0 && out.size() == extent.decoded_bytes) {
    decompress(extent.compression, view, out, sector_size);
    return;
  }
  std::vector<std::byte> whole(static_cast<std::size_t>(extent.decoded_bytes));
  decompress(extent.compression, view, whole, sector_size);
  std::memcpy(out.data(), whole.data() + skip, out.size());
}

}  // namespace

io::SourcePtr open_file_data(const Tree& subvolume, std::shared_ptr<const DataReader> data,
                             const Inode& inode) {
  return std::make_shared<FileData>(subvolume, std::move(data), inode);
}

}  // namespace vixmount::fs::btrfs
