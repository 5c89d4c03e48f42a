// What makefs and Linux do not know of: attributes, ACLs, times of birth, snapshots, check hashes,
// copies of the superblock, the journal of NetBSD. Values are those of fuzz/recipes/ufs_seeds.py,
// which puts them in byte by byte.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>

#include "base/endian.hpp"
#include "fs/registry.hpp"
#include "fs/support/paths.hpp"
#include "fs/support/walk.hpp"
#include "fs/ufs/small_volume.hpp"
#include "fs/ufs/ufs.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ufs {
namespace {

using test::content;
using test::find;
using test::ufs_volume;

FileSystemPtr open_seed(const std::string& name) {
  return open(ufs_volume("seeds/ufs/" + name), Options{}, Log{});
}

class SmallVolume : public testing::TestWithParam<const char*> {};

TEST_P(SmallVolume, HasItsFiles) {
  const auto volume = ufs_volume(std::string("seeds/ufs/") + GetParam());
  const auto identified = fs::identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "ufs");
  EXPECT_EQ(identified->uuid, "1122334455667788");
  EXPECT_TRUE(identified->mountable) << identified->remark;
  const auto files = fs::open(volume, OpenOptions{}, Log{});
  EXPECT_EQ(content(*files, "file"), "content of the file");
  EXPECT_EQ(content(*files, "dir/tail"), std::string(700, 'x'));
  EXPECT_EQ(content(*files, "dir/below/empty"), "");
  EXPECT_EQ(files->read_link(find(*files, "short")), "dir/tail");
  EXPECT_EQ(files->read_link(find(*files, "long")), std::string(200, 'y'));
  EXPECT_EQ(files->parent(find(*files, "dir/below")), find(*files, "dir"));
  EXPECT_FALSE(files->lookup(files->root(), "."));
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(1); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(1ULL << 40); }), ErrorKind::not_found);
}

// 14 blocks that begin with 'a' to 'n' and are zero else, of which 1, 2 and 11 were taken out.
TEST_P(SmallVolume, HasHoles) {
  const auto files = open_seed(GetParam());
  const auto source = files->open(find(*files, "holes"));
  const auto bytes = test::content_of(*source);
  ASSERT_EQ(bytes.size(), 14U * 4096);
  std::string firsts;
  for (std::size_t block = 0; block < 14; ++block) firsts += bytes[block * 4096];
  EXPECT_EQ(firsts, std::string("a\0\0defghijk\0mn", 14));
  const auto hole = source->map(4096, 40960);
  EXPECT_EQ(hole.kind, io::ExtentKind::hole);
  EXPECT_EQ(hole.length, 8192U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SmallVolume,
                         testing::Values("ufs1_little", "ufs1_big", "ufs2_little", "ufs2_big",
                                         "ufs2_checked"));

class Second : public testing::TestWithParam<const char*> {};

TEST_P(Second, HasAttributes) {
  const auto files = open_seed(GetParam());
  EXPECT_EQ(files->info().label, "seed label");
  const auto node = find(*files, "attributes");
  EXPECT_TRUE(files->attributes(node).has_xattrs);
  EXPECT_EQ(files->list_xattrs(node),
            (std::vector<std::string>{"user.comment", "trusted.label", "system.posix_acl_access",
                                      "user.empty"}));
  EXPECT_EQ(files->get_xattr(node, "user.comment"), "of a user");
  EXPECT_EQ(files->get_xattr(node, "trusted.label"), "of the system");
  EXPECT_EQ(files->get_xattr(node, "user.empty"), "");
  EXPECT_FALSE(files->get_xattr(node, "user.label"));
  EXPECT_FALSE(files->get_xattr(node, ""));
  const auto file = find(*files, "file");
  EXPECT_FALSE(files->attributes(file).has_xattrs);
  EXPECT_TRUE(files->list_xattrs(file).empty());
}

std::string acl_entry(std::uint8_t tag, std::uint8_t permissions, std::string_view id) {
  return std::string{static_cast<char>(tag), 0, static_cast<char>(permissions), 0} +
         std::string(id);
}

// Sorted, the owner's, the mask's and others' permissions from the mode 0644. 2000 is 7D0, 1001
// 3E9.
TEST_P(Second, HasAcls) {
  using namespace std::literals;
  const auto none = "\xFF\xFF\xFF\xFF"sv;
  const auto files = open_seed(GetParam());
  EXPECT_EQ(files->get_xattr(find(*files, "attributes"), "system.posix_acl_access"),
            "\x02\0\0\0"s + acl_entry(1, 6, none) + acl_entry(2, 6, "\xE9\x03\0\0"sv) +
                acl_entry(4, 6, none) + acl_entry(8, 5, "\xD0\x07\0\0"sv) +
                acl_entry(0x10, 4, none) + acl_entry(0x20, 4, none));
  EXPECT_EQ(files->get_xattr(find(*files, "dir"), "system.posix_acl_default"),
            "\x02\0\0\0"s + acl_entry(1, 7, none) + acl_entry(4, 5, none) +
                acl_entry(0x20, 0, none));
}

TEST_P(Second, HasTimesOfBirthAndNanoseconds) {
  const auto files = open_seed(GetParam());
  const auto found = files->attributes(find(*files, "file"));
  EXPECT_EQ(found.accessed, (Timestamp{1500000001, 111}));
  EXPECT_EQ(found.modified, (Timestamp{1500000002, 222}));
  EXPECT_EQ(found.changed, (Timestamp{1500000003, 333}));
  EXPECT_EQ(found.born, (Timestamp{1400000000, 444}));
}

// Block 2 was not copied since, so it is what the volume has there: at 8 KiB, the superblock.
// Blocks 3 and 4 were not in use.
TEST_P(Second, HasASnapshot) {
  const auto volume = ufs_volume(std::string("seeds/ufs/") + GetParam());
  const auto files = open(volume, Options{}, Log{});
  const auto bytes = test::content_of(*files->open(find(*files, "snapshot")));
  ASSERT_EQ(bytes.size(), 5U * 4096);
  EXPECT_EQ(bytes[0], 'a');
  EXPECT_EQ(bytes[4096], 'b');
  const auto there = io::read_bytes(*volume, 8192, 4096);
  EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(bytes).subspan(8192, 4096)), there));
  EXPECT_EQ(bytes.substr(3 * 4096), std::string(2 * 4096, '\0'));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Second, testing::Values("ufs2_little", "ufs2_big", "ufs2_checked"));

// "file" is "kept" since the last record, and dir/tail is shorter; the stale block was revoked.
class Journal : public testing::TestWithParam<const char*> {};

TEST_P(Journal, IsReplayed) {
  const auto volume = ufs_volume(std::string("seeds/ufs/") + GetParam());
  const auto files = open(volume, Options{}, Log{});
  EXPECT_EQ(files->info().state, "journal replayed: 4 records, 1 KiB");
  EXPECT_FALSE(files->lookup(files->root(), "file"));
  EXPECT_EQ(content(*files, "kept"), "content of the file");
  EXPECT_EQ(content(*files, "dir/tail"), std::string(650, 'x'));
}

TEST_P(Journal, IsLeftAloneWhenAsked) {
  const auto volume = ufs_volume(std::string("seeds/ufs/") + GetParam());
  const auto files = open(volume, Options{.replay_journal = false}, Log{});
  EXPECT_EQ(files->info().state, "journal not replayed; not unmounted cleanly");
  EXPECT_EQ(content(*files, "file"), "content of the file");
  EXPECT_EQ(content(*files, "dir/tail"), std::string(700, 'x'));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Journal, testing::Values("ufs2_log_little", "ufs2_log_big"));

// Offsets as in FreeBSD's fs.h; the seed's superblock is at 8 KiB, as makefs has it.
std::string state_with(std::size_t clean, std::uint8_t flags) {
  auto bytes = test::ufs_bytes("seeds/ufs/ufs2_little");
  bytes[8192 + 209] = std::byte(clean);
  bytes[8192 + 1312] = std::byte{flags};
  return open(std::make_shared<io::MemorySource>(std::move(bytes)), Options{}, Log{})->info().state;
}

// FreeBSD's flag of NFSv4 ACLs is NetBSD's of its journal, whose fields hold FreeBSD's count of files
// without a name (here 257) and the largest size of a file.
TEST(State, AclsOfFreeBsdAreNoJournal) {
  auto bytes = test::ufs_bytes("seeds/ufs/ufs2_little");
  const auto put = [&](std::size_t offset, le64 value) {
    std::memcpy(bytes.data() + 8192 + offset, &value, sizeof value);
  };
  bytes[8192 + 1313] |= std::byte{1};
  put(864, 0x101);
  put(872, 1024);
  put(880, 32);
  put(888, 0x4010080402FFFF);
  const auto files =
      open(std::make_shared<io::MemorySource>(std::move(bytes)), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
  EXPECT_EQ(content(*files, "file"), "content of the file");
}

// Superblocks from before FreeBSD's flag 80 do not say where they belong.
TEST(State, OldSuperblocksDoNotNameTheirPlace) {
  auto bytes = test::ufs_bytes("seeds/ufs/ufs2_little");
  bytes[8192 + 211] &= ~std::byte{0x80};
  std::fill_n(bytes.begin() + 8192 + 1000, 8, std::byte{0});
  const auto files =
      open(std::make_shared<io::MemorySource>(std::move(bytes)), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
}

TEST(State, SaysWhatTheGuestWouldDo) {
  EXPECT_EQ(state_with(1, 0x82), "");
  EXPECT_EQ(state_with(0, 0x80), "not unmounted cleanly");
  EXPECT_EQ(state_with(2, 0x80), "not unmounted cleanly");  // NetBSD in use
  EXPECT_EQ(state_with(0, 0x8A),
            "not unmounted cleanly: soft updates keep files whole, free space and link counts may "
            "be off");
  EXPECT_EQ(state_with(0, 0xC0),
            "not unmounted cleanly: the journal of gjournal is not replayed");
  EXPECT_EQ(state_with(1, 0x84), "marked as damaged: the guest would check it");
}

// The first is destroyed: the copy in group 0 (at 16 KiB) stands in.
TEST(Copies, StandIn) {
  auto bytes = test::ufs_bytes("seeds/ufs/ufs2_big");
  std::fill_n(bytes.begin() + 8192, 1376, std::byte{0});
  const auto files =
      open(std::make_shared<io::MemorySource>(std::move(bytes)), Options{}, Log{});
  EXPECT_EQ(files->info().state,
            "there is no superblock of UFS; the copy of the superblock at byte 16384 is used, "
            "whose counts and state may be old");
  EXPECT_EQ(content(*files, "file"), "content of the file");
}

// The copy is at an unusual place, fragment 40 of 512 bytes, which FreeBSD's record names.
TEST(Copies, AreFoundByTheRecord) {
  auto bytes = test::ufs_bytes("seeds/ufs/ufs2_little");
  const auto put = [&](std::size_t offset, le32 value) {
    std::memcpy(bytes.data() + offset, &value, sizeof value);
  };
  constexpr std::size_t kCopy = 40 * 512;
  std::copy_n(bytes.begin() + 8192, 1376, bytes.begin() + kCopy);
  put(kCopy + 8, 40);
  std::fill_n(bytes.begin() + 8192, 1376, std::byte{0});
  std::fill_n(bytes.begin() + 16384, 1376, std::byte{0});
  const auto open_it = [&] {
    return open(std::make_shared<io::MemorySource>(bytes), Options{}, Log{});
  };
  EXPECT_EQ(test::error_kind_of(open_it), ErrorKind::damaged);
  constexpr std::size_t kRecord = 65536 - 20;  // magic, shift, superblock, fragments, groups
  for (std::size_t i = 0; const std::uint32_t value : {0x19540119U, 0U, 40U, 1024U, 1U})
    put(kRecord + 4 * i++, value);
  const auto files = open_it();
  EXPECT_NE(files->info().state.find("the superblock at byte 20480 is used"), std::string::npos);
  EXPECT_EQ(content(*files, "file"), "content of the file");
}

TEST(Copies, ACutVolumeIsSaid) {
  auto bytes = test::ufs_bytes("seeds/ufs/ufs1_little");
  bytes.resize(bytes.size() - 4096);
  const auto files =
      open(std::make_shared<io::MemorySource>(std::move(bytes)), Options{}, Log{});
  EXPECT_EQ(files->info().state,
            "the file system has 524288 bytes and the volume 520192: what is behind is missing");
}

TEST(Threads, ReadOneVolume) {
  const auto files = open_seed("ufs2_checked");
  std::vector<std::thread> threads;
  std::atomic<std::size_t> nodes = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round)
        test::walk(*files, [&](const test::WalkedNode& node) {
          ++nodes;
          if (node.attributes.type == NodeType::regular)
            test::content_of(*files->open(node.attributes.node));
          files->list_xattrs(node.attributes.node);
          EXPECT_EQ(files->lookup(node.parent, node.name), node.attributes.node);
        });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(nodes, 4U * 5 * 11);
}

// A directory large enough for an index, through the seams of its pieces: four names to a piece.
TEST(Listing, GoesOnBehindEachCookie) {
  const auto files = open_seed("ufs1_big");
  std::vector<std::string> all, one_by_one;
  files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
    all.emplace_back(entry.name);
    return true;
  });
  std::uint64_t cookie = 0;
  for (bool more = true; more;) {
    more = false;
    files->list(files->root(), cookie, [&](const DirectoryEntry& entry) {
      one_by_one.emplace_back(entry.name);
      cookie = entry.next_cookie;
      more = true;
      return false;
    });
  }
  EXPECT_EQ(all.size(), 8U);
  EXPECT_EQ(one_by_one, all);
}

}  // namespace
}  // namespace vixmount::fs::ufs
