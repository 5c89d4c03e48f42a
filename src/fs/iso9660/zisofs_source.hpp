// A file that is compressed with zisofs: zlib streams, one for each block of the content, behind a
// table of where they begin. Facts: libisofs, doc/zisofs_format.txt.
#pragma once

#include <cstdint>
#include <span>

#include "fs/iso9660/layout.hpp"
#include "io/byte_source.hpp"
#include "io/chunk_reader.hpp"

namespace vixmount::fs::iso9660 {

// True for the first version of the format, which Linux decompresses.
bool is_zisofs(const layout::CompressedFile& parameters) noexcept;

// The content of the compressed file `stored`. Error{unsupported} for other formats and blocks of
// a size that Linux does not take; Error{damaged}.
io::SourcePtr open_compressed(io::SourcePtr stored, const layout::CompressedFile& parameters);

class ZisofsSource final : public io::ByteSource {
 public:
  ZisofsSource(io::SourcePtr stored, const layout::CompressedFile& parameters);
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    chunks_.read(position, out);
  }
  void decode(std::uint64_t first, std::span<const std::span<std::byte>> outs) const;

  io::SourcePtr stored_;
  std::uint64_t size_;   // bytes
  std::uint64_t table_;  // where the pointers begin, in bytes of the stored file
  io::ChunkReader chunks_;
};

}  // namespace vixmount::fs::iso9660
