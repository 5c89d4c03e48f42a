#include "fs/support/threads.hpp"

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "fs/support/walk.hpp"

namespace vixmount::test {
namespace {

struct Found {
  std::size_t nodes = 0;
  std::size_t sum = 0;  // depends on every name and byte
  friend bool operator==(const Found&, const Found&) = default;
};

Found find_all(const fs::FileSystem& files) {
  Found found;
  const std::hash<std::string> hash;
  walk(files, [&](const WalkedNode& node) {
    ++found.nodes;
    found.sum += hash(node.path);
    if (files.lookup(node.parent, node.name) == node.attributes.node) ++found.sum;
    if (node.attributes.type == fs::NodeType::regular)
      found.sum += hash(content_of(*files.open(node.attributes.node)));
    for (const auto& stream : files.streams(node.attributes.node))
      found.sum += hash(content_of(*files.open(stream.node)));
    for (const auto& name : files.list_xattrs(node.attributes.node))
      found.sum += hash(files.get_xattr(node.attributes.node, name).value_or(""));
  });
  return found;
}

}  // namespace

void expect_threads_agree(const std::function<fs::FileSystemPtr()>& open, std::size_t least) {
  const auto expected = find_all(*open());
  EXPECT_GE(expected.nodes, least);
  const auto files = open();
  std::vector<Found> found(6);
  std::vector<std::thread> threads;
  for (auto& one : found) threads.emplace_back([&files, &one] { one = find_all(*files); });
  for (auto& thread : threads) thread.join();
  for (const auto& one : found) EXPECT_EQ(one, expected);
}

}  // namespace vixmount::test
