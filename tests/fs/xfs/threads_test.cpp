#include <gtest/gtest.h>

#include "fs/support/threads.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/image.hpp"
#include "fs/xfs/xfs.hpp"

namespace vixmount::fs::xfs {
namespace {

// By mkfs.xfs' prototype file: inodes of many clusters, and directories of several forms.
TEST(Threads, SixOfThemReadOneVolume) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  const test::TemporaryFolder folder;
  const auto content = folder.file("content");
  test::write_file(content, std::string(70000, 'c'));
  std::string proto = "/boot 0 0\nd--755 0 0\n";
  for (const int count : {3, 60, 500}) {
    proto += fmt::format("folder{} d--755 0 0\n", count);
    for (int i = 0; i < count; ++i)
      proto += i % 50 == 0 ? fmt::format("data{} ---644 0 0 {}\n", i, content)
                           : fmt::format("link{} l--777 0 0 target{}\n", i, i);
    proto += "$\n";
  }
  test::write_file(folder.path() / "proto", proto + "$\n");
  const auto image = make_image(folder, "-p '" + folder.file("proto") + "'", "64M");
  test::expect_threads_agree(
      [&] { return xfs::open(test::open_image(image), Options{}, Log{}); }, 3 + 3 + 60 + 500);
}

}  // namespace
}  // namespace vixmount::fs::xfs
