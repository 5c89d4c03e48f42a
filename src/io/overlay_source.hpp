// A copy-on-write view of another source: some blocks are replaced, the base is never written.
// Journal replay builds one. A replaced block either lies elsewhere in the base (a journal's copy:
// costs no memory) or is held in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::io {

// Built by one thread (redirect, replace, write), then used as const by many.
class OverlaySource final : public ByteSource {
 public:
  // `block_size` in bytes, a power of two; `most_memory`: bound in bytes for blocks held in memory,
  // beyond which changes throw Error{limit_exceeded}.
  OverlaySource(SourcePtr base, std::uint32_t block_size, std::uint64_t most_memory);
  std::uint64_t size() const noexcept override { return base_->size(); }

  std::uint32_t block_size() const noexcept { return block_size_; }
  std::size_t replaced_blocks() const noexcept { return blocks_.size(); }

  // Block `block` reads as the base's block_size bytes at `base_offset`.
  void redirect(std::uint64_t block, std::uint64_t base_offset);
  // Block `block` reads as `bytes` (block_size of them).
  void replace(std::uint64_t block, std::span<const std::byte> bytes);
  // Changes any byte range: read-modify-write of the blocks it touches.
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  // Undoes what was done to `block`.
  void restore(std::uint64_t block);

 private:
  using Memory = std::vector<std::byte>;
  struct Elsewhere {
    std::uint64_t base_offset;
  };
  using Block = std::variant<Elsewhere, Memory>;

  Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override;
  void require_block(std::uint64_t block) const;
  Memory& make_writable(std::uint64_t block);
  void account_for_new_memory();

  SourcePtr base_;
  std::uint32_t block_size_;
  std::uint64_t most_memory_;
  std::uint64_t memory_used_ = 0;
  std::map<std::uint64_t, Block> blocks_;
};

}  // namespace vixmount::io
