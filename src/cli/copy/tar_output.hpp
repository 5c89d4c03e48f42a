// The bytes of an archive on their way out: headers and small files through a buffer, large ones
// moved by the kernel.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cli/content.hpp"

namespace vixmount::cli {

// What the output refuses is ArchiveLost or OutputClosed; other errors are those of what is read.
class TarOutput {
 public:
  TarOutput(int fd, const Tick& tick);

  void write(std::string_view bytes);
  void write_zeros(std::uint64_t length);
  void move(const io::HostFile& file, std::uint64_t position, std::uint64_t length);
  // Zeros up to the next block.
  void fill_block();
  // The end of the archive.
  void finish();

  std::uint64_t position() const noexcept { return flushed_ + buffer_.size(); }
  // After an error in move(): goes on at position().
  void recover();

 private:
  void flush();

  int fd_;
  Tick tick_;
  RangeMover mover_;
  std::vector<char> buffer_;
  std::uint64_t flushed_ = 0;
  std::int64_t begin_;  // of the archive, in the output; -1 for a pipe
};

}  // namespace vixmount::cli
