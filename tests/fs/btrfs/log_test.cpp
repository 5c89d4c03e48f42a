// File systems that were never unmounted: our view of the log beside the kernel's own recovery.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::btrfs {
namespace {

// The figure of a longer campaign: VIXMOUNT_BTRFS_CRASHES in the environment.
int crash_count() {
  const char* text = std::getenv("VIXMOUNT_BTRFS_CRASHES");
  return text == nullptr ? 8 : std::atoi(text);
}

// Copies the image while it is mounted, with changes that only the log holds.
std::string crashed_copy(const test::TemporaryFolder& folder, int seed) {
  const auto images =
      make_images(folder, 1, "400M", seed % 4 == 0 ? "-O ^no-holes --nodesize 4096" : "");
  const auto copy = folder.file("crashed");
  const BtrfsMount mounted(images, seed % 3 == 0 ? "compress=zstd,commit=300" : "commit=300");
  test::run("python3 '" VIXMOUNT_SOURCE_DIR "/tests/fs/btrfs/change.py' '" +
            mounted.path().string() + "' " + std::to_string(seed) + " 2>&1");
  test::run("cp --sparse=always '" + images.front() + "' '" + copy + "'");
  return copy;
}

// Where the nodes of log trees stand on an image of one device.
std::vector<std::uint64_t> log_nodes(const std::string& image) {
  constexpr std::size_t kNodeBytes = 16384;
  constexpr std::size_t kFsid = 32;   // of a node's header
  constexpr std::size_t kOwner = 88;  // the tree's number: -6
  const auto bytes = test::read_file(image);
  const auto fsid = bytes.substr(65536 + kFsid, 16);
  const std::string owner("\xfa\xff\xff\xff\xff\xff\xff\xff", 8);
  std::vector<std::uint64_t> out;
  for (std::size_t at = 1 << 20; at + kNodeBytes <= bytes.size(); at += kNodeBytes)
    if (bytes.compare(at + kFsid, 16, fsid) == 0 && bytes.compare(at + kOwner, 8, owner) == 0)
      out.push_back(at);
  return out;
}

// An image whose host cannot read some of its bytes.
class FailingHost final : public io::ByteSource {
 public:
  FailingHost(io::SourcePtr image, std::vector<std::uint64_t> bad)
      : image_(std::move(image)), bad_(std::move(bad)) {}
  std::uint64_t size() const noexcept override { return image_->size(); }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    for (const auto at : bad_)
      if (at >= position && at < position + out.size())
        fail(ErrorKind::io, "the host cannot read byte {}", at);
    image_->read(position, out);
  }
  io::SourcePtr image_;
  std::vector<std::uint64_t> bad_;
};

TEST(BtrfsLog, WhatTheHostCannotReadIsNoOlderView) {
  VIXMOUNT_REQUIRE_BTRFS();
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = crashed_copy(folder, 1);
  const auto nodes = log_nodes(image);
  ASSERT_FALSE(nodes.empty());
  const auto failing = std::make_shared<FailingHost>(test::open_image(image), nodes);
  EXPECT_EQ(test::error_kind_of([&] { open(failing, Options{}, Log{}); }), ErrorKind::io);
  // Damage stays, however often it is read: said, and the last commit is shown.
  std::fstream file(image, std::ios::in | std::ios::out | std::ios::binary);
  for (const auto at : nodes) {
    file.seekp(static_cast<std::streamoff>(at + 200));
    file.write("damaged!", 8);
  }
  file.close();
  EXPECT_NE(open_images({image})->info().state.find("log ignored"), std::string::npos);
}

TEST(BtrfsLog, IsReplayedAsTheKernelDoesIt) {
  VIXMOUNT_REQUIRE_BTRFS();
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  int replayed = 0;
  for (int seed = 1; seed <= crash_count(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
    const auto image = crashed_copy(folder, seed);
    const auto recovered = folder.file("recovered");
    test::run("cp --sparse=always '" + image + "' '" + recovered + "'");
    const auto files = open_images({image});
    EXPECT_EQ(files->info().state.find("ignored"), std::string::npos) << files->info().state;
    replayed += files->info().state.find("log replayed") != std::string::npos ? 1 : 0;
    // Recovery gives its own time to what it unlinks.
    test::run("sleep 1");
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    const BtrfsMount mounted({recovered}, "noatime");
    const auto counts = test::compare_with_mount(*files, mounted.path(),
                                                 {.inode_numbers = false, .times_end = now});
    EXPECT_GT(counts.nodes, 3U);
    if (testing::Test::HasFailure()) break;
  }
  RecordProperty("replayed", replayed);
  std::printf("%d of %d copies had a log\n", replayed, crash_count());
  EXPECT_GT(replayed, crash_count() / 2);
}

}  // namespace
}  // namespace vixmount::fs::btrfs
