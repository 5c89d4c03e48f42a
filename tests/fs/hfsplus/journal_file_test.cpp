// Journals made by hand. A checksum of zeros is ~0: each step keeps a sum of 0.
#include "fs/hfsplus/journal/journal_file.hpp"

#include <atomic>
#include <cstring>

#include <gtest/gtest.h>

#include "fs/hfsplus/journal/block_list.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus::journal {
namespace {

constexpr std::uint64_t kJournalBytes = 16 << 20;
constexpr std::uint32_t kBlockBytes = 8 << 20;
constexpr std::uint32_t kListBytes = 4096;

// A header and one list at the front, zeros behind; tells how much was asked for at once.
class Volume final : public io::ByteSource {
 public:
  explicit Volume(std::uint32_t block_checksum) : front_(512 + kListBytes) {
    layout::Header<layout::Little> header{};
    header.magic = layout::kMagic;
    header.endian = layout::kEndianMagic;
    header.start = 512;
    header.end = 512 + kListBytes + kBlockBytes;
    header.size = kJournalBytes;
    header.list_size = kListBytes;
    header.header_size = 512;
    header.checksum = checksum(BytesView(std::as_bytes(std::span(&header, 1))));
    std::memcpy(front_.data(), &header, sizeof header);
    layout::BlockList<layout::Little> list{};
    list.most_blocks = 255;
    list.block_count = 2;
    list.bytes_used = kListBytes + kBlockBytes;
    list.flags = layout::kChecksumsOfBlocks | layout::kFirstOfTransaction;
    layout::BlockEntry<layout::Little> entries[2]{};
    entries[0].checksum = 7;
    entries[1].number = 100;
    entries[1].size = kBlockBytes;
    entries[1].checksum = block_checksum;
    std::memcpy(front_.data() + 512, &list, sizeof list);
    std::memcpy(front_.data() + 512 + sizeof list, entries, sizeof entries);
    list.checksum = checksum(BytesView(front_).sub(512, layout::kListChecksumBytes));
    std::memcpy(front_.data() + 512, &list, sizeof list);
  }
  std::uint64_t size() const noexcept override { return 2 * kJournalBytes; }
  std::size_t largest_read() const noexcept { return largest_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    largest_ = std::max(largest_.load(), out.size());
    for (auto& byte : out) {
      byte = position < front_.size() ? front_[position] : std::byte{0};
      ++position;
    }
  }

  std::vector<std::byte> front_;
  mutable std::atomic<std::size_t> largest_ = 0;
};

TEST(HfsPlusJournalFile, LargeBlocksAreNotHeldInMemory) {
  for (const bool is_right : {true, false}) {
    const Volume volume(is_right ? 0xFFFFFFFF : 1);
    const JournalFile file(volume, 0, kJournalBytes, true);
    const auto list = read_block_list(file, file.start());
    ASSERT_EQ(list.blocks.size(), 1U);
    EXPECT_EQ(list.blocks[0].size, kBlockBytes);
    EXPECT_EQ(list.sequence, 7U);
    EXPECT_EQ(list.blocks_are_wrong, !is_right);
    EXPECT_LE(volume.largest_read(), 1U << 20);
  }
}

}  // namespace
}  // namespace vixmount::fs::hfsplus::journal
