// Many threads on one volume: for ThreadSanitizer, and for the caches under contention.
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/ntfs_volume.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

// A number that depends on every name and byte.
std::size_t sum_of(const FileSystem& files) {
  std::size_t sum = 0;
  const std::hash<std::string> hash;
  test::walk(files, [&](const test::WalkedNode& node) {
    sum += hash(node.path);
    if (files.lookup(node.parent, node.name) == node.attributes.node) ++sum;
    if (node.attributes.type == NodeType::regular)
      sum += hash(test::content_of(*files.open(node.attributes.node)));
    for (const auto& stream : files.streams(node.attributes.node))
      sum += hash(test::content_of(*files.open(stream.node)));
    for (const auto& name : files.list_xattrs(node.attributes.node))
      sum += hash(files.get_xattr(node.attributes.node, name).value_or(""));
  });
  return sum;
}

TEST(Threads, SixOfThemReadOneVolume) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const auto image = test::ntfs_volume("various --size 8");
  const auto open_it = [&] { return ntfs::open(test::open_image(image), OpenOptions{}, Log{}); };
  const auto expected = sum_of(*open_it());
  const auto files = open_it();
  std::vector<std::size_t> sums(6);
  std::vector<std::thread> threads;
  for (auto& sum : sums) threads.emplace_back([&files, &sum] { sum = sum_of(*files); });
  for (auto& thread : threads) thread.join();
  for (const auto sum : sums) EXPECT_EQ(sum, expected);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
