// The clusters that a change lies in, as one range of bytes in the overlay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/overlay_source.hpp"

namespace vixmount::fs::ntfs::log {

class Clusters {
 public:
  // `lcns`: where each of them is. Error{damaged} for one outside of the volume.
  Clusters(io::OverlaySource& volume, std::uint32_t cluster_size, std::vector<std::uint64_t> lcns);

  std::uint64_t size() const noexcept { return lcns_.size() * cluster_size_; }  // bytes

  // Error{damaged} for bytes behind the end.
  std::vector<std::byte> read(std::uint64_t offset, std::size_t length) const;
  void write(std::uint64_t offset, std::span<const std::byte> bytes);

  // A structure with an update sequence, at `offset`: with its true bytes, or nothing when it is
  // torn or was never written; and back.
  bool read_protected(std::uint64_t offset, std::span<std::byte> out) const;
  void write_protected(std::uint64_t offset, std::vector<std::byte> bytes);

 private:
  void require(std::uint64_t offset, std::uint64_t length) const;
  template <typename Visit>
  void for_each_piece(std::uint64_t offset, std::size_t length, Visit visit) const;

  io::OverlaySource& volume_;
  std::uint64_t cluster_size_;
  std::vector<std::uint64_t> lcns_;
};

// The opposite of apply_fixups: puts the next update sequence number at the end of each 512 bytes
// and what stood there into the array. Error{damaged} when the array is not where it can be.
void protect(std::span<std::byte> bytes);

}  // namespace vixmount::fs::ntfs::log
