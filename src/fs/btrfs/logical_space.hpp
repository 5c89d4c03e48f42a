// The logical addresses of a file system as one source: chunks over devices.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "fs/btrfs/chunk.hpp"
#include "fs/btrfs/devices.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::btrfs {

// read() and map() give bytes as they are found, from the first device that is there and up to
// date; what parity has to make, or nothing can, is opaque. Whoever can tell right bytes from wrong
// ones asks for one copy after the other by read_copy(). Error{damaged} for addresses that no chunk
// holds, MissingDevice for what only missing devices hold.
class LogicalSpace final : public io::ByteSource {
 public:
  // `chunks` in any order. Error{damaged} when two of them overlap.
  LogicalSpace(std::shared_ptr<const Devices> devices, std::vector<Chunk> chunks);
  std::uint64_t size() const noexcept override { return kGreatest; }

  const std::vector<Chunk>& chunks() const noexcept { return chunks_; }

  // Ways to get the bytes at `logical`, at least 1.
  unsigned copies(std::uint64_t logical) const;
  // Whether copies and parity on the devices that are here make up all bytes of `chunk`.
  bool can_be_read(const Chunk& chunk) const;
  // Fills `out` by way number `copy` (from 0; where a chunk has fewer: its last).
  void read_copy(std::uint64_t logical, std::span<std::byte> out, unsigned copy) const;

 private:
  // A run of bytes of one stripe.
  struct Place {
    std::size_t stripe = 0;
    std::uint64_t position = 0;  // on its device
    std::uint64_t length = 0;
  };

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override;
  const Chunk& chunk_at(std::uint64_t logical) const;
  const Device* device_of(const Stripe& stripe) const noexcept;
  Place place(const Chunk& chunk, std::uint64_t logical, unsigned copy) const;
  std::span<std::byte> read_piece(std::uint64_t logical, std::span<std::byte> out,
                                  unsigned copy) const;
  void read_stripe(const Stripe& stripe, std::uint64_t position, std::span<std::byte> out) const;
  void reconstruct(const Chunk& chunk, std::uint64_t logical, std::span<std::byte> out,
                   unsigned copy) const;
  void order_mirrors(Chunk& chunk) const;

  std::shared_ptr<const Devices> devices_;
  std::vector<Chunk> chunks_;  // ascending, none overlapping
};

// Error{damaged}, "device 2 (uuid) of the file system is missing": a disk that was not given is no
// fault of the host's.
class MissingDevice : public Error {
 public:
  explicit MissingDevice(const Stripe& stripe);
};

}  // namespace vixmount::fs::btrfs
