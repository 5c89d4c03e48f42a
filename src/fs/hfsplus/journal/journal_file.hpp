// The journal: its header, and reading round its end.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "fs/hfsplus/journal/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::hfsplus::journal {

// TN1150, "Journal Checksum".
std::uint32_t checksum(BytesView bytes) noexcept;
// The same with the four bytes at `zeroed` taken as zeros: where the sum itself is.
std::uint32_t checksum_without(BytesView bytes, std::size_t zeroed);

class JournalFile {
 public:
  // `at`: of the journal on `volume`, `size` its bytes. Error{damaged}. `verify` is off for fuzzers
  // alone, here and where lists are read.
  JournalFile(const io::ByteSource& volume, std::uint64_t at, std::uint64_t size, bool verify);

  bool is_big_endian() const noexcept { return big_; }
  bool verifies() const noexcept { return verify_; }
  std::uint64_t start() const noexcept { return start_; }
  std::uint64_t end() const noexcept { return end_; }
  std::uint64_t size() const noexcept { return size_; }
  std::uint32_t list_size() const noexcept { return list_size_; }
  std::uint32_t header_size() const noexcept { return header_size_; }

  // `bytes` further than `offset`; behind the journal's end it goes on behind its header.
  std::uint64_t advance(std::uint64_t offset, std::uint64_t bytes) const noexcept;
  // The place on the volume of the byte at `offset`, and how many follow it there.
  std::uint64_t position(std::uint64_t offset) const noexcept { return at_ + offset; }
  std::uint64_t until_end(std::uint64_t offset) const noexcept { return size_ - offset; }
  std::vector<std::byte> read(std::uint64_t offset, std::size_t length) const;
  // checksum() of the `length` bytes at `offset`, which may be as many as the journal has.
  std::uint32_t checksum_of(std::uint64_t offset, std::uint64_t length) const;

 private:
  template <template <typename> class Field>
  void parse(BytesView raw);

  const io::ByteSource& volume_;
  std::uint64_t at_;
  bool verify_;
  bool big_ = false;
  std::uint64_t start_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t size_ = 0;
  std::uint32_t list_size_ = 0;
  std::uint32_t header_size_ = 0;
};

}  // namespace vixmount::fs::hfsplus::journal
