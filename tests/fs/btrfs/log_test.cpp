// Logs that cannot be read, or are damaged. Good ones: see dirty_log_test.cpp.
#include <gtest/gtest.h>

#include <fstream>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::btrfs {
namespace {

// Copies the image while it is mounted, with changes that only the log holds.
std::string crashed_copy(const test::TemporaryFolder& folder) {
  const auto images = make_images(folder, 1, "400M", "");
  const auto copy = folder.file("crashed");
  const BtrfsMount mounted(images, "commit=300");
  test::run("cd '" + mounted.path().string() +
            "' && seq 1000 >old && sync -f . && for i in 1 2 3 4 5; do seq $((i * 1000)) >new$i && "
            "sync new$i; done");
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
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  const auto image = crashed_copy(folder);
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

}  // namespace
}  // namespace vixmount::fs::btrfs
