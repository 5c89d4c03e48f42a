// A device of which some pieces lie on another device: what snapshots, dm-cache and dm-writecache
// come down to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::volume::device_mapper {

// The pieces that lie elsewhere, collected in blocks of one size, in any order.
class PatchList {
 public:
  // Of blocks that a list may hold, and so of memory: 256 MiB while it is made, at most 384 MiB of
  // runs when no two are neighbours. That many blocks of 4 KiB, the smallest in use, are a full
  // cache or store of 64 GiB; with the 64 KiB that are usual, 1 TiB.
  static constexpr std::size_t kMostBlocks = 16UL << 20;

  // Block `block` of the device is block `place` of the other one. Error{limit_exceeded}.
  void add(std::uint64_t block, std::uint64_t place);

  struct Run {
    std::uint64_t begin;  // bytes, in the device
    std::uint64_t end;
    std::uint64_t place;  // bytes, in the other device
  };
  // The pieces in order, neighbours joined, those behind `size` left out. Throws Error{damaged} for
  // a block that was added twice and for one that is not inside `other_size` bytes. Empties the
  // list.
  std::vector<Run> take_runs(std::uint64_t block_size, std::uint64_t size,
                             std::uint64_t other_size);

 private:
  struct Block {
    std::uint64_t number;
    std::uint64_t place;
  };
  std::vector<Block> blocks_;
};

// Safe from many threads. map() composes through to both devices.
class PatchedSource final : public io::ByteSource {
 public:
  // Makes the runs when they are first needed: listing the volumes of a disk set must not cost the
  // metadata of all of them. What it throws is thrown to whoever needed them, and it is asked anew
  // the next time.
  using Load = std::function<std::vector<PatchList::Run>()>;

  // Throws Error{damaged} when `base` is shorter than `size`; `name` says for the message what the
  // base is.
  PatchedSource(io::SourcePtr base, io::SourcePtr other, std::uint64_t size, const char* name,
                Load load);
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  io::SourcePtr base_;
  io::SourcePtr other_;
  std::uint64_t size_;
  Load load_;
  mutable std::once_flag loaded_;
  mutable std::vector<PatchList::Run> runs_;  // const once it is loaded
};

}  // namespace vixmount::volume::device_mapper
