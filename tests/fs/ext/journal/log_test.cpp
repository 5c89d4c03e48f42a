// The passes of recovery on journals made by hand. Expected values are counted by hand.
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/journal/apply.hpp"
#include "fs/ext/journal/checksum.hpp"
#include "fs/ext/journal/descriptor.hpp"
#include "fs/ext/journal/journal_builder.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

using test::JournalBuilder;

struct Outcome {
  ApplyResult applied;
  std::shared_ptr<io::OverlaySource> overlay;

  // The first letter of a block of the file system.
  char letter(std::uint32_t block) const {
    std::byte first{};
    overlay->read(std::uint64_t{block} * JournalBuilder::kBlockSize, std::span(&first, 1));
    return static_cast<char>(first);
  }
  std::string letters(std::uint32_t blocks) const {
    std::string all;
    for (std::uint32_t block = 0; block < blocks; ++block) all += letter(block);
    return all;
  }
};

Outcome replay(const JournalBuilder& builder) {
  const auto file = builder.file();
  const auto journal = read_journal_superblock(file);
  const auto overlay =
      std::make_shared<io::OverlaySource>(builder.volume(), JournalBuilder::kBlockSize, 1U << 20);
  auto applied = apply_log(file, journal, scan_log(file, journal), *overlay);
  return {applied, overlay};
}

TEST(JournalChecksum, KnownValues) {
  const auto digits = as_bytes("123456789");
  // The published check values, before their final inversion.
  EXPECT_EQ(crc32_big_endian(kChecksumStart, digits), ~std::uint32_t{0xFC891918});
  EXPECT_EQ(crc32c(kChecksumStart, digits), ~std::uint32_t{0xE3069283});
  EXPECT_EQ(crc32_big_endian(crc32_big_endian(kChecksumStart, digits.first(4)), digits.subspan(4)),
            ~std::uint32_t{0xFC891918});
}

TEST(JournalLog, CompleteTransactionsCountAndTheLatestCopyWins) {
  JournalBuilder builder(1, 7);
  builder.descriptor({{2, 'x'}, {3, 'y'}}).commit().descriptor({{2, 'z'}}).commit();
  builder.descriptor({{4, '!'}});  // never committed
  const auto outcome = replay(builder);
  EXPECT_EQ(outcome.letters(5), "ABzyE");
  EXPECT_EQ(outcome.applied.transactions, 2U);
  EXPECT_EQ(outcome.applied.blocks, 2U);
  EXPECT_EQ(outcome.applied.next_sequence, 9U);
  EXPECT_EQ(outcome.applied.damage, "");
}

TEST(JournalLog, WrapsAroundTheEndOfTheLog) {
  JournalBuilder builder(30, 0xFFFFFFFF);  // the transaction's id wraps as well
  builder.descriptor({{0, 'p'}, {1, 'q'}, {2, 'r'}}).commit().descriptor({{3, 's'}}).commit();
  const auto outcome = replay(builder);
  EXPECT_EQ(outcome.letters(5), "pqrsE");
  EXPECT_EQ(outcome.applied.next_sequence, 1U);
}

TEST(JournalLog, RevocationsHoldForTheirOwnTransactionAndEarlierOnes) {
  JournalBuilder builder(1, 1);
  builder.descriptor({{2, 'x'}, {3, 'y'}, {4, 'z'}}).commit();
  builder.revoke({2, 4, 9}).commit();
  builder.descriptor({{4, 'w'}}).commit();
  builder.revoke({3});  // never committed
  EXPECT_EQ(replay(builder).letters(6), "ABCywF");
}

TEST(JournalLog, EscapedBlocksGetTheirMagicNumberBack) {
  JournalBuilder builder(1, 1);
  builder.descriptor({{5, 'e', kTagEscaped}}).commit();
  const auto outcome = replay(builder);
  const auto bytes = io::read_bytes(*outcome.overlay, 5 * JournalBuilder::kBlockSize, 6);
  EXPECT_EQ(BytesView(bytes).be32_at(0), 0xC03B3998);
  EXPECT_EQ(static_cast<char>(bytes[4]), 'e');
}

TEST(JournalLog, EndsAtForeignBlocksWithoutComplaint) {
  JournalBuilder builder(1, 1);
  builder.descriptor({{2, 'x'}}).commit().header(9, "").descriptor({{3, 'y'}}).commit();
  const auto outcome = replay(builder);
  EXPECT_EQ(outcome.letters(4), "ABxD");
  EXPECT_EQ(outcome.applied.damage, "");
}

TEST(JournalLog, AnEmptyOneChangesNothing) {
  JournalBuilder builder(0, 5);
  const auto outcome = replay(builder);
  EXPECT_EQ(outcome.applied.blocks, 0U);
  EXPECT_EQ(outcome.applied.next_sequence, 5U);
}

TEST(JournalLog, OneThatNeverEndsIsWalkedOnce) {
  JournalBuilder builder(1, 1);
  // A descriptor full of tags with UUIDs and without a last one: (1024 - 12) / 24 = 42 blocks in a
  // log of 31.
  builder.header(kDescriptorBlock, "");
  const auto outcome = replay(builder);
  EXPECT_EQ(outcome.applied.transactions, 0U);
}

TEST(JournalLog, TargetsOutsideOfTheVolumeAreDamage) {
  JournalBuilder builder(1, 1);
  builder.descriptor({{JournalBuilder::kVolumeBlocks, 'x'}}).commit();
  EXPECT_EQ(test::error_kind_of([&] { replay(builder); }), ErrorKind::damaged);
}

TEST(JournalLog, ChecksumV1OfATransaction) {
  JournalBuilder builder(1, 1);
  builder.superblock().feature_compat = std::uint32_t{kFeatureChecksum};
  builder.descriptor({{2, 'x'}}).commit();  // carries no checksum: accepted
  std::string wrong(JournalBuilder::kBlockSize, '\0');
  wrong[0] = 1;  // CRC-32
  wrong[1] = 4;  // bytes
  builder.descriptor({{3, 'y'}}).header(kCommitBlock, wrong);
  auto outcome = replay(builder);
  EXPECT_EQ(outcome.letters(4), "ABxD");
  EXPECT_EQ(outcome.applied.damage, "")
      << "its commit time is older than that of the first: an old block of the log";
  JournalBuilder first(1, 1);
  first.superblock().feature_compat = std::uint32_t{kFeatureChecksum};
  first.descriptor({{3, 'y'}}).header(kCommitBlock, wrong);
  EXPECT_EQ(replay(first).applied.damage, "transaction 1 has a wrong checksum");
  // An asynchronous commit may simply have been interrupted there.
  first.superblock().feature_incompat = std::uint32_t{kFeatureAsyncCommit};
  EXPECT_EQ(replay(first).applied.damage, "");
}

// Journals whose checksums a recipe of their own computed: (fuzz/recipes/ext_journal.py). Blocks 5
// and 6 are logged, 6 escaped; the second transaction revokes 5.
class SeedJournal : public testing::TestWithParam<const char*> {
 protected:
  // The journal lies behind 64 blocks; every byte of it but those of `damaged_block` is the seed's.
  static Outcome replay_seed(std::uint32_t damaged_block) {
    auto bytes =
        test::read_file(std::string(VIXMOUNT_SOURCE_DIR) + "/fuzz/seeds/jbd2/" + GetParam());
    const auto blocks = static_cast<std::uint32_t>(bytes.size() / 1024);
    if (damaged_block != 0) bytes[damaged_block * 1024 + 500] ^= 1;
    const auto volume = test::memory_source(std::string(64 * 1024, 'v') + bytes);
    const JournalFile file(volume, 1024, {{0, blocks, 64 * 1024}});
    const auto journal = read_journal_superblock(file);
    const auto overlay = std::make_shared<io::OverlaySource>(volume, 1024, 1U << 20);
    return {apply_log(file, journal, scan_log(file, journal), *overlay), overlay};
  }
};

TEST_P(SeedJournal, ItsChecksumsAreRight) {
  const auto outcome = replay_seed(0);
  EXPECT_EQ(outcome.applied.transactions, 2U) << outcome.applied.damage;
  EXPECT_EQ(outcome.applied.damage, "");
  EXPECT_EQ(outcome.letter(5), 'v') << "revoked";
  EXPECT_EQ(outcome.letter(6), '\xC0');
}

TEST_P(SeedJournal, OneFlippedBitEndsTheLog) {
  // Its log: 3 descriptor, 4 and 5 data, 6 commit, 7 revoke, 1 commit.
  const bool checked_by_block = std::string(GetParam()).find("checksum1") == std::string::npos;
  EXPECT_EQ(replay_seed(3).applied.transactions, 0U) << "descriptor";
  EXPECT_EQ(replay_seed(5).applied.transactions, 0U) << "data that is not revoked";
  EXPECT_NE(replay_seed(5).applied.damage, "");
  EXPECT_EQ(replay_seed(4).applied.transactions, checked_by_block ? 2U : 0U) << "revoked data";
  if (checked_by_block) {
    EXPECT_EQ(replay_seed(6).applied.transactions, 0U) << "commit";
    EXPECT_EQ(replay_seed(7).applied.transactions, 1U) << "revocations";
  }
}

INSTANTIATE_TEST_SUITE_P(Ext, SeedJournal,
                         testing::Values("checksum1_32bit", "checksum1_64bit", "checksum2_32bit",
                                         "checksum2_64bit", "checksum3_32bit", "checksum3_64bit"));

TEST(JournalSuperblockBlock, RefusesWhatContradictsItself) {
  const auto refused = [](auto change) {
    JournalBuilder builder(1, 1);
    change(builder.superblock());
    return test::error_kind_of([&] { read_journal_superblock(builder.file()); });
  };
  EXPECT_EQ(refused([](auto& raw) { raw.header.magic = 1U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.header.block_type = 1U; }), ErrorKind::unsupported);
  EXPECT_EQ(refused([](auto& raw) { raw.block_size = 4096U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.log_length = 33U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.first_block = 0U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.first_block = 32U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.start = 32U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.feature_incompat = 0x40U; }), ErrorKind::unsupported);
  EXPECT_EQ(refused([](auto& raw) { raw.feature_incompat = 0x18U; }), ErrorKind::damaged);
  EXPECT_EQ(refused([](auto& raw) { raw.feature_incompat = 0x10U; }), ErrorKind::unsupported)
      << "checksum type 0";
  EXPECT_EQ(refused([](auto& raw) {
              raw.feature_incompat = 0x10U;
              raw.checksum_type = 4;
            }),
            ErrorKind::damaged)
      << "its own checksum";
}

TEST(JournalSuperblockBlock, Version1HasNoFeatures) {
  JournalBuilder builder(1, 1);
  builder.superblock().header.block_type = std::uint32_t{kSuperblockV1};
  builder.superblock().feature_incompat = 0xFFFFFFFFU;
  EXPECT_FALSE(read_journal_superblock(builder.file()).has_64bit);
}

TEST(JournalSuperblockBlock, PlacesFastCommitsBehindTheLog) {
  const auto raw = [](std::uint32_t blocks, std::uint32_t fast) {
    Superblock superblock{};
    superblock.header = {kMagic, kSuperblockV2, 0U};
    superblock.block_size = 1024U;
    superblock.log_length = blocks;
    superblock.first_block = 1U;
    superblock.feature_incompat = std::uint32_t{kFeatureFastCommit};
    superblock.fast_commit_blocks = fast;
    const auto bytes = std::as_bytes(std::span(&superblock, 1));
    std::vector<std::byte> volume(std::size_t{blocks} * 1024);
    std::copy(bytes.begin(), bytes.end(), volume.begin());
    return read_journal_superblock(
        JournalFile(std::make_shared<io::MemorySource>(volume), 1024, {{0, blocks, 0}}));
  };
  const auto ordinary = raw(4096, 0);
  EXPECT_EQ(ordinary.end, 3840U);
  EXPECT_EQ(ordinary.fast_commit_first, 3841U);
  EXPECT_EQ(ordinary.fast_commit_end, 4096U);
  const auto small = raw(1100, 100);
  EXPECT_EQ(small.end, 1100U) << "fewer than 1024 blocks would be left";
  EXPECT_EQ(small.fast_commit_first, small.fast_commit_end);
  EXPECT_EQ(test::error_kind_of([&] { raw(64, 65); }), ErrorKind::damaged);
}

TEST(DescriptorBlock, TagsOfEveryForm) {
  struct Form {
    bool v2, v3, wide;
    std::size_t size;  // of a tag
    std::uint64_t block;
  };
  // Two tags, the second without UUID; high halves are 1.
  for (const auto& form :
       {Form{false, false, false, 8, 5}, Form{false, false, true, 12, 0x100000005},
        Form{true, false, false, 10, 5}, Form{true, false, true, 14, 0x100000005},
        Form{false, true, false, 16, 5}, Form{false, true, true, 16, 0x100000005}}) {
    JournalSuperblock journal;
    journal.has_checksum_v2 = form.v2;
    journal.has_checksum_v3 = form.v3;
    journal.has_64bit = form.wide;
    std::vector<std::byte> block(1024);
    const auto set = [&](std::size_t at, unsigned value) { block[at] = std::byte(value); };
    for (const auto& [at, flags] :
         {std::pair{std::size_t{12}, kTagEscaped},
          std::pair{12 + form.size + 16, TagFlag(kTagSameUuid | kTagLast)}}) {
      set(at + 3, 5);
      set(at + 7, flags);
      if (form.v3 || form.wide) set(at + 11, 1);
    }
    const auto tags = parse_tags(journal, block);
    ASSERT_EQ(tags.size(), 2U) << form.size;
    EXPECT_EQ(tags[0].block, form.block) << form.size;
    EXPECT_EQ(tags[1].block, form.block) << form.size;
    EXPECT_TRUE(tags[0].escaped);
    EXPECT_FALSE(tags[1].escaped);
  }
}

TEST(RevokeBlock, ImpossibleLengthIsDamage) {
  JournalSuperblock journal;
  std::vector<std::byte> block(1024);
  block[14] = std::byte{4};
  block[15] = std::byte{1};  // 1025 bytes
  EXPECT_EQ(test::error_kind_of([&] { parse_revokes(journal, block); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ext::jbd2
