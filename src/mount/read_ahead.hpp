// What a reader will ask for next, read while its last answer is still being copied. A restore
// reads a large file in order; reading the host's file and answering then run side by side.
// Figures stand in docs/notes/fuse-measurements.md.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "fs/file_system.hpp"

namespace vixmount::mount {

// Follows one reader of one file at a time: whoever reads something else takes its place, and two
// that take turns are not read ahead for, they keep the processors busy by themselves. All members
// may be called from many threads at once.
class ReadAhead {
 public:
  static constexpr std::size_t kPieceBytes = 1 << 20;  // the longest request of the kernel
  static constexpr std::size_t kPieces = 4;
  // So many reads one behind the other are a reader in order; fewer may be a look at a header.
  static constexpr unsigned kReadsInOrder = 3;

  // Bytes that were read ahead. They stay until it is destroyed, and it must not outlive the
  // ReadAhead.
  class Held;

  // The bytes [offset, offset + size) of `file`, when they were read ahead without an error; waits
  // where they are just being read.
  std::optional<Held> take(fs::NodeId file, std::uint64_t offset, std::size_t size);

  // After the answer to a read of `size` bytes at `offset`: when the reader goes through the file
  // in order, the calling thread reads what comes next, until all pieces are full. Errors are
  // dropped: the reader's own request meets them again.
  void continue_behind(fs::NodeId file, const io::ByteSource& content, std::uint64_t offset,
                       std::size_t size) noexcept;

 private:
  enum class State : std::uint8_t { empty, loading, ready };
  struct Piece {
    State state = State::empty;
    std::uint64_t reader = 0;  // whose it is, see reader_
    std::uint64_t begin = 0;   // bytes in the file
    std::uint64_t end = 0;
    unsigned users = 0;
    std::unique_ptr<std::byte[]> bytes;  // kPieceBytes, made at its first use
  };

  bool follow(fs::NodeId file, std::uint64_t offset, std::size_t size) noexcept;
  Piece* begin_piece(std::uint64_t file_size) noexcept;
  bool is_free(const Piece& piece) const noexcept;

  std::mutex mutex_;  // guards all below but the bytes of pieces
  std::condition_variable loaded_;
  std::array<Piece, kPieces> pieces_;
  fs::NodeId file_ = 0;
  std::uint64_t reader_ = 0;    // counts readers; pieces of earlier ones are free
  std::uint64_t expected_ = 0;  // where its next read begins
  std::uint64_t frontier_ = 0;  // where its next piece begins
  unsigned in_order_ = 0;       // reads
  bool loading_ = false;        // a thread is at it; one is enough
};

class ReadAhead::Held {
 public:
  Held(Held&& other) noexcept;
  Held& operator=(Held&&) = delete;
  ~Held();
  std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  friend class ReadAhead;
  Held(ReadAhead& owner, Piece& piece, std::span<const std::byte> bytes);

  ReadAhead* owner_;
  Piece* piece_;
  std::span<const std::byte> bytes_;
};

}  // namespace vixmount::mount
