// Stream-optimized extents: every grain is a zlib stream behind a head that names its first sector
// in the disk. Made for sending (OVF); read at random through the same tables as plain extents,
// whether the directory stands in front (as QEMU writes it) or at the end (as streams have it).
#pragma once

#include <memory>
#include <span>

#include "disk/vmdk/hosted_sparse.hpp"
#include "io/chunk_reader.hpp"

namespace vixmount::disk::vmdk {

class StreamOptimizedSource final : public HostedSparseSource {
 public:
  // A grain is decompressed as a whole in memory. Writers use 64 KiB.
  static constexpr std::uint64_t kMostGrainBytes = 16ULL << 20;

  StreamOptimizedSource(std::shared_ptr<const io::HostFile> file, const HostedHeader& header,
                        const Log& log);

 private:
  bool grains_are_plain() const noexcept override { return false; }
  std::uint64_t least_bytes_of(std::uint64_t) const noexcept override;
  void read_grains(std::uint64_t offset, std::span<std::byte> out) const override {
    grains_.read(offset, out);
  }
  void decompress(std::uint64_t index, std::span<std::byte> out) const;
  std::vector<std::byte> read_stream(std::uint64_t index, std::uint64_t position) const;

  io::ChunkReader grains_;
};

}  // namespace vixmount::disk::vmdk
