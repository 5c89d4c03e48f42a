// Volumes of many shapes that Linux's vfat filled, compared with what a second start of that kernel
// found on copies of them: names, kinds, permissions, sizes, times, sums of every file, room.
#include <map>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/fat/fat.hpp"
#include "fs/support/walk.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::fat {
namespace {

const char* const kShapes[] = {
    "fat12_floppy", "fat12_s8",  "fat12_s128", "fat16_s1",           "fat16_s128", "fat16_sectors_2048",
    "fat16_atari",  "fat32_s1",  "fat32_s8",   "fat32_s128", "fat32_sectors_4096", "fat32_small"};

std::filesystem::path images() {
  const std::string recipe = "tests/fs/fat/make_images.sh";
  return test::made_once("fat_images", "'" VIXMOUNT_SOURCE_DIR "/" + recipe + "'",
                         {recipe, "tests/fs/fat/fill.sh", "tests/fs/fat/manifest.sh",
                          "tests/fs/fat/mount.sh", "tests/fs/fat/make_tree.py"});
}

struct KernelView {
  std::map<std::string, std::vector<std::string>> nodes;  // by path; fields as in the script
  std::map<std::string, std::string> sums;
  std::vector<std::string> room;
};

KernelView read_view(const std::filesystem::path& path) {
  KernelView view;
  const auto text = test::read_file(path);
  for (const auto line : split(text, '\n')) {
    std::vector<std::string> fields;
    for (const auto field : split(line, '\t')) fields.emplace_back(field);
    if (fields[0] == "statfs") {
      view.room = fields;
    } else if (fields[0] == "sum") {
      view.sums["/" + fields.at(2).substr(2)] = fields[1];
    } else if (fields.size() == 8 && fields[7] != ".") {
      view.nodes["/" + fields[7].substr(2)] = fields;
    }
  }
  return view;
}

std::string time_text(const Timestamp& time) {
  return fmt::format("{}.{:09}", time.seconds, time.nanoseconds);
}

void compare_node(const FileSystem& files, const test::WalkedNode& node, const KernelView& view) {
  SCOPED_TRACE(node.path);
  ASSERT_TRUE(view.nodes.contains(node.path));
  const auto& expected = view.nodes.at(node.path);
  const auto& ours = node.attributes;
  const bool is_directory = expected[0] == "directory";
  EXPECT_EQ(ours.type == NodeType::directory, is_directory);
  EXPECT_EQ(fmt::format("{:o}", ours.permissions), expected[1]);
  EXPECT_EQ(std::to_string(ours.size), expected[2]);
  EXPECT_EQ(std::to_string(ours.allocated_size / 512), expected[3]);
  EXPECT_EQ(time_text(ours.modified), expected[4]);
  EXPECT_EQ(time_text(ours.accessed), expected[5]);
  EXPECT_EQ(time_text(ours.born.value()), expected[6]);
  EXPECT_EQ(files.lookup(node.parent, node.name), ours.node);
  if (is_directory) {
    EXPECT_EQ(files.parent(ours.node), node.parent);
  } else {
    EXPECT_EQ(test::sha256_of(*files.open(ours.node)), view.sums.at(node.path));
  }
}

class FatShape : public testing::TestWithParam<const char*> {};

TEST_P(FatShape, IsWhatTheKernelFinds) {
  for (const char* const program : {"linux.uml", "mkfs.fat", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = images() / GetParam();
  const auto files = open(test::open_image(base.string() + ".img"), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
  const auto view = read_view(base.string() + ".tsv");
  std::size_t count = 0;
  test::walk(*files, [&](const test::WalkedNode& node) {
    compare_node(*files, node, view);
    ++count;
  });
  EXPECT_EQ(count, view.nodes.size());
  EXPECT_GT(count, 300U);
  const auto room = files->statistics();
  EXPECT_EQ(std::to_string(room.block_size), view.room.at(1));
  EXPECT_EQ(std::to_string(room.total_blocks), view.room.at(2));
  EXPECT_EQ(std::to_string(room.free_blocks), view.room.at(3));
}

INSTANTIATE_TEST_SUITE_P(Shapes, FatShape, testing::ValuesIn(kShapes),
                         [](const auto& shape) { return std::string(shape.param); });

}  // namespace
}  // namespace vixmount::fs::fat
