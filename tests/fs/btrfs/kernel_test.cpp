// Every file of volumes that the kernel has filled, compared with what the kernel shows.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/ext/image.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/option_matrix.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr test::Comparison kNodes{.inode_numbers = false};  // ours carry the subvolume

struct Case {
  const char* name;
  const char* mkfs;
  std::size_t devices = 1;
  const char* mount = "noatime";
};
void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

std::vector<std::string> filled_images(const test::TemporaryFolder& folder, const Case& of) {
  const auto images = make_images(folder, of.devices, of.devices == 1 ? "600M" : "400M", of.mkfs);
  const BtrfsMount mounted(images, of.mount);
  ext::Filling filling;
  fs::ext::fill_tree(mounted.path().string(), filling);
  test::run("'" VIXMOUNT_SOURCE_DIR "/tests/fs/btrfs/fill.sh' '" + mounted.path().string() +
            "' 2>&1");
  return images;
}

// What fill.sh adds.
constexpr const char* kBtrfsContents =
    "zlib; lzo and zstd by property (inline; with incompressible parts; written over; cut), "
    "NOCOW files, shared extents (reflink), preallocated extents in part written, "
    "punched holes, inline files, 200 hard links with extended references, subvolumes (nested), "
    "writable and read-only snapshots, a deleted subvolume";

std::string made_by(const Case& of) {
  const auto devices = of.devices == 1 ? "" : fmt::format(" (over {} devices)", of.devices);
  const std::string mount = of.mount;
  const auto options = mount == "noatime" ? "" : "; mount -o " + mount.substr(8);
  return fmt::format("mkfs.btrfs {}{}{}", of.mkfs, options, devices);
}

class Volumes : public testing::TestWithParam<Case> {};

TEST_P(Volumes, EveryFileIsAsTheKernelShowsIt) {
  test::MatrixRecord record({"Btrfs", GetParam().name, made_by(GetParam()),
                             "Linux' own mount of it",
                             fs::ext::contents_of({}) + ", " + kBtrfsContents});
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = filled_images(folder, GetParam());
  const auto files = open_images(images);
  const BtrfsMount mounted(images, "ro,noatime");
  const auto counts = test::compare_with_mount(*files, mounted.path(), kNodes);
  EXPECT_GT(counts.nodes, 2000U);
  EXPECT_GT(counts.content_bytes, 30'000'000U);
  record.compared(counts.nodes);
}

constexpr Case kCases[] = {
    {"defaults", ""},
    {"xxhash", "--csum xxhash"},
    {"sha256_node64k", "--csum sha256 --nodesize 65536"},
    {"blake2_node4k", "--csum blake2 --nodesize 4096"},
    {"mixed_groups", "--mixed"},
    {"dup_data", "-d dup -m dup"},
    {"old_features", "-O ^no-holes,^extref,^skinny-metadata -R ^free-space-tree"},
    {"compress_zstd", "", 1, "noatime,compress-force=zstd:6"},
    {"compress_lzo", "", 1, "noatime,compress-force=lzo"},
    {"compress_zlib", "", 1, "noatime,compress-force=zlib:9"},
    {"compress_zstd_raid1", "-d raid1 -m raid1 --csum xxhash", 2, "noatime,compress=zstd:1"},
    {"node32k_without_inline", "--nodesize 32768 -d single -m single", 1, "noatime,max_inline=0"},
    {"quotas_largest_inline", "-R quota", 1, "noatime,max_inline=4095"},
    {"nodatasum", "", 1, "noatime,nodatasum"},
    {"single_over_3", "-d single -m raid1", 3},
    {"raid0", "-d raid0 -m raid0", 3},
    {"raid1", "-d raid1 -m raid1", 3},
    {"raid1c34", "-d raid1c3 -m raid1c4", 4},
    {"raid10", "-d raid10 -m raid10", 4},
    {"raid5", "-d raid5 -m raid5", 3},
    {"raid6", "-d raid6 -m raid6", 4},
};
TEST(Received, SubvolumesAreAsTheKernelShowsThem) {
  test::MatrixRecord record({"Btrfs", "received", "mkfs.btrfs; btrfs send | btrfs receive",
                             "Linux' own mount of it",
                             "a received subvolume and one that was received on top of it"});
  VIXMOUNT_REQUIRE_BTRFS();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto images = make_images(folder, 1, "300M", "");
  {
    const BtrfsMount mounted(images, "noatime");
    test::run("cd '" + mounted.path().string() +
              "' && { btrfs subvolume create work && mkdir received && seq 100000 >work/numbers && "
              "setfattr -n user.kind -v value work/numbers && "
              "btrfs subvolume snapshot -r work one && "
              "seq 7 >work/few && cp --reflink=always work/numbers work/again && "
              "btrfs subvolume snapshot -r work two && btrfs send one | btrfs receive received && "
              "btrfs send -p one two | btrfs receive received; } 2>&1");
    const auto shown =
        test::run("btrfs subvolume show '" + mounted.path().string() + "/received/two'");
    EXPECT_NE(shown.find("Received UUID:"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("Received UUID: \t\t-"), std::string::npos) << shown;
  }
  const auto files = open_images(images);
  const BtrfsMount mounted(images, "ro,noatime");
  const auto counts = test::compare_with_mount(*files, mounted.path(), kNodes);
  EXPECT_EQ(counts.files, 11U);
  record.compared(counts.nodes);
}

INSTANTIATE_TEST_SUITE_P(Btrfs, Volumes, testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace vixmount::fs::btrfs
