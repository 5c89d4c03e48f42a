// Volumes filled through ntfs-3g: every file and stream has the size and the content that was
// written, and the tree is the one that ntfs-3g's mount shows.
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/ntfs_volume.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::ntfs {
namespace {

struct Kind {
  std::string name;
  std::string arguments;  // of make_volume.py
};

std::string name_of(const testing::TestParamInfo<Kind>& kind) { return kind.param.name; }

FileSystemPtr open_volume(const std::string& image) {
  return ntfs::open(test::open_image(image), OpenOptions{}, Log{});
}

std::size_t expect_written(const FileSystem& files, const std::string& image) {
  const auto volume = test::read_manifest_file(image + ".tsv").at(0);
  const auto count = test::compare_with_manifest(files, volume);
  EXPECT_EQ(count, volume.entries.size() + volume.streams.size());
  std::printf("%zu entries, %zu streams\n", volume.entries.size(), volume.streams.size());
  return count;
}

// Modes, owners and xattrs are compared by names_oracle_test.cpp.
void expect_same_as_ntfs_3g(const FileSystem& files, const std::string& image) {
  const test::NtfsMount mounted(image, "noatime,fmask=133,dmask=022");
  test::Comparison what;
  what.xattrs = false;
  what.directory_sizes = false;
  test::compare_with_mount(files, mounted.path(), what);
}

// What make_volume.py writes for each of its kinds, for the option matrix.
const std::map<std::string, std::string, std::less<>> kContents = {
    {"geometry", "files around the size of a cluster, 50 entries in a folder, a stream, a hole"},
    {"sizes", "resident and non-resident files of all sizes up to a record's, grown and cut ones, "
              "allocated and not written"},
    {"directories", "folders of 1; 50 and 20000 entries with a third removed, 60 folders deep, "
                    "names of up to 255 letters in several scripts"},
    {"fragmented", "files of 2000 runs, 180 hard links, 120 streams"},
    {"full", "a volume that was full: MFT and indexes in pieces"},
    {"sparse", "holes first; last and everywhere, a sparse stream"},
    {"streams", "streams of files and folders: empty; resident; large"},
    {"compressed", "LZNT1: text; noise; zeros and mixtures around units of 16 clusters, holes, "
                   "300 pieces"},
};

test::MatrixVariant variant_of(const std::string& arguments) {
  std::istringstream words(arguments);
  std::string kind, made_by = "mkntfs -Q";
  words >> kind;
  for (std::string option, value; words >> option >> value;) {
    if (option == "--size")
      made_by += " (" + value + " MiB)";
    else
      made_by += (option == "--cluster" ? " -c " : " -s ") + value;
  }
  return {"NTFS", arguments, made_by, "what was written through ntfs-3g, and ntfs-3g's mount of it",
          kContents.at(kind)};
}

class WrittenVolume : public testing::TestWithParam<Kind> {};

TEST_P(WrittenVolume, ReadsAsWrittenAndAsNtfs3gShowsIt) {
  test::MatrixRecord record(variant_of(GetParam().arguments));
  VIXMOUNT_REQUIRE_NTFS_3G();
  const auto image = test::ntfs_volume(GetParam().arguments);
  const auto files = open_volume(image);
  EXPECT_EQ(files->info().label, "Tést");
  record.compared(expect_written(*files, image));
  expect_same_as_ntfs_3g(*files, image);
}

INSTANTIATE_TEST_SUITE_P(
    Content, WrittenVolume,
    testing::Values(Kind{"sizes", "sizes"}, Kind{"sizesOfLargeRecords", "sizes --sector 4096"},
                    Kind{"directories", "directories"}, Kind{"fragmented", "fragmented"},
                    // The run list of the MFT needs an attribute list.
                    Kind{"full", "full --size 10 --cluster 1024"}, Kind{"sparse", "sparse"},
                    Kind{"streams", "streams"},
                    Kind{"streamsOfLargeClusters", "streams --cluster 65536 --size 96"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Clusters, WrittenVolume,
    testing::Values(Kind{"512", "geometry --cluster 512"}, Kind{"1K", "geometry --cluster 1024"},
                    Kind{"2K", "geometry --cluster 2048"}, Kind{"4K", "geometry --cluster 4096"},
                    Kind{"8K", "geometry --cluster 8192"}, Kind{"64K", "geometry --cluster 65536"},
                    Kind{"128K", "geometry --cluster 131072"},
                    Kind{"1M", "geometry --cluster 1048576 --size 128"},
                    Kind{"2M", "geometry --cluster 2097152 --size 512"}),
    name_of);

// Data lies behind 4 GiB.
INSTANTIATE_TEST_SUITE_P(Large, WrittenVolume,
                         testing::Values(Kind{"volume", "geometry --size 65536"}), name_of);

INSTANTIATE_TEST_SUITE_P(
    Sectors, WrittenVolume,
    testing::Values(Kind{"1K", "geometry --sector 1024"}, Kind{"2K", "geometry --sector 2048"},
                    Kind{"4K", "geometry --sector 4096"},
                    Kind{"4KWithClustersOf64K", "geometry --sector 4096 --cluster 65536"},
                    Kind{"2KWithClustersOf2M",
                         "geometry --sector 2048 --cluster 2097152 --size 512"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(Compressed, WrittenVolume,
                         testing::Values(Kind{"clustersOf512", "compressed --cluster 512"},
                                         Kind{"clustersOf1K", "compressed --cluster 1024"},
                                         Kind{"clustersOf4K",
                                              "compressed --cluster 4096 --size 96"}),
                         name_of);

// Positions and lengths of more than 32 bits.
TEST(LargeFile, HasItsPiecesAndHolesBetween) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const auto files = open_volume(test::ntfs_volume("large"));
  const auto node = files->lookup(files->root(), "five gib").value();
  constexpr std::uint64_t kGib = 1ULL << 30;
  EXPECT_EQ(files->attributes(node).size, 5 * kGib);
  const auto content = files->open(node);
  const auto text_at = [&](std::uint64_t offset, std::size_t size) {
    std::string text(size, '?');
    content->read(offset, std::as_writable_bytes(std::span(text)));
    return text;
  };
  EXPECT_EQ(text_at(0, 7), std::string("first\0\0", 7));
  EXPECT_EQ(text_at(4 * kGib - 1, 17), std::string("\0behind four GiB\0", 17));
  EXPECT_EQ(text_at(5 * kGib - 5, 5), std::string("\0last", 5));
  std::uint64_t data = 0;
  io::for_each_extent(*content, 0, content->size(), [&](std::uint64_t, const io::Extent& extent) {
    if (!extent.reads_as_zero()) data += extent.length;
    return true;
  });
  EXPECT_LE(data, 3 * 65536U);  // ntfs-3g stores no more than the clusters around the pieces
}

// ntfs-3g shows such files as links that lead nowhere.
TEST(WofVolume, ReadsAsWritten) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  if (!test::have_program("wimlib-imagex")) GTEST_SKIP() << "needs libwim (wimtools)";
  const auto image = test::ntfs_volume("wof");
  expect_written(*open_volume(image), image);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
