#include "cli/copy/tar_output.hpp"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "cli/copy/pax.hpp"
#include "cli/copy/target.hpp"
#include "cli/output.hpp"

namespace vixmount::cli {
namespace {

constexpr std::size_t kBufferBytes = 1UL << 20;
// Below, a copy through the buffer costs less than the system calls of a move.
constexpr std::uint64_t kLeastMove = 64UL << 10;
// Programs read and write archives in records of 20 blocks, and the last one is whole.
constexpr std::uint64_t kRecordBytes = 20 * kTarBlock;

}  // namespace

TarOutput::TarOutput(int fd, const Tick& tick)
    : fd_(fd),
      tick_(tick),
      mover_(fd,
             [this](std::uint64_t count) {
               flushed_ += count;
               tick_(count);
             }),
      begin_(::lseek(fd, 0, SEEK_CUR)) {
  buffer_.reserve(kBufferBytes);
}

void TarOutput::flush() {
  const auto count = buffer_.size();
  try {
    write_fully(fd_, {buffer_.data(), count});
  } catch (const OutputClosed&) {
    throw;
  } catch (const Error& error) {
    throw ArchiveLost(error);
  }
  flushed_ += count;
  buffer_.clear();
  tick_(count);
}

void TarOutput::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = std::min(bytes.size(), kBufferBytes - buffer_.size());
    buffer_.insert(buffer_.end(), bytes.begin(),
                   bytes.begin() + static_cast<std::ptrdiff_t>(count));
    bytes.remove_prefix(count);
    if (buffer_.size() == kBufferBytes) flush();
  }
}

void TarOutput::write_zeros(std::uint64_t length) {
  static constexpr std::array<char, 64UL << 10> kZeros{};
  while (length > 0) {
    const auto count = std::min<std::uint64_t>(length, kZeros.size());
    write({kZeros.data(), static_cast<std::size_t>(count)});
    length -= count;
  }
}

void TarOutput::move(const io::HostFile& file, std::uint64_t position, std::uint64_t length) {
  if (length < kLeastMove) {
    std::array<char, kLeastMove> bytes;
    file.read(position, std::as_writable_bytes(std::span(bytes).first(length)));
    write({bytes.data(), static_cast<std::size_t>(length)});
    return;
  }
  flush();
  mover_.move(file, position, length);
}

void TarOutput::recover() {
  // What a failed call wrote is not counted.
  if (begin_ >= 0 && buffer_.empty()) ::lseek(fd_, begin_ + static_cast<off_t>(flushed_), SEEK_SET);
}

void TarOutput::fill_block() {
  const auto rest = position() % kTarBlock;
  if (rest != 0) write_zeros(kTarBlock - rest);
}

void TarOutput::finish() {
  write_zeros(2 * kTarBlock);
  const auto rest = position() % kRecordBytes;
  if (rest != 0) write_zeros(kRecordBytes - rest);
  flush();
}

}  // namespace vixmount::cli
