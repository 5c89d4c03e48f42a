// Missing and damaged devices: what redundancy allows is read, all else is an error.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr test::Comparison kNodes{.inode_numbers = false};

// Some files large enough to lie on all devices, and their names.
void fill(const std::vector<std::string>& images) {
  const BtrfsMount mounted(images, "noatime");
  test::run("cd '" + mounted.path().string() +
            "' && for i in $(seq 1 12); do head -c 1500000 /dev/urandom > noise$i; "
            "seq 1 100000 > text$i; done; mkdir d && cd d && seq 1 2000 | xargs touch; sync");
}

// All that lies behind the superblock; its copies stay as they are.
void overwrite(const std::string& image) {
  const auto size = std::to_string(std::filesystem::file_size(image) >> 20);
  const auto from_to = [&](const std::string& first, const std::string& count) {
    test::run("yes overwritten | dd iflag=fullblock of='" + image + "' bs=1M seek=" + first +
              " count=" + count + " conv=notrunc status=none");
  };
  from_to("1", "62");
  from_to("65", "$((" + size + " - 65))");
}

std::vector<std::string> without(std::vector<std::string> images,
                                 const std::vector<std::size_t>& missing) {
  std::vector<std::string> left;
  for (std::size_t i = 0; i < images.size(); ++i)
    if (std::find(missing.begin(), missing.end(), i) == missing.end()) left.push_back(images[i]);
  return left;
}

struct Case {
  const char* name;
  const char* mkfs;
  std::size_t devices;
  std::vector<std::size_t> lost;
};
void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

class Redundant : public testing::TestWithParam<Case> {};

test::MatrixVariant variant_of(const Case& of) {
  std::string lost;
  for (const auto device : of.lost)
    lost += (lost.empty() ? "" : " and ") + std::to_string(device + 1);
  return {"Btrfs", std::string("lost_") + of.name,
          fmt::format("mkfs.btrfs {} (over {} devices)", of.mkfs, of.devices),
          "Linux' own mount of the whole, after a part was taken away",
          "files over all devices, 2000 entries in a directory, device " + lost +
              " missing and then overwritten"};
}

TEST_P(Redundant, LostDevicesCostNothing) {
  const auto& of = GetParam();
  test::MatrixRecord record(variant_of(of));
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, of.devices, "300M", of.mkfs);
  fill(images);
  const auto degraded = open_images(without(images, of.lost));
  EXPECT_NE(degraded->info().state.find("is missing"), std::string::npos);
  {
    const BtrfsMount mounted(images, "ro,noatime");
    test::compare_with_mount(*degraded, mounted.path(), kNodes);
  }
  const auto intact = folder.file("intact");
  test::run("mkdir '" + intact + "' && cp --sparse=always '" + folder.path().string() +
            "'/device* '" + intact + "'");
  for (const auto lost : of.lost) overwrite(images[lost]);
  const auto damaged = open_images(images);
  EXPECT_EQ(damaged->info().state, "");
  std::vector<std::string> copies;
  for (std::size_t i = 0; i < of.devices; ++i)
    copies.push_back(intact + "/device" + std::to_string(i));
  const BtrfsMount mounted(copies, "ro,noatime");
  record.compared(test::compare_with_mount(*damaged, mounted.path(), kNodes).nodes);
}

INSTANTIATE_TEST_SUITE_P(
    Btrfs, Redundant,
    testing::Values(Case{"raid1_first", "-d raid1 -m raid1", 2, {0}},
                    Case{"raid1_last", "-d raid1 -m raid1", 3, {2}},
                    Case{"raid1c4", "-d raid1c3 -m raid1c4", 4, {1, 3}},
                    Case{"raid10", "-d raid10 -m raid10", 4, {1}},
                    Case{"raid5", "-d raid5 -m raid5", 3, {1}},
                    Case{"raid6_one", "-d raid6 -m raid6", 4, {0}},
                    Case{"raid6_two", "-d raid6 -m raid6", 5, {0, 3}}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(BtrfsDamage, WithoutRedundancyTheMissingDeviceIsNamed) {
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, 3, "300M", "-d single -m raid1");
  fill(images);
  const auto whole = open_images(images);
  const auto degraded = open_images({images[0], images[1]});
  std::size_t right = 0, refused = 0;
  test::walk(*whole, [&](const test::WalkedNode& node) {
    if (node.attributes.type != NodeType::regular || node.attributes.size == 0) return;
    try {
      EXPECT_EQ(test::sha256_of(*degraded->open(node.attributes.node)),
                test::sha256_of(*whole->open(node.attributes.node)));
      ++right;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
      EXPECT_NE(error.message().find("device 3 ("), std::string::npos) << error.message();
      ++refused;
    }
  });
  EXPECT_GT(right, 0U);
  EXPECT_EQ(right + refused, 24U);
}

TEST(BtrfsDamage, AWrongByteWithoutAnotherCopyIsAnError) {
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, 1, "300M", "");
  fill(images);
  const std::string text = "99998\n99999\n100000\n";
  auto bytes = test::read_file(images.front());
  std::size_t changed = 0;
  for (auto at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) {
    std::fstream file(images.front(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.put('x');
    ++changed;
  }
  const auto files = open_images(images);
  std::size_t refused = 0;
  for (int i = 1; i <= 12; ++i) {
    const auto node = files->lookup(files->root(), fmt::format("text{}", i));
    const auto content = files->open(node.value());
    std::vector<std::byte> out(content->size());
    try {
      content->read(0, out);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
      ++refused;
    }
    EXPECT_NO_THROW(content->read(0, std::span(out).first(300000)));  // the rest is right
  }
  EXPECT_EQ(refused, 12U);
  EXPECT_EQ(changed, 12U);
}

TEST(BtrfsDamage, DupMetadataIsReadFromItsOtherCopy) {
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, 1, "300M", "-m dup");
  fill(images);
  // Every second appearance of each node's header: its address, where the fsid stands in front.
  const auto bytes = test::read_file(images.front());
  const auto fsid = bytes.substr(65536 + 32, 16);
  std::vector<std::string> seen;
  std::fstream file(images.front(), std::ios::in | std::ios::out | std::ios::binary);
  std::size_t damaged = 0;
  for (std::size_t at = 1 << 20; at + 16384 <= bytes.size(); at += 16384) {
    if (bytes.compare(at + 32, 16, fsid) != 0) continue;
    const auto sum = bytes.substr(at, 101);
    if (std::find(seen.begin(), seen.end(), sum) != seen.end()) continue;
    seen.push_back(sum);
    file.seekp(static_cast<std::streamoff>(at + 200));
    file.write("damaged!", 8);
    ++damaged;
  }
  file.close();
  EXPECT_GT(damaged, 10U);
  const auto files = open_images(images);
  std::size_t nodes = 0;
  test::walk(*files, [&](const test::WalkedNode&) { ++nodes; });
  EXPECT_EQ(nodes, 2025U);
}

TEST(BtrfsDamage, AnotherSuperblockStandsIn) {
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, 1, "300M", "");
  fill(images);
  test::run("dd if=/dev/urandom of='" + images.front() +
            "' bs=1 seek=66000 count=50 conv=notrunc status=none");
  const auto files = open_images(images);
  EXPECT_NE(files->info().state.find("copy at byte 67108864"), std::string::npos);
  EXPECT_TRUE(files->lookup(files->root(), "noise3"));
}

TEST(BtrfsDamage, TheNewestSuperblockCounts) {
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, 1, "300M", "");
  const auto image = "'" + images.front() + "'";
  const auto older = "'" + folder.file("older") + "'";
  test::run("dd if=" + image + " of=" + older + " bs=4096 skip=16 count=1 status=none");
  fill(images);
  test::run("dd if=" + older + " of=" + image + " bs=4096 seek=16 conv=notrunc status=none");
  const auto files = open_images(images);
  EXPECT_NE(files->info().state.find("copy at byte 67108864"), std::string::npos);
  EXPECT_TRUE(files->lookup(files->root(), "noise3"));
}

}  // namespace
}  // namespace vixmount::fs::btrfs
