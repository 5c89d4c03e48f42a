// Disks of guests that were cut off in the middle of their work: what we read is what the kernel
// finds after its own recovery of the same disks.
#include <array>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/btrfs/subvolume_changer.hpp"
#include "fs/support/dirty/busy_mount.hpp"
#include "fs/support/dirty/dirty_copies.hpp"
#include "fs/support/dirty/file_changer.hpp"
#include "fs/support/dirty/structure_changer.hpp"

namespace vixmount::fs::btrfs {
namespace {

struct Variant {
  const char* name;
  const char* mkfs;   // options of mkfs.btrfs
  const char* mount;  // options of mount; without one for commits, only logs are written
  std::size_t devices = 1;
};

std::ostream& operator<<(std::ostream& out, const Variant& variant) { return out << variant.name; }

using Disks = std::vector<std::string>;

Disks with_suffix(const Disks& disks, const std::string& suffix) {
  Disks out;
  for (const auto& disk : disks) out.push_back(disk + suffix);
  return out;
}

std::size_t nodes_with(const Disks& disks, bool replay_log) {
  Options options;
  options.replay_journal = replay_log;
  return test::count_nodes(*open_images(disks, options));
}

class DirtyBtrfs : public testing::TestWithParam<Variant> {
 public:
  static void TearDownTestSuite() { test::expect_dirty_copies(); }

 protected:
  // Compares our view of `disks` with the kernel's after its recovery of a copy.
  void compare(const Disks& disks, std::int64_t times_end) {
    const auto recovered = with_suffix(disks, ".recovered");
    for (const auto& disk : disks)
      test::run("cp --reflink=auto '" + disk + "' '" + disk + ".recovered'");
    const auto ours = open_images(disks);
    EXPECT_EQ(ours->info().state.find("ignored"), std::string::npos) << ours->info().state;
    test::Comparison what;
    what.inode_numbers = false;  // ours carry the subvolume
    what.times_end = times_end;
    const BtrfsMount kernel(recovered, "noatime");
    const auto counts = test::compare_with_mount(*ours, kernel.path(), what);
    EXPECT_GT(counts.nodes, 300U);
    figures_.add(counts);
    figures_.add_state(ours->info().state);
  }

  test::DirtyFigures figures_;
};

// While the original is mounted, the kernel refuses copies of file systems over several devices:
// they carry the same UUIDs. So all copies are made first.
std::vector<Disks> copies_of_busy(const test::CloneFolder& folder, const Disks& images,
                                  const std::string& options, unsigned seed) {
  const BtrfsMount mounted(images, options);
  test::FileChanger files(mounted.path(), seed);
  test::StructureChanger structures(mounted.path() / "structures", seed + 1);
  SubvolumeChanger subvolumes(mounted.path() / "subvolumes", seed + 2);
  test::BusyMount busy(folder, images);
  busy.start(files);
  busy.start(structures);
  busy.start(subvolumes);
  test::Moments moments(seed);
  std::vector<Disks> out;
  while (out.size() < test::dirty_moments()) {
    out.emplace_back();
    for (std::size_t i = 0; i < images.size(); ++i)
      out.back().push_back(folder.outside(fmt::format("copy{}.device{}", out.size(), i)));
    busy.copy_after(moments.next(), out.back());
  }
  return out;
}

TEST_P(DirtyBtrfs, ReadsAsAfterTheKernelsRecovery) {
  VIXMOUNT_REQUIRE_BTRFS();
  const auto& variant = GetParam();
  // Clones of several devices are of several moments.
  const test::CloneFolder folder(variant.devices == 1);
  const auto images = make_images(folder.folder(), variant.devices, "400M", variant.mkfs);
  const auto options =
      std::string("noatime,commit=300") + (*variant.mount != 0 ? "," : "") + variant.mount;
  const auto copies = copies_of_busy(folder, images, options, test::dirty_seed(variant.name));
  // Recovery gives its own time to what it unlinks; nothing else is from this second on.
  test::run("sleep 1");
  const auto times_end = static_cast<std::int64_t>(std::time(nullptr));
  for (const auto& disks : copies) {
    SCOPED_TRACE("copy " + std::to_string(figures_.copies));
    if (nodes_with(disks, true) != nodes_with(disks, false)) ++figures_.stale;
    compare(disks, times_end);
    if (HasFailure()) break;
    for (const auto& disk : disks) {
      std::filesystem::remove(disk);
      std::filesystem::remove(disk + ".recovered");
    }
  }
  figures_.finish(variant.name);
}

// The first ones are those of every run, all those of the campaign.
constexpr std::array kVariants = {
    Variant{"defaults", "", ""},
    Variant{"compress_zstd", "", "compress=zstd"},
    Variant{"mixed", "--mixed", ""},
    Variant{"raid1", "-m raid1 -d raid1", "", 2},
    Variant{"raid5", "-m raid1 -d raid5", "", 3},
    Variant{"old", "-O ^no-holes,^extref,^skinny-metadata -R ^free-space-tree", ""},
    Variant{"holes_node4k", "-O ^no-holes --nodesize 4096", ""},
    Variant{"compress_lzo", "--csum xxhash", "compress-force=lzo"},
    Variant{"compress_zlib", "--csum sha256", "compress=zlib"},
    Variant{"commits", "--csum blake2", "commit=1"},
    Variant{"dup", "-m dup -d dup", ""},
    Variant{"single", "-m single -d single --nodesize 65536", ""},
    Variant{"raid1_single", "-m raid1 -d single", "compress=zstd", 2},
    Variant{"raid0", "-m raid0 -d raid0", "", 2},
    Variant{"nodatacow", "", "nodatacow"},
    Variant{"nodatasum", "-O ^no-holes", "nodatasum"},
};
constexpr auto* kEveryRun = kVariants.begin() + 6;

INSTANTIATE_TEST_SUITE_P(Btrfs, DirtyBtrfs, testing::ValuesIn(kVariants.begin(), kEveryRun),
                         [](const auto& variant) { return std::string(variant.param.name); });
INSTANTIATE_TEST_SUITE_P(Campaign, DirtyBtrfs, testing::ValuesIn(kEveryRun, kVariants.end()),
                         [](const auto& variant) { return std::string(variant.param.name); });

}  // namespace
}  // namespace vixmount::fs::btrfs
