// exFAT volumes that exfatprogs made and exfat-fuse filled, compared with what that shows of them.
#include <regex>

#include <gtest/gtest.h>
#include <unistd.h>

#include "fs/fat/exfat/exfat.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::exfat {
namespace {

class ExfatMount {
 public:
  ExfatMount(const std::string& image, const std::string& options) {
    device_ = test::run("losetup --find --show '" + image + "'");
    device_.resize(device_.find_last_not_of('\n') + 1);
    try {
      test::run("mount.exfat-fuse -o fmask=022,dmask=022," + options + " " + device_ + " '" +
                folder_.path().string() + "' 2>&1");
    } catch (...) {
      test::run("losetup --detach " + device_);
      throw;
    }
  }
  // On block devices umount returns when the driver has written back everything.
  ~ExfatMount() {
    test::run("umount '" + folder_.path().string() + "' && losetup --detach " + device_);
  }
  ExfatMount(const ExfatMount&) = delete;
  ExfatMount& operator=(const ExfatMount&) = delete;
  const std::filesystem::path& path() const noexcept { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;
  std::string device_;
};

// exfat-fuse takes the year 2100 for a leap year, so its times end before.
void fill(const test::TemporaryFolder& folder, const std::string& image) {
  const ExfatMount mounted(image, "rw");
  test::run("cd '" + folder.path().string() +
            "' && python3 '" VIXMOUNT_SOURCE_DIR
            "/tests/fs/fat/make_tree.py' . &&"
            " find first second -newermt 2100-01-01 -exec touch -d '2099-12-31 23:59:58 UTC' {} +"
            " && M='" +
            mounted.path().string() +
            "' && cp -r --preserve=timestamps first/. \"$M\" &&"
            " rm \"$M/A folder with a long name/\"*[147]' of'* \"$M\"/gaps/*[147] &&"
            " cp -r --preserve=timestamps second/. \"$M\"");
}

struct Shape {
  const char* name;
  const char* size;
  const char* options;
};

class ExfatShape : public testing::TestWithParam<Shape> {};

TEST_P(ExfatShape, IsTheTreeThatExfatFuseShows) {
  test::MatrixRecord record(
      {"exFAT", GetParam().name, std::string("mkfs.exfat -L Größe ") + GetParam().options,
       "exfat-fuse's mount of it; free clusters by dump.exfat",
       "names of 1 to 240 letters in several scripts, "
       "300 entries in a folder with a third removed, "
       "files in the gaps of others, empty file and folder, "
       "times from 1980 to 2099, label beyond ASCII"});
  VIXMOUNT_REQUIRE_ROOT();
  for (const char* const program : {"mkfs.exfat", "mount.exfat-fuse", "dump.exfat", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const test::TemporaryFolder folder;
  const auto image = folder.file("image");
  test::run(std::string("truncate -s ") + GetParam().size + " '" + image +
            "' && mkfs.exfat -L Größe " + GetParam().options + " '" + image + "'");
  fill(folder, image);
  const auto files = exfat::open(test::open_image(image), OpenOptions{}, Log{});
  EXPECT_EQ(files->info().label, "Größe");
  EXPECT_EQ(files->info().state, "");
  {
    const ExfatMount mounted(image, "ro,noatime");
    const auto counts =
        test::compare_with_mount(*files, mounted.path(), {.inode_numbers = false, .xattrs = false});
    EXPECT_GT(counts.nodes, 300U);
    record.compared(counts.nodes);
  }
  const auto dump = test::run("dump.exfat '" + image + "'");
  std::smatch free;
  ASSERT_TRUE(std::regex_search(dump, free, std::regex("Free Clusters:\\s*([0-9]+)"))) << dump;
  EXPECT_EQ(std::to_string(files->statistics().free_blocks), free[1].str());
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, ExfatShape,
    testing::Values(Shape{"usual", "64M", ""}, Shape{"clusters_of_512", "32M", "-c 512"},
                    Shape{"clusters_of_4K_packed", "32M", "-c 4K --pack-bitmap"},
                    Shape{"clusters_of_128K_unaligned", "64M", "-c 128K -b 512"},
                    Shape{"clusters_of_1M", "2G", "-c 1M -b 4M"}),
    [](const auto& shape) { return std::string(shape.param.name); });

}  // namespace
}  // namespace vixmount::fs::exfat
