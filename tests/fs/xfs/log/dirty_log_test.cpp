// Disks of guests that were cut off in the middle of their work: what we read is what the kernel
// finds after its own recovery of the same disk.
#include <array>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "fs/support/dirty/busy_mount.hpp"
#include "fs/support/dirty/dirty_copies.hpp"
#include "fs/support/dirty/file_changer.hpp"
#include "fs/support/dirty/structure_changer.hpp"
#include "fs/support/loop_mount.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/xfs.hpp"

namespace vixmount::fs::xfs {
namespace {

struct Variant {
  const char* name;
  const char* mkfs;   // options of mkfs.xfs
  const char* mount;  // options of mount
};

std::ostream& operator<<(std::ostream& out, const Variant& variant) { return out << variant.name; }

std::size_t nodes_with(const io::SourcePtr& disk, bool replay_log) {
  Options options;
  options.replay_log = replay_log;
  return test::count_nodes(*open(disk, options, Log{}));
}

class DirtyLog : public testing::TestWithParam<Variant> {
 public:
  static void TearDownTestSuite() { test::expect_dirty_copies(); }

 protected:
  // Compares our view of `disk` with the kernel's after its recovery of a copy.
  void compare(const std::string& disk) {
    const auto recovered = disk + ".recovered";
    test::run("cp --reflink=auto '" + disk + "' '" + recovered + "'");
    { const test::LoopMount recovering(recovered, "noatime,nouuid"); }
    const auto ours = open(test::open_image(disk), Options{}, Log{});
    EXPECT_TRUE(ours->info().state.starts_with("log replayed: ")) << ours->info().state;
    EXPECT_EQ(ours->info().state.find(';'), std::string::npos) << ours->info().state;
    const test::LoopMount kernel(recovered, "ro,noatime,nouuid");
    const auto counts = test::compare_with_mount(*ours, kernel.path(), {});
    EXPECT_GT(counts.nodes, 300U);
    figures_.add(counts);
    figures_.add_state(ours->info().state);
  }

  test::DirtyFigures figures_;
};

TEST_P(DirtyLog, ReadsAsAfterTheKernelsRecovery) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  const auto& variant = GetParam();
  const test::CloneFolder folder;
  const auto image = folder.file("image");
  test::run("truncate -s 128M '" + image +
            "' && TEST_DIR=1 TEST_DEV=1 QA_CHECK_FS=1 mkfs.xfs -q -f " + variant.mkfs + " '" +
            image + "'");
  if (!test::kernel_can_mount(image, variant.mount))
    GTEST_SKIP() << "this kernel does not mount " << variant.mkfs << " with " << variant.mount;

  const auto disk = folder.outside("disk");
  {
    const auto options = std::string("noatime") + (*variant.mount != 0 ? "," : "") + variant.mount;
    const test::LoopMount mounted(image, options);
    const auto seed = test::dirty_seed(variant.name);
    test::FileChanger files(mounted.path(), seed);
    test::StructureChanger structures(mounted.path() / "structures", seed + 1);
    test::BusyMount busy(folder, {image});
    busy.start(files);
    busy.start(structures);
    test::Moments moments(seed);
    while (figures_.copies < test::dirty_moments() && !HasFailure()) {
      SCOPED_TRACE("copy " + std::to_string(figures_.copies));
      busy.copy_after(moments.next(), {disk});
      const auto source = test::open_image(disk);
      if (nodes_with(source, true) != nodes_with(source, false)) ++figures_.stale;
      compare(disk);
    }
  }
  figures_.finish(variant.name);
}

// The first ones are those of every run, all those of the campaign.
constexpr std::array kVariants = {
    Variant{"defaults", "", ""},
    Variant{"directory_blocks_4k", "-b size=1024 -n size=4096 -i nrext64=1", ""},
    Variant{"classic", "-m bigtime=0,finobt=0,reflink=0,inobtcount=0", "logbsize=32k"},
    Variant{"reverse_map", "-m rmapbt=1", ""},
    Variant{"small_log_1k", "-b size=1024 -l size=5m -m rmapbt=1,reflink=0", "logbufs=2"},
    Variant{"small_log", "-l size=8m", ""},
    Variant{"large_buffers", "-l version=2,su=65536", "logbsize=256k"},
    Variant{"blocks_1k", "-b size=1024", ""},
    Variant{"sectors_4k", "-s size=4096", ""},
    Variant{"large_counts", "-i nrext64=1 -m rmapbt=1", ""},
    Variant{"inodes_2k", "-i size=2048 -n size=65536", ""},
    Variant{"many_groups", "-d agcount=8 -i sparse=0", "inode32"},
};
constexpr auto* kEveryRun = kVariants.begin() + 5;

INSTANTIATE_TEST_SUITE_P(Xfs, DirtyLog, testing::ValuesIn(kVariants.begin(), kEveryRun),
                         [](const auto& variant) { return std::string(variant.param.name); });
INSTANTIATE_TEST_SUITE_P(Campaign, DirtyLog, testing::ValuesIn(kEveryRun, kVariants.end()),
                         [](const auto& variant) { return std::string(variant.param.name); });

}  // namespace
}  // namespace vixmount::fs::xfs
