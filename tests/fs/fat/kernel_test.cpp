// Volumes of many shapes that Linux's vfat filled, compared with what a second start of that kernel
// found on copies of them: names, kinds, permissions, sizes, times, sums of every file, room.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/fat/fat.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::fat {
namespace {

// A line of shapes.txt.
struct Shape {
  std::string name;
  std::string options;  // of mkfs.fat
  unsigned code_page = kUsualCodePage;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.options; }

std::vector<Shape> all_shapes() {
  std::vector<Shape> shapes;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/fat/shapes.txt");
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto fields = split(line, '|');
    shapes.push_back({std::string(fields.at(0)), std::string(fields.at(2)),
                      static_cast<unsigned>(std::stoul(std::string(fields.at(3))))});
  }
  return shapes;
}

constexpr const char* kContents =
    "long names of 1 to 240 letters in several scripts, short names in all mixtures of case, "
    "300 entries in a folder with a third removed, files in the gaps of others, "
    "empty file and folder, read-only file, times from 1980 to 2107, free space";

std::filesystem::path images() {
  const std::string recipe = "tests/fs/fat/make_images.sh";
  return test::made_once("fat_images", "'" VIXMOUNT_SOURCE_DIR "/" + recipe + "'",
                         {recipe, "tests/fs/fat/shapes.txt", "tests/fs/fat/fill.sh",
                          "tests/fs/fat/manifest.sh", "tests/fs/fat/mount.sh",
                          "tests/fs/fat/make_tree.py"});
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

void compare_nodes(const FileSystem& files, const KernelView& view) {
  std::size_t count = 0;
  test::walk(files, [&](const test::WalkedNode& node) {
    compare_node(files, node, view);
    ++count;
  });
  EXPECT_EQ(count, view.nodes.size());
  EXPECT_GT(count, 300U);
}

class FatShape : public testing::TestWithParam<Shape> {};

TEST_P(FatShape, IsWhatTheKernelFinds) {
  const auto& shape = GetParam();
  test::MatrixRecord record(
      {"FAT", shape.name, "mkfs.fat " + shape.options,
       "Linux' vfat, in user-mode-linux; short names in the code page of its mount",
       fmt::format("{}, code page {}", kContents, shape.code_page)});
  for (const char* const program : {"linux.uml", "mkfs.fat", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = images() / shape.name;
  const auto volume = test::open_image(base.string() + ".img");
  const auto files = open(volume, Options{shape.code_page}, Log{});
  EXPECT_EQ(files->info().state, "");
  const auto view = read_view(base.string() + ".tsv");
  compare_nodes(*files, view);
  record.compared(view.nodes.size());
  const auto room = files->statistics();
  EXPECT_EQ(std::to_string(room.block_size), view.room.at(1));
  EXPECT_EQ(std::to_string(room.total_blocks), view.room.at(2));
  EXPECT_EQ(std::to_string(room.free_blocks), view.room.at(3));
}

// The first sector of `image` is overwritten or cannot be read.
io::SourcePtr without_first_sector(const std::filesystem::path& image, bool is_unreadable) {
  constexpr std::uint64_t kSector = 512;
  const auto whole = test::open_image(image.string());
  const auto first =
      is_unreadable ? io::SourcePtr(std::make_shared<io::UnreadableSource>(
                          kSector, Error(ErrorKind::io, "a bad sector")))
                    : test::memory_source(std::string(kSector, 'x'));
  const auto rest = std::make_shared<io::SliceSource>(whole, kSector, whole->size() - kSector);
  return std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{first, rest});
}

struct BackupCase {
  const char* shape;
  unsigned code_page;
  const char* place;
};

class FatBackup : public testing::TestWithParam<BackupCase> {};

TEST_P(FatBackup, StandsInForTheFirstSector) {
  for (const char* const program : {"linux.uml", "mkfs.fat", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = images() / GetParam().shape;
  for (const bool is_unreadable : {false, true}) {
    const auto volume = without_first_sector(base.string() + ".img", is_unreadable);
    const auto files = open(volume, Options{GetParam().code_page}, Log{});
    EXPECT_NE(files->info().state.find(GetParam().place), std::string::npos)
        << files->info().state;
    compare_nodes(*files, read_view(base.string() + ".tsv"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, FatBackup,
    testing::Values(BackupCase{"fat32_s8", 437, "the backup boot sector at byte 3072 is used: "},
                    BackupCase{"fat32_sectors_4096", 437, " at byte 24576 is used: "},
                    BackupCase{"fat32_one_table", 852, " at byte 6144 is used: "}),
    [](const auto& one) { return std::string(one.param.shape); });

TEST(FatWithoutBackup, ADamagedFirstSectorIsDamage) {
  for (const char* const program : {"linux.uml", "mkfs.fat", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  for (const char* const shape : {"fat32_no_backup", "fat16_s1", "fat12_s8"}) {
    SCOPED_TRACE(shape);
    const auto image = images() / (std::string(shape) + ".img");
    EXPECT_FALSE(identify_by_backup(*without_first_sector(image, false)));
    EXPECT_EQ(
        test::error_kind_of([&] { open(without_first_sector(image, false), Options{}, Log{}); }),
        ErrorKind::damaged);
    EXPECT_EQ(
        test::error_kind_of([&] { open(without_first_sector(image, true), Options{}, Log{}); }),
        ErrorKind::io);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, FatShape, testing::ValuesIn(all_shapes()),
                         [](const auto& shape) { return shape.param.name; });

}  // namespace
}  // namespace vixmount::fs::fat
