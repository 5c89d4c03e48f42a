// Changes of extents that the log promised: which are left, and what a file reads with them.
#include "fs/xfs/log/intents.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/directory.hpp"
#include "fs/xfs/extent_map.hpp"
#include "fs/xfs/file_data.hpp"
#include "fs/xfs/image.hpp"
#include "fs/xfs/log/layout.hpp"
#include "support/support.hpp"

namespace vixmount::fs::xfs {
namespace {

using log::layout::ItemType;

template <typename Layout>
void append(std::vector<std::byte>& out, const Layout& layout) {
  const auto bytes = std::as_bytes(std::span(&layout, 1));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

log::Item item(ItemType type, std::uint64_t id, std::uint32_t count = 0) {
  log::layout::Intent intent{};
  intent.header.type = static_cast<std::uint16_t>(type);
  intent.header.regions = 1;
  intent.count = count;
  intent.id = id;
  log::Item out;
  out.expected = 1;
  append(out.regions.emplace_back(), intent);
  return out;
}

log::Item map_item(std::uint64_t id, const PendingMap& map) {
  auto out = item(ItemType::map_intent, id, 1);
  log::layout::MapIntent stored{};
  stored.inode = map.inode;
  stored.start = map.start;
  stored.offset = map.offset;
  stored.length = static_cast<std::uint32_t>(map.count);
  stored.flags = (map.is_mapped ? log::layout::kMapTypeMap : log::layout::kMapTypeUnmap) |
                 (map.is_written ? 0 : log::layout::kMapUnwritten);
  append(out.regions[0], stored);
  return out;
}

TEST(Intents, ThoseWithoutAnEndAreLeftInTheirOrder) {
  log::Intents intents;
  intents.add(map_item(9, {5, 10, 100, 4, false, true}));
  intents.add(map_item(3, {5, 10, 200, 4, true, false}));
  intents.add(map_item(4, {6, 0, 300, 1, true, true}));
  intents.add(item(ItemType::map_done, 4));
  intents.add(item(ItemType::map_done, 77));  // of an intent before the log's tail
  const auto left = intents.pending_maps();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_FALSE(left[0].is_mapped);
  EXPECT_TRUE(left[1].is_mapped);
  EXPECT_FALSE(left[1].is_written);
  EXPECT_EQ(left[1].start, 200U);
  EXPECT_EQ(intents.remark(), "");
}

TEST(Intents, UnsupportedOnesAreSaidUntilTheirEnd) {
  log::Intents intents;
  intents.add(item(ItemType::attribute_intent, 1));
  EXPECT_EQ(intents.remark(), "a change of extended attributes was not finished");
  intents.add(item(ItemType::attribute_done, 1));
  EXPECT_EQ(intents.remark(), "");
}

TEST(Intents, NumbersThatCannotBeAreDamage) {
  log::Intents intents;
  EXPECT_EQ(test::error_kind_of([&] { intents.add(item(ItemType::map_intent, 1, 1)); }),
            ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { intents.add(item(ItemType::map_intent, 1, 5000)); }),
            ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] {
              intents.add(map_item(1, {5, 0, 0, 0, true, true}));
            }),
            ErrorKind::damaged);
}

// Five blocks "00000", "11111" ...; the second becomes a hole, the third reads as the fifth.
TEST(PendingMaps, AreTakenIntoAccountWhenAFileIsMapped) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  const test::TemporaryFolder folder;
  std::string content;
  for (const char digit : std::string("01234")) content += std::string(4096, digit);
  test::write_file(folder.path() / "content", content);
  test::write_file(folder.path() / "proto",
                   "/boot 0 0\nd--755 0 0\nfile ---644 0 0 " + folder.file("content") + "\n$\n");
  const auto volume =
      test::open_image(make_image(folder, "-p '" + folder.file("proto") + "'", "64M"));
  const auto superblock = parse_superblock(*volume, 0, true);
  const Blocks plain(volume, superblock, true);
  const auto root = read_inode(plain, superblock.raw.root_inode);
  const auto file = read_inode(plain, find_in_directory(plain, root, "file").value());
  const auto first = unpack_extent(file.data.bytes.get<layout::PackedExtent>(0));
  ASSERT_EQ(first.count, 5U);

  const PendingMaps pending = {{file.number, 1, 0, 2, false, true},
                               {file.number, 2, first.start + 4, 1, true, true},
                               {file.number + 1, 0, 0, 5, false, true}};
  const auto blocks = std::make_shared<const Blocks>(volume, superblock, true, Replayed(), pending);
  auto expected = content;
  expected.replace(4096, 4096, 4096, '\0');
  expected.replace(2 * 4096, 4096, 4096, '4');
  EXPECT_EQ(test::content_of(*open_file_data(blocks, read_inode(*blocks, file.number))), expected);
}

}  // namespace
}  // namespace vixmount::fs::xfs
