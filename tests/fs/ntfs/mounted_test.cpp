// Images that mkntfs makes and ntfs-3g fills, compared with what ntfs-3g shows of them.
#include <gtest/gtest.h>
#include <sys/xattr.h>

#include "fs/ntfs/image.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

struct Shape {
  const char* name;
  const char* options;  // of mkntfs
  const char* size;
  std::size_t pieces = 800;
};

class NtfsShape : public testing::TestWithParam<Shape> {};

TEST_P(NtfsShape, IsTheTreeThatNtfs3gShows) {
  test::MatrixRecord record(
      {"NTFS", GetParam().name, std::string("mkntfs -Q -T ") + GetParam().options,
       "ntfs-3g's mount of it",
       "files of 0 to 3000000 bytes (resident and not), holes, "
       "1600 runs (attribute lists), symbolic links, 40 hard links, "
       "names of 255 letters and of all name spaces, 2400 entries in a folder with a third removed, "
       "40 folders deep, 60 streams of a file, times from 1811 to 2128"});
  VIXMOUNT_REQUIRE_NTFS_3G();
  const test::TemporaryFolder folder;
  const auto image = make_image(folder, GetParam().options, GetParam().size);
  {
    const NtfsMount mounted(image, "rw");
    fill_tree(mounted.path(), GetParam().pieces);
  }
  const auto files = open_ntfs(image);
  EXPECT_EQ(files->info().label,
            "Gr\xC3\xB6\xC3\x9F"
            "e");
  EXPECT_EQ(files->info().state, "");
  const NtfsMount mounted(image, "ro,noatime");
  const auto counts = test::compare_with_mount(*files, mounted.path(), {.xattrs = false});
  EXPECT_GT(counts.nodes, 1700U);
  record.compared(counts.nodes);
  test::compare_statistics(*files, mounted.path());
}

INSTANTIATE_TEST_SUITE_P(Shapes, NtfsShape,
                         testing::Values(Shape{"clusters_of_512", "-L Größe -c 512", "300M"},
                                         Shape{"usual", "-L Größe", "300M"},
                                         Shape{"clusters_of_64k", "-L Größe -c 65536", "1G"},
                                         Shape{"clusters_of_2M", "-L Größe -c 2097152", "12G", 30},
                                         Shape{"sectors_of_4096", "-L Größe -s 4096", "300M"}),
                         [](const auto& shape) { return std::string(shape.param.name); });

}  // namespace
}  // namespace vixmount::fs::ntfs
