#include "fs/iso9660/kernel_view.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/posix_mode.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::iso9660 {
namespace {

// As find calls them.
char letter_of(NodeType type) {
  const std::map<NodeType, char> kLetters = {
      {NodeType::regular, 'f'},      {NodeType::directory, 'd'},
      {NodeType::symbolic_link, 'l'}, {NodeType::character_device, 'c'},
      {NodeType::block_device, 'b'}, {NodeType::fifo, 'p'},
      {NodeType::socket, 's'}};
  const auto found = kLetters.find(type);
  return found == kLetters.end() ? '?' : found->second;
}

std::string path_of(const std::string& found) { return found == "." ? "/" : found.substr(1); }


void compare_attributes(const Attributes& ours, const KernelView::Fields& theirs) {
  EXPECT_EQ(std::string(1, letter_of(ours.type)), theirs.at(1));
  EXPECT_EQ(fmt::format("{:o}", ours.permissions), theirs.at(2));
  EXPECT_EQ(std::to_string(ours.allocated_size / 512), theirs.at(4));
  EXPECT_EQ(std::to_string(ours.modified.seconds), theirs.at(5));
  EXPECT_EQ(std::to_string(ours.accessed.seconds), theirs.at(6));
  EXPECT_EQ(std::to_string(ours.changed.seconds), theirs.at(7));
  EXPECT_EQ(std::to_string(ours.owner), theirs.at(8));
  EXPECT_EQ(std::to_string(ours.group), theirs.at(9));
  EXPECT_EQ(std::to_string(ours.link_count), theirs.at(10));
}

// genisoimage writes long targets that run over their entry's end; Linux cannot read them.
bool is_broken_link(const test::WalkedNode& node, const KernelView& view) {
  return node.attributes.type == NodeType::symbolic_link && !view.links.contains(node.path);
}

void compare_node(const FileSystem& files, const test::WalkedNode& node, const KernelView& view) {
  SCOPED_TRACE(node.path);
  const auto found = view.nodes.find(node.path);
  ASSERT_NE(found, view.nodes.end());
  compare_attributes(node.attributes, found->second);
  if (is_broken_link(node, view)) {
    EXPECT_EQ(test::error_kind_of([&] { files.read_link(node.attributes.node); }),
              ErrorKind::damaged);
    return;
  }
  EXPECT_EQ(std::to_string(node.attributes.size), found->second.at(3));
  EXPECT_EQ(files.lookup(node.parent, node.name), node.attributes.node);
  const auto id = node.attributes.node;
  switch (node.attributes.type) {
    case NodeType::directory:
      EXPECT_EQ(files.parent(id), node.parent);
      break;
    case NodeType::symbolic_link:
      EXPECT_EQ(files.read_link(id), view.links.at(node.path));
      break;
    case NodeType::regular:
      EXPECT_EQ(test::sha256_of(*files.open(id)), view.sums.at(node.path));
      break;
    case NodeType::block_device:
    case NodeType::character_device:
      EXPECT_EQ(std::to_string(node.attributes.device_major), view.devices.at(node.path).at(1));
      EXPECT_EQ(std::to_string(node.attributes.device_minor), view.devices.at(node.path).at(2));
      break;
    default:
      break;
  }
  // Linux numbers inodes by the place of the record, in units of 32 bytes.
  if (node.attributes.type != NodeType::directory) {
    EXPECT_EQ(std::to_string(id / 32), found->second.at(11));
  }
}

}  // namespace

KernelView KernelView::read(const std::filesystem::path& path) {
  KernelView view;
  const auto text = test::read_file(path);
  for (const auto line : split(text, '\n')) {
    Fields fields;
    for (const auto field : split(line, '\t')) fields.emplace_back(field);
    if (fields[0] == "node") {
      view.nodes[path_of(fields.at(12))] = fields;
    } else if (fields[0] == "link") {
      view.links[path_of(fields.at(1))] = fields.at(2);
    } else if (fields[0] == "device") {
      view.devices[path_of(fields.at(3))] = fields;
    } else if (fields[0] == "sum") {
      view.sums[path_of(fields.at(2))] = fields.at(1);
    } else if (fields[0] == "statfs") {
      view.room = fields;
    }
  }
  return view;
}

std::size_t compare_with_kernel(const FileSystem& files, const KernelView& view) {
  compare_attributes(files.attributes(files.root()), view.nodes.at("/"));
  std::size_t count = 1;
  test::walk(files, [&](const test::WalkedNode& node) {
    compare_node(files, node, view);
    ++count;
  });
  EXPECT_EQ(count, view.nodes.size());
  const auto room = files.statistics();
  EXPECT_EQ(std::to_string(room.block_size), view.room.at(1));
  EXPECT_EQ(std::to_string(room.total_blocks), view.room.at(2));
  EXPECT_EQ(room.free_blocks, 0U);
  return count;
}

}  // namespace vixmount::fs::iso9660
