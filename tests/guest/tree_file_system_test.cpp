#include "guest/tree_file_system.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "support/memory_file_system.hpp"
#include "support/support.hpp"

namespace vixmount::guest {
namespace {

using test::MemoryFileSystem;

// Root, /boot, /boot/efi, and /srv/data without a folder to stand on. Every volume's nodes begin at
// 1, so that a confusion of volumes shows.
std::shared_ptr<const TreeFileSystem> make_tree() {
  const auto root = std::make_shared<MemoryFileSystem>("ext4", "root");
  root->add_file("/etc/hostname", "server");
  root->add_directory("/boot");
  root->add_file("/boot/hidden", "under the mount");
  const auto boot = std::make_shared<MemoryFileSystem>("ext2", "boot");
  boot->add_file("/vmlinuz", "kernel");
  boot->add_directory("/efi");
  boot->add_link("/latest", "vmlinuz");
  boot->set_xattr("/vmlinuz", "user.a", "b");
  const auto efi = std::make_shared<MemoryFileSystem>("vfat", "efi");
  efi->add_file("/boot.efi", "loader");
  const GuestTree tree(
      {{"/boot/efi", 3, efi}, {"/", 1, root}, {"/srv/data", 4, efi}, {"/boot", 2, boot}});
  return std::make_shared<TreeFileSystem>(tree, Log());
}

fs::NodeId find(const fs::FileSystem& file_system, const std::string& path) {
  auto node = file_system.root();
  for (const auto component : split(std::string_view(path).substr(1), '/'))
    node = file_system.lookup(node, component).value();
  return node;
}

std::string content(const fs::FileSystem& file_system, const std::string& path) {
  const auto source = file_system.open(find(file_system, path));
  const auto bytes = io::read_bytes(*source, 0, source->size());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(TreeFileSystem, FilesOfAllVolumes) {
  const auto tree = make_tree();
  EXPECT_EQ(content(*tree, "/etc/hostname"), "server");
  EXPECT_EQ(content(*tree, "/boot/vmlinuz"), "kernel");
  EXPECT_EQ(content(*tree, "/boot/efi/boot.efi"), "loader");
  EXPECT_EQ(tree->read_link(find(*tree, "/boot/latest")), "vmlinuz");
  EXPECT_EQ(tree->get_xattr(find(*tree, "/boot/vmlinuz"), "user.a"), "b");
  EXPECT_EQ(tree->info().label, "root");
}

TEST(TreeFileSystem, AMountHidesWhatItStandsOn) {
  const auto tree = make_tree();
  EXPECT_EQ(tree->lookup(find(*tree, "/boot"), "hidden"), std::nullopt);
  EXPECT_EQ(tree->lookup(tree->root(), "srv"), std::nullopt);
}

TEST(TreeFileSystem, ListingsLeadAcross) {
  const auto tree = make_tree();
  std::map<std::string, fs::NodeId> names;
  tree->list(tree->root(), 0, [&](const fs::DirectoryEntry& entry) {
    names[std::string(entry.name)] = entry.node;
    return true;
  });
  EXPECT_EQ(names.size(), 2U);
  EXPECT_EQ(names.at("boot"), find(*tree, "/boot"));
}

TEST(TreeFileSystem, NodesTellVolumesApart) {
  const auto tree = make_tree();
  std::set<fs::NodeId> nodes;
  for (const std::string path :
       {"/etc", "/etc/hostname", "/boot", "/boot/vmlinuz", "/boot/efi", "/boot/efi/boot.efi"}) {
    const auto node = find(*tree, path);
    EXPECT_EQ(tree->attributes(node).node, node);
    EXPECT_TRUE(nodes.insert(node).second) << path;
  }
}

TEST(TreeFileSystem, DotDotLeadsOut) {
  const auto tree = make_tree();
  EXPECT_EQ(tree->parent(find(*tree, "/boot/efi")), find(*tree, "/boot"));
  EXPECT_EQ(tree->parent(find(*tree, "/boot")), tree->root());
  EXPECT_EQ(tree->parent(tree->root()), tree->root());
}

TEST(TreeFileSystem, ForeignNumbersAreRefused) {
  const auto tree = make_tree();
  EXPECT_EQ(test::error_kind_of([&] { tree->attributes(~fs::NodeId{0}); }), ErrorKind::not_found);
}

}  // namespace
}  // namespace vixmount::guest
