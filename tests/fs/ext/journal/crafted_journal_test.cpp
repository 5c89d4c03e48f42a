// Journals written by debugfs, replayed by us and by e2fsck: every block of both results is equal.
#include <array>
#include <string>

#include <gtest/gtest.h>

#include "fs/ext/ext.hpp"
#include "fs/ext/journal/replay.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

struct Crafted {
  const char* name;
  const char* mkfs;          // options of mke2fs
  const char* journal_open;  // options of debugfs' journal_open
  unsigned block_size;
  const char* remark;  // what we must say
};

std::ostream& operator<<(std::ostream& out, const Crafted& crafted) { return out << crafted.name; }

constexpr const char* kMagic = "\xC0\x3B\x39\x98";

class CraftedJournal : public testing::TestWithParam<Crafted> {
 protected:
  static std::string pattern(unsigned size, char first) {
    std::string bytes(size, '\0');
    for (unsigned i = 0; i < size; ++i) bytes[i] = static_cast<char>(first + i % 61);
    return bytes;
  }

  // Four transactions: three blocks; one that begins with the journal's magic number; a revocation
  // of a block of the first; a newer copy of another, again with the magic number.
  void craft(const std::string& image) {
    const auto& crafted = GetParam();
    test::run("truncate -s 24M '" + image + "' && mke2fs -q -F " + crafted.mkfs + " '" + image +
              "'");
    const auto size = crafted.block_size;
    test::write_file(folder_.file("plain"),
                     pattern(size, 'a') + pattern(size, 'b') + pattern(size, 'c'));
    test::write_file(folder_.file("magic"), std::string(kMagic, 4) + pattern(size - 4, 'd'));
    test::write_file(folder_.file("commands"), "journal_open " + std::string(crafted.journal_open) +
                                                   "\n"
                                                   "journal_write -b 3000,3001,3002 " +
                                                   folder_.file("plain") +
                                                   "\n"
                                                   "journal_write -b 3003 " +
                                                   folder_.file("magic") +
                                                   "\n"
                                                   "journal_write -r 3001\n"
                                                   "journal_write -b 3002 " +
                                                   folder_.file("magic") + "\njournal_close\n");
    test::run("debugfs -w -f '" + folder_.file("commands") + "' '" + image + "' 2>&1");
  }

  test::TemporaryFolder folder_;
};

TEST_P(CraftedJournal, ReplaysEveryBlockAsE2fsckDoes) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  VIXMOUNT_REQUIRE_PROGRAM("e2fsck");
  const auto& crafted = GetParam();
  const auto image = folder_.file("image");
  craft(image);
  const auto recovered = folder_.file("recovered");
  // Exit status 1: errors were corrected; the crafted blocks are free ones and harm nothing.
  test::run("cp '" + image + "' '" + recovered + "'; e2fsck -fy -E journal_only '" + recovered +
            "' 2>&1 || [ $? -le 1 ]");

  const auto volume = test::open_image(image);
  const auto superblock = parse_superblock(*volume, layout::kSuperblockOffset, true);
  const auto result =
      replay_journal(volume, superblock, journal_location(superblock).value(), Log{});
  EXPECT_EQ(result.remark, crafted.remark);

  const auto expected = test::open_image(recovered);
  const auto block_count = superblock.block_count;
  std::vector<std::uint64_t> different;
  std::size_t replayed = 0;
  for (std::uint64_t block = 0; block < block_count; ++block) {
    const auto offset = block * superblock.block_size;
    const auto ours = io::read_bytes(*result.volume, offset, superblock.block_size);
    if (ours != io::read_bytes(*expected, offset, superblock.block_size))
      different.push_back(block);
    if (ours != io::read_bytes(*volume, offset, superblock.block_size)) ++replayed;
  }
  // e2fsck marks the journal as empty in its superblock, and may write its own times into the file
  // system's.
  std::erase(different, layout::kSuperblockOffset / superblock.block_size);
  ASSERT_EQ(different.size(), 1U);
  const auto magic = io::read_bytes(*expected, different[0] * superblock.block_size, 4);
  EXPECT_EQ(std::memcmp(magic.data(), kMagic, 4), 0);
  EXPECT_GE(replayed, 4U) << "blocks 3000, 3002 and 3003, and the superblock";
}

class UnusableJournal : public CraftedJournal {};

// The file system opens as it is on the disk, and says why.
TEST_P(UnusableJournal, IsSaidAndNotReplayed) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  const auto image = folder_.file("image");
  craft(image);
  const auto block = std::stoull(test::run("debugfs -R 'bmap <8> 0' '" + image + "' 2>/dev/null"));
  auto bytes = test::read_file(image);
  bytes[block * GetParam().block_size + 3] ^= 1;  // the journal's magic number
  test::write_file(image, bytes);

  const auto files = open(test::open_image(image), Options{}, Log{});
  EXPECT_EQ(files->info().state, GetParam().remark);
  EXPECT_TRUE(files->lookup(files->root(), "lost+found"));
}

TEST_P(UnusableJournal, OnAnotherDeviceIsSaid) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  const auto image = folder_.file("image");
  craft(image);
  const auto volume = test::open_image(image);
  const auto superblock = parse_superblock(*volume, layout::kSuperblockOffset, true);
  const auto result = replay_journal(volume, superblock, JournalLocation{}, Log{});
  EXPECT_EQ(result.volume, volume);
  EXPECT_TRUE(result.remark.starts_with("journal not replayed")) << result.remark;
  EXPECT_NE(result.remark.find("another device"), std::string::npos) << result.remark;
}

INSTANTIATE_TEST_SUITE_P(
    Ext, UnusableJournal,
    testing::Values(Crafted{"damaged_superblock", "-t ext4 -b 1024", "-c", 1024,
                            "journal not replayed, files may be older or inconsistent: the journal "
                            "has no superblock (magic 0xc03b3999)"}),
    [](const auto& crafted) { return std::string(crafted.param.name); });

constexpr const char* kAll = "journal replayed: 4 transactions";
// e2fsck says "Journal transaction 3 was corrupt, replay was aborted": debugfs gives a transaction
// of revocations alone a wrong sum.
constexpr const char* kFirstTwo =
    "journal replayed: 2 transactions; the journal is damaged, later transactions were left out: "
    "transaction 3 has a wrong checksum";

constexpr std::array kCrafted = {
    Crafted{"checksum_v3_64bit", "-t ext4 -b 4096 -O 64bit", "-c", 4096, kAll},
    Crafted{"checksum_v3_32bit", "-t ext4 -b 4096 -O ^64bit,metadata_csum", "-c", 4096, kAll},
    Crafted{"checksum_v2_64bit", "-t ext4 -b 4096 -O 64bit", "-c -v 2", 4096, kAll},
    Crafted{"checksum_v2_32bit", "-t ext4 -b 1024 -O ^64bit,metadata_csum", "-c -v 2", 1024, kAll},
    Crafted{"checksum_v1", "-t ext4 -b 1024 -O ^64bit,^metadata_csum", "-c", 1024, kFirstTwo},
    Crafted{"no_checksum_64bit", "-t ext4 -b 4096 -O 64bit,^metadata_csum", "", 4096, kAll},
    Crafted{"no_checksum_32bit", "-t ext4 -b 1024 -O ^64bit,^metadata_csum", "", 1024, kAll},
    Crafted{"ext3", "-t ext3 -b 2048", "", 2048, kAll},
};

INSTANTIATE_TEST_SUITE_P(Ext, CraftedJournal, testing::ValuesIn(kCrafted),
                         [](const auto& crafted) { return std::string(crafted.param.name); });

}  // namespace
}  // namespace vixmount::fs::ext
