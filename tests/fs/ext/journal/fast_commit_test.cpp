// Fast commits: finding the complete ones, and the parts their replay is made of. Whole replays are
// compared with the kernel's in dirty_journal_test.
#include <gtest/gtest.h>

#include "fs/ext/journal/directory_block.hpp"
#include "fs/ext/journal/extent_list.hpp"
#include "fs/ext/journal/fast_commit_scan.hpp"
#include "fs/ext/journal/journal_superblock.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

// A journal made by fuzz/recipes/ext_journal.py, which has its own checksum functions. Its only
// fast commit is in log block 1: a head, a range, a name and a tail.
FastCommits scan(std::string bytes, std::uint32_t transaction) {
  const auto blocks = static_cast<std::uint32_t>(bytes.size() / 1024);
  const JournalFile file(test::memory_source(bytes), 1024, {{0, blocks, 0}});
  JournalSuperblock journal;
  journal.block_size = 1024;
  journal.fast_commit_first = 1;
  journal.fast_commit_end = blocks;
  return scan_fast_commits(file, journal, transaction, 256);
}

std::string seed() {
  return test::read_file(std::string(VIXMOUNT_SOURCE_DIR) + "/fuzz/seeds/jbd2/fast_commit");
}

TEST(FastCommitScan, FindsCompleteOnes) {
  const auto commits = scan(seed(), 1);
  EXPECT_EQ(commits.commits, 1U);
  EXPECT_EQ(commits.damage, "");
  ASSERT_EQ(commits.records.size(), 2U);
  EXPECT_EQ(commits.records[0].tag, FastCommitTag::add_range);
  const auto range = commits.value(commits.records[0]).get<FastCommitAddRange>(0);
  EXPECT_EQ(range.inode, 12U);
  EXPECT_EQ(range.extent.physical_lo, 50U);
  EXPECT_EQ(commits.records[1].tag, FastCommitTag::create);
  EXPECT_EQ(commits.value(commits.records[1]).text(8, 3), "new");
}

TEST(FastCommitScan, OthersTransactionsAreOldContent) {
  const auto commits = scan(seed(), 2);
  EXPECT_EQ(commits.commits, 0U);
  EXPECT_EQ(commits.damage, "");
}

TEST(FastCommitScan, WrongChecksumAndUnknownRecordsAreTold) {
  auto torn = seed();
  torn[1024 + 20] ^= 1;
  EXPECT_EQ(scan(torn, 1).commits, 0U);
  EXPECT_EQ(scan(torn, 1).damage, "a checksum is wrong");
  auto unknown = seed();
  unknown[1024 + 12] = 99;  // the tag behind the head
  EXPECT_EQ(scan(unknown, 1).damage, "a record is unknown or has an impossible length");
  auto features = seed();
  features[1024 + 4] = 1;
  EXPECT_EQ(scan(features, 1).damage, "they need unknown features");
}

TEST(FastCommitScan, AnInterruptedSecondOneIsAnOrdinaryEnd) {
  auto bytes = seed();
  bytes.replace(2 * 1024, 1024, bytes.substr(1024, 1024));
  bytes[2 * 1024 + 20] ^= 1;
  const auto commits = scan(bytes, 1);
  EXPECT_EQ(commits.commits, 1U);
  EXPECT_EQ(commits.records.size(), 2U);
  EXPECT_EQ(commits.damage, "");
}

TEST(DirectoryBlock, InsertsFindsAndRemoves) {
  std::vector<std::byte> bytes(1024);
  DirectoryBlock block(bytes, true);
  block.make_first(20, 2, 2);
  EXPECT_EQ(block.find(".")->inode, 20U);
  EXPECT_EQ(block.find("..")->inode, 2U);
  // 1024 bytes less the tail's 12 and two entries of 12: 988, which hold 19 entries of 52.
  int inserted = 0;
  while (block.insert("name " + std::string(37, 'n') + static_cast<char>('A' + inserted), 30, 1))
    ++inserted;
  EXPECT_EQ(inserted, 19);
  EXPECT_TRUE(block.find("name " + std::string(37, 'n') + "S"));
  EXPECT_TRUE(block.remove("name " + std::string(37, 'n') + "C"));
  EXPECT_FALSE(block.find("name " + std::string(37, 'n') + "C"));
  EXPECT_FALSE(block.remove("name " + std::string(37, 'n') + "C"));
  EXPECT_TRUE(block.insert("in its place", 31, 1));
  EXPECT_EQ(block.find("in its place")->inode, 31U);
  block.update_checksum(77);
  EXPECT_TRUE(block.checksum_matches(77));
  EXPECT_FALSE(block.checksum_matches(78));
}

TEST(DirectoryBlock, DamagedRecordsAreRefused) {
  std::vector<std::byte> bytes(1024);
  DirectoryBlock block(bytes, false);
  EXPECT_EQ(test::error_kind_of([&] { block.find("x"); }), ErrorKind::damaged) << "length 0";
  block.make_empty();
  EXPECT_TRUE(block.is_index_node()) << "one record as long as the block";
  bytes[5] = std::byte{5};  // 1280 bytes
  EXPECT_EQ(test::error_kind_of([&] { block.insert("x", 12, 1); }), ErrorKind::damaged);
}

TEST(ExtentList, ReplacesSplitsAndJoins) {
  ExtentList list;
  list.add(0, 100, 10);
  list.add(10, 110, 5);  // goes on
  EXPECT_EQ(list.physical(14), 114U);
  EXPECT_EQ(list.physical(15), 0U);
  list.add(4, 200, 3);  // replaces the middle
  EXPECT_EQ(list.physical(3), 103U);
  EXPECT_EQ(list.physical(4), 200U);
  EXPECT_EQ(list.physical(6), 202U);
  EXPECT_EQ(list.physical(7), 107U);
  list.remove(6, 100);
  EXPECT_EQ(list.physical(5), 201U);
  EXPECT_EQ(list.physical(6), 0U);
  EXPECT_EQ(list.physical(14), 0U);
  list.remove(0, 1);
  EXPECT_EQ(list.physical(0), 0U);
  EXPECT_EQ(list.physical(1), 101U);
}

}  // namespace
}  // namespace vixmount::fs::ext::jbd2
