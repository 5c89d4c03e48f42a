// Disks of guests that were cut off in the middle of their work: what we read is what the kernel
// finds after its own recovery of the same disk.
#include <array>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <unistd.h>

#include "fs/ext/ext.hpp"
#include "fs/support/dirty/busy_mount.hpp"
#include "fs/support/dirty/dirty_copies.hpp"
#include "fs/support/dirty/file_changer.hpp"
#include "fs/support/dirty/structure_changer.hpp"
#include "fs/support/loop_mount.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ext {
namespace {

struct Variant {
  const char* name;
  const char* mkfs;   // options of mke2fs
  const char* mount;  // options of mount
  bool fast_commits = false;
};

std::ostream& operator<<(std::ostream& out, const Variant& variant) { return out << variant.name; }

std::size_t nodes_with(const io::SourcePtr& disk, bool replay_journal) {
  Options options;
  options.replay_journal = replay_journal;
  return test::count_nodes(*open(disk, options, Log{}));
}

class DirtyJournal : public testing::TestWithParam<Variant> {
 public:
  static void TearDownTestSuite() { test::expect_dirty_copies(); }

 protected:
  // Lets the kernel recover a copy of `disk`; its path, or nothing when the kernel refuses. A copy
  // of a busy disk is not made in one instant: now and then two blocks of a fast commit do not fit
  // together, and the kernel finds the file system damaged.
  static std::optional<std::string> recovered_by_kernel(const std::string& disk) {
    const auto recovered = disk + ".recovered";
    test::run("cp --reflink=auto '" + disk + "' '" + recovered + "'");
    try {
      const test::LoopMount recovering(recovered, "noatime");
      return recovered;
    } catch (const std::runtime_error& error) {
      if (std::string_view(error.what()).find("needs cleaning") == std::string_view::npos) throw;
      return std::nullopt;
    }
  }

  // Compares our view of `disk` with the kernel's after its recovery of the same copy.
  void compare(const std::string& disk, const std::string& recovered) {
    const auto ours = open(test::open_image(disk), Options{}, Log{});
    EXPECT_TRUE(ours->info().state.starts_with("journal replayed: ")) << ours->info().state;
    EXPECT_EQ(ours->info().state.find(';'), std::string::npos) << ours->info().state;
    const test::LoopMount kernel(recovered, "ro,noatime");
    test::Comparison what;
    // Ends truncates that were under way, which changes the count of allocated blocks.
    what.allocated_size = false;
    if (GetParam().fast_commits) {
      // The kernel stamps what it replays with its own time, and does not count links of
      // folders; new names it puts into the hash tree.
      what.times = false;
      what.directory_sizes = false;
    }
    const auto counts = test::compare_with_mount(*ours, kernel.path(), what);
    EXPECT_GT(counts.nodes, 300U);
    figures_.add(counts);
    figures_.add_state(ours->info().state);
    if (ours->info().state.find("fast commit") != std::string::npos) ++with_fast_commits_;
  }

  // Mounts `image`, keeps it busy, and compares copies that are made in `folder`.
  void compare_busy(const std::string& image, const test::CloneFolder& folder) {
    const auto& variant = GetParam();
    const auto options = std::string("noatime") + (*variant.mount != 0 ? "," : "") + variant.mount;
    const test::LoopMount mounted(image, options);
    const auto seed = test::dirty_seed(variant.name);
    using Files = test::FileChanger;
    Files files(mounted.path(), seed,
                variant.fast_commits ? Files::Kinds::of_fast_commits : Files::Kinds::all);
    test::StructureChanger structures(mounted.path() / "structures", seed + 1);
    test::BusyMount busy(folder, {image});
    busy.start(files);
    if (!variant.fast_commits) busy.start(structures);
    test::Moments moments(seed);
    while (figures_.copies < test::dirty_moments() && !HasFailure()) {
      SCOPED_TRACE("copy " + std::to_string(figures_.copies));
      busy.copy_after(moments.next(), {folder.outside("disk")});
      compare_copy(folder.outside("disk"));
    }
  }

  void compare_copy(const std::string& disk) {
    const auto recovered = recovered_by_kernel(disk);
    if (!recovered) {  // no oracle: take another moment, but not for ever
      ASSERT_LE(++refused_, 2 + test::dirty_moments() / 10)
          << "the kernel refuses too many of the copies";
      return;
    }
    const auto source = test::open_image(disk);
    if (nodes_with(source, true) != nodes_with(source, false)) ++figures_.stale;
    compare(disk, *recovered);
  }

  test::DirtyFigures figures_;
  unsigned with_fast_commits_ = 0;
  unsigned refused_ = 0;
};

TEST_P(DirtyJournal, ReadsAsAfterTheKernelsRecovery) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  const auto& variant = GetParam();
  const test::CloneFolder folder;
  const auto image = folder.file("image");
  test::run("truncate -s 64M '" + image + "' && mke2fs -q -F " + variant.mkfs + " '" + image + "'");
  if (!test::kernel_can_mount(image, variant.mount))
    GTEST_SKIP() << "this kernel does not mount " << variant.mkfs << " with " << variant.mount;

  compare_busy(image, folder);
  figures_.finish(variant.name);
  if (with_fast_commits_ != 0)
    std::printf("%s: %u copies with fast commits\n", variant.name, with_fast_commits_);
  if (refused_ != 0) std::printf("%s: the kernel refused %u copies more\n", variant.name, refused_);
}

// The first ones are those of every run, all those of the campaign.
constexpr std::array kVariants = {
    Variant{"ext4", "-t ext4 -b 4096", ""},
    Variant{"ext3", "-t ext3", ""},
    Variant{"data_journal_1k", "-t ext4 -b 1024 -J size=8", "data=journal"},
    Variant{"checksum_v1", "-t ext4 -b 4096 -O ^metadata_csum,^64bit", "journal_checksum"},
    Variant{"async_commit", "-t ext4 -b 4096", "journal_async_commit,data=writeback"},
    Variant{"fast_commit", "-t ext4 -b 4096 -O fast_commit", "", true},
    Variant{"orphan_file", "-t ext4 -b 4096 -O orphan_file", ""},
    Variant{"data_journal", "-t ext4 -b 4096", "data=journal"},
    Variant{"no_checksums_32bit", "-t ext4 -b 4096 -O ^metadata_csum,^64bit", ""},
    Variant{"async_commit_v1", "-t ext4 -b 4096 -O ^metadata_csum",
            "journal_async_commit,data=writeback"},
    Variant{"fast_commit_1k", "-t ext4 -b 1024 -O fast_commit,^metadata_csum", "", true},
    Variant{"blocks_1k", "-t ext4 -b 1024", ""},
    Variant{"small_journal", "-t ext4 -b 4096 -J size=4", ""},
    Variant{"inline_data", "-t ext4 -b 4096 -I 512 -O inline_data", ""},
    Variant{"bigalloc", "-t ext4 -b 4096 -O bigalloc -C 16384", ""},
    Variant{"ea_inode", "-t ext4 -b 4096 -O ea_inode", ""},
};
constexpr auto* kEveryRun = kVariants.begin() + 7;

INSTANTIATE_TEST_SUITE_P(Ext, DirtyJournal, testing::ValuesIn(kVariants.begin(), kEveryRun),
                         [](const auto& variant) { return std::string(variant.param.name); });
INSTANTIATE_TEST_SUITE_P(Campaign, DirtyJournal, testing::ValuesIn(kEveryRun, kVariants.end()),
                         [](const auto& variant) { return std::string(variant.param.name); });

}  // namespace
}  // namespace vixmount::fs::ext
