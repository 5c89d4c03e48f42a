// Reading bytes that exist only in chunks which have to be decoded as a whole: compressed grains,
// compression units, WOF chunks.
//
// Whole chunks are decoded in parallel and straight to their place. Chunks that a read covers in
// part are kept for a while, so that small reads beside each other decode each chunk once; a reader
// that goes on where it stopped gets the next chunks decoded along, on all processors.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace vixmount::io {

// All const members may be called from many threads at once. The lock is held for bookkeeping
// alone, never while a chunk is decoded; a chunk that one thread decodes is waited for by others.
class ChunkReader {
 public:
  // Fills outs[i] with chunk first + i, for each i; each has the chunk's size. May be called from
  // any thread, and from several at once.
  using Decode =
      std::function<void(std::uint64_t first, std::span<const std::span<std::byte>> outs)>;

  // Decoded bytes that are kept, for two readers at once with what was read ahead for them; a
  // single chunk is kept whatever its size.
  static constexpr std::size_t kMostBytes = 2UL << 20;
  // So far ahead of a sequential reader.
  static constexpr std::size_t kMostAhead = 1UL << 20;

  // `size`: of the content; the last chunk ends there. Both in bytes, chunk_bytes at least 1.
  // `decode` must outlive the reader's calls.
  ChunkReader(std::uint64_t size, std::uint64_t chunk_bytes, Decode decode);
  ~ChunkReader();
  ChunkReader(const ChunkReader&) = delete;
  ChunkReader& operator=(const ChunkReader&) = delete;

  // The range must lie inside the content. What `decode` throws for a chunk of the range is thrown.
  void read(std::uint64_t offset, std::span<std::byte> out) const;

  std::uint64_t chunk_count() const noexcept;
  // Bytes of chunk `index`, which may be the last one.
  std::size_t bytes_in_chunk(std::uint64_t index) const noexcept;

 private:
  struct Block;
  using BlockPtr = std::shared_ptr<Block>;
  struct Piece;
  struct Plan;
  struct Stream {
    std::uint64_t end = 0;  // of its last read
    std::size_t ahead = 0;  // bytes to decode in front of it
    std::uint64_t used = 0;
  };

  Plan make_plan(std::uint64_t offset, std::span<std::byte> out) const;
  std::size_t follow_stream(std::uint64_t offset, std::size_t size) const;
  BlockPtr find(std::uint64_t index) const;
  BlockPtr insert(std::uint64_t index) const;
  void remove(const Block& block) const;
  void decode_pieces(const Plan& plan) const;
  void decode_task(std::span<const Piece> pieces) const;
  void settle(std::span<const Piece> pieces, bool decoded) const;
  void copy_block(const BlockPtr& block, std::uint64_t offset, std::span<std::byte> out) const;

  const std::uint64_t size_;
  const std::uint64_t chunk_bytes_;
  const Decode decode_;
  mutable std::mutex mutex_;  // guards all below, and the state of blocks
  mutable std::condition_variable settled_;
  mutable std::list<BlockPtr> blocks_;  // most recently used first
  mutable std::unordered_map<std::uint64_t, std::list<BlockPtr>::iterator> by_index_;
  mutable std::size_t bytes_ = 0;
  mutable std::array<Stream, 4> streams_;  // as many programs read one file at the same time
  mutable std::uint64_t clock_ = 0;
};

}  // namespace vixmount::io
