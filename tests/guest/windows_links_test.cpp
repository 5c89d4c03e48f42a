#include "guest/windows_links.hpp"

#include <gtest/gtest.h>

#include "guest/drive_root.hpp"
#include "guest/tree_file_system.hpp"
#include "support/memory_file_system.hpp"
#include "support/support.hpp"

namespace vixmount::guest {
namespace {

using test::MemoryFileSystem;
using Scope = WindowsLinks::Scope;

// C: is volume 1, D: is volume 2, which has a second name.
WindowsVolumesPtr two_drives() {
  GuestSystem system;
  system.mount_points = {{"C:\\", 1, "ntfs", {}}, {"D:\\", 2, "ntfs", {}}, {"C:\\In\\", 2, {}, {}}};
  system.volume_names = {{"Volume{01}", 2}, {"Volume{02}", 3}};
  return std::make_shared<const WindowsVolumes>(system);
}

std::string read(const std::string& path, const std::string& target, Scope scope,
                 WindowsVolumesPtr volumes) {
  auto volume = std::make_shared<MemoryFileSystem>("ntfs");
  volume->add_directory("/Data/x");
  const auto link = volume->add_link(path, target);
  const WindowsLinks links(volume, 1, scope, [&] { return volumes; });
  EXPECT_EQ(links.attributes(link).size, links.read_link(link).size());
  return links.read_link(link);
}

struct Case {
  const char* path;
  const char* target;
  const char* in_volume;
  const char* in_tree;
  const char* alone;  // no Windows is known
};

TEST(WindowsLinks, SayWhereTheyLead) {
  const Case cases[] = {
      {"/a/b/link", "/C:/Data", "../../Data", "../../Data", "../../Data"},
      {"/a/b/link", "/c:/data/X", "../../data/X", "../../data/X", "/c:/data/X"},
      {"/link", "/C:/Data/x", "Data/x", "Data/x", "Data/x"},
      {"/link", "/C:", ".", ".", "."},
      {"/a/link", "/C:/", "..", "..", ".."},
      // D:\Data is not C:\Data, which exists as well.
      {"/a/link", "/D:/Data", "/D:/Data", "../../D:/Data", "../Data"},
      {"/a/link", "/Volume{01}/Data", "/Volume{01}/Data", "../../D:/Data", "../Data"},
      {"/a/link", "/Volume{02}/y", "/Volume{02}/y", "../../Volume{02}/y", "/Volume{02}/y"},
      {"/a/link", "/Z:/y", "/Z:/y", "../../Z:/y", "/Z:/y"},
      {"/a/link", "../Data", "../Data", "../Data", "../Data"},
      {"/a/link", "//server/share/y", "//server/share/y", "//server/share/y", "//server/share/y"},
      {"/a/link", "/etc/passwd", "/etc/passwd", "/etc/passwd", "/etc/passwd"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(read(each.path, each.target, Scope::volume, two_drives()), each.in_volume)
        << each.target;
    EXPECT_EQ(read(each.path, each.target, Scope::whole_tree, two_drives()), each.in_tree)
        << each.target;
    EXPECT_EQ(read(each.path, each.target, Scope::volume, nullptr), each.alone) << each.target;
  }
}

TEST(WindowsLinks, LettersAreLookedForOnlyWhenNeeded) {
  auto volume = std::make_shared<MemoryFileSystem>("ntfs");
  const auto relative = volume->add_link("/a/relative", "../b");
  const auto absolute = volume->add_link("/a/absolute", "/C:/b");
  int asked = 0;
  const WindowsLinks links(volume, 1, Scope::volume, [&] {
    ++asked;
    return two_drives();
  });
  links.read_link(relative);
  links.attributes(links.root());
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(links.read_link(absolute), "../b");
  EXPECT_EQ(asked, 1);
}

// The tree of drives, as GuestTree resolves it and as one file system.
class DriveTree : public ::testing::Test {
 protected:
  static fs::FileSystemPtr volume(const std::string& file, const std::string& target) {
    auto made = std::make_shared<MemoryFileSystem>("ntfs", "label of " + file);
    made->ignore_case();
    made->add_file("/Files/" + file, file);
    made->add_link("/Files/link", target);
    return made;
  }
  static GuestTree make() {
    const auto c = volume("on-c", "../../D:/Files/on-d");
    const auto d = volume("on-d", "../../c:/files");
    const auto root = std::make_shared<DriveRoot>(std::vector<std::string>{"C:", "D:"},
                                                  std::vector<std::string>{"Volume{01}"}, c);
    return GuestTree({{"/", 0, root}, {"/C:", 1, c}, {"/D:", 2, d}, {"/Volume{01}", 2, d}},
                     NameCase::ignored);
  }
};

TEST_F(DriveTree, PathsLeadAcrossInAnyCase) {
  const auto tree = make();
  EXPECT_EQ(tree.resolve("/c:/files/ON-C").path, "/C:/files/ON-C");
  EXPECT_EQ(tree.resolve("/C:/Files/link").volume, 2U);
  EXPECT_EQ(tree.resolve("/d:/files/link/on-c").path, "/C:/files/on-c");
  EXPECT_EQ(tree.resolve("/volume{01}/Files/on-d").volume, 2U);
  EXPECT_EQ(tree.resolve("/").volume, 0U);
  EXPECT_FALSE(tree.find("/E:/Files"));
  EXPECT_FALSE(tree.find("/Files"));
}

TEST_F(DriveTree, ListsLettersAndFindsOtherNames) {
  const TreeFileSystem served(make(), Log());
  std::vector<std::string> names;
  served.list(served.root(), 0, [&](const fs::DirectoryEntry& entry) {
    names.emplace_back(entry.name);
    EXPECT_EQ(served.attributes(entry.node).type, fs::NodeType::directory);
    return true;
  });
  EXPECT_EQ(names, (std::vector<std::string>{"C:", "D:"}));
  const auto hidden = served.lookup(served.root(), "Volume{01}");
  ASSERT_TRUE(hidden);
  EXPECT_TRUE(served.lookup(*hidden, "Files"));
  EXPECT_EQ(served.parent(*hidden), served.root());
  EXPECT_EQ(served.lookup(served.root(), "d:"), served.lookup(served.root(), "D:"));
  EXPECT_EQ(served.info().label, "label of on-c");
}

TEST(DriveRoot, HasOnlyItsFolders) {
  const DriveRoot root({"C:"}, {}, std::make_shared<MemoryFileSystem>("ntfs"));
  EXPECT_EQ(test::error_kind_of([&] { root.attributes(3); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { root.attributes(0); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { root.open(2); }), ErrorKind::is_a_directory);
  EXPECT_EQ(root.attributes(1).permissions, 0755);
}

}  // namespace
}  // namespace vixmount::guest
