// Disks of guests that were cut off in the middle of their work: what we read is what the kernel
// finds after its own recovery of the same disk.
#include <array>
#include <cstdio>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "fs/support/dirty_copies.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/xfs/log/busy_xfs.hpp"
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
 protected:
  // Compares our view of `disk` with the kernel's after its recovery of a copy.
  void compare(const std::string& disk) {
    const auto recovered = disk + ".recovered";
    test::run("cp '" + disk + "' '" + recovered + "'");
    { const test::LoopMount recovering(recovered, "noatime,nouuid"); }
    const auto ours = open(test::open_image(disk), Options{}, Log{});
    EXPECT_TRUE(ours->info().state.starts_with("log replayed: ")) << ours->info().state;
    EXPECT_EQ(ours->info().state.find(';'), std::string::npos) << ours->info().state;
    const test::LoopMount kernel(recovered, "ro,noatime,nouuid");
    const auto counts = test::compare_with_mount(*ours, kernel.path(), {});
    EXPECT_GT(counts.nodes, 300U);
    nodes_ += counts.nodes;
    bytes_ += counts.content_bytes;
  }

  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

TEST_P(DirtyLog, ReadsAsAfterTheKernelsRecovery) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  const auto& variant = GetParam();
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = folder.file("image");
  test::run("truncate -s 128M '" + image +
            "' && TEST_DIR=1 TEST_DEV=1 QA_CHECK_FS=1 mkfs.xfs -q -f " + variant.mkfs + " '" +
            image + "'");
  if (!test::kernel_can_mount(image, variant.mount))
    GTEST_SKIP() << "this kernel does not mount " << variant.mkfs << " with " << variant.mount;

  const auto disk = folder.file("disk");
  std::size_t stale = 0;
  {
    test::BusyXfs busy(image, variant.mount, test::first_dirty_seed());
    for (unsigned moment = 0; moment < test::dirty_moments() && !HasFailure(); ++moment) {
      SCOPED_TRACE("moment " + std::to_string(moment));
      busy.copy_after(300 + moment % 7 * 90, disk);
      const auto source = test::open_image(disk);
      if (nodes_with(source, true) != nodes_with(source, false)) ++stale;
      compare(disk);
    }
  }
  EXPECT_GT(stale, 0U) << "no copy needed its log: the test shows nothing";
  std::printf("%s: %u moments, %zu nodes and %zu bytes equal\n", variant.name, test::dirty_moments(), nodes_,
              bytes_);
}

constexpr std::array kVariants = {
    Variant{"defaults", "", ""},
    Variant{"small_log", "-l size=8m", ""},
    Variant{"large_buffers", "-l version=2,su=65536", "logbsize=256k"},
    Variant{"blocks_1k", "-b size=1024", ""},
    Variant{"directory_blocks_4k", "-b size=1024 -n size=4096 -i nrext64=1", ""},
    Variant{"sectors_4k", "-s size=4096", ""},
    Variant{"classic", "-m bigtime=0,finobt=0,reflink=0,inobtcount=0", "logbsize=32k"},
    Variant{"reverse_map", "-m rmapbt=1", ""},
};

INSTANTIATE_TEST_SUITE_P(Xfs, DirtyLog, testing::ValuesIn(kVariants),
                         [](const auto& variant) { return std::string(variant.param.name); });

}  // namespace
}  // namespace vixmount::fs::xfs
