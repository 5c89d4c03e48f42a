// A file that the Windows Overlay Filter compresses: its content stands in the stream
// WofCompressedData as independent chunks behind a table of their ends. Facts:
// docs/formats/ntfs-compression.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fs/ntfs/reparse_point.hpp"
#include "io/byte_source.hpp"
#include "io/chunk_reader.hpp"

namespace vixmount::fs::ntfs {

class WofSource final : public io::ByteSource {
 public:
  // `stream`: WofCompressedData; `size`: bytes of the file, as its $DATA attribute tells.
  // Error{damaged} when the stream is too short for its table; Error{unsupported} for an unknown
  // algorithm.
  WofSource(io::SourcePtr stream, WofAlgorithm algorithm, std::uint64_t size);

  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    chunks_.read(position, out);
  }

  void decode(std::uint64_t first, std::span<const std::span<std::byte>> outs) const;
  void decode_chunk(std::uint64_t index, BytesView compressed, std::span<std::byte> out) const;
  std::vector<std::uint64_t> bounds_of(std::uint64_t first, std::size_t count) const;

  io::SourcePtr stream_;
  WofAlgorithm algorithm_;
  std::uint64_t size_;
  std::uint64_t entry_bytes_;
  io::ChunkReader chunks_;
  std::uint64_t table_bytes_;
};

}  // namespace vixmount::fs::ntfs
