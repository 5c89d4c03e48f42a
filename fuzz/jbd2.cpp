// The input is the content of a journal with blocks of 1 KiB, behind a file system of 64 blocks.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "fs/ext/journal/apply.hpp"
#include "fs/ext/journal/fast_commit_scan.hpp"
#include "io/sources.hpp"

using namespace vixmount;
using namespace vixmount::fs::ext::jbd2;

namespace {

constexpr std::uint32_t kBlockSize = 1024;
constexpr std::uint32_t kFileSystemBlocks = 64;
// More blocks show nothing new.
constexpr std::size_t kMostBytes = std::size_t{2} << 20;

void replay(std::span<const std::uint8_t> input) {
  const auto blocks = static_cast<std::uint32_t>(input.size() / kBlockSize);
  std::vector<std::byte> bytes(std::size_t{kFileSystemBlocks + blocks} * kBlockSize);
  const auto content = std::as_bytes(input).first(std::size_t{blocks} * kBlockSize);
  std::copy(content.begin(), content.end(), bytes.begin() + kFileSystemBlocks * kBlockSize);
  const auto volume = std::make_shared<io::MemorySource>(std::move(bytes));
  const JournalFile file(volume, kBlockSize,
                         {{0, blocks, std::uint64_t{kFileSystemBlocks} * kBlockSize}});
  auto journal = read_journal_superblock(file);
  io::OverlaySource overlay(volume, kBlockSize, 1U << 20);
  const auto applied = apply_log(file, journal, scan_log(file, journal), overlay);
  io::read_bytes(overlay, 0, overlay.size());
  // Real areas lie behind 1024 blocks of log: here any block may be the first of one.
  journal.fast_commit_first = journal.first;
  journal.fast_commit_end = blocks;
  scan_fast_commits(file, journal, applied.next_sequence, 256);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kBlockSize || size > kMostBytes) return 0;
  try {
    replay({data, size});
  } catch (const Error&) {
    // What is refused is refused with a reason.
  }
  return 0;
}
