#include "guest/guest_tree.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/memory_file_system.hpp"
#include "support/support.hpp"

namespace vixmount::guest {
namespace {

using test::error_kind_of;
using test::MemoryFileSystem;

// "/" on volume 1, /usr on volume 2, /srv/data on volume 3.
class GuestTreeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_->add_file("/etc/hosts", "127.0.0.1 localhost\n");
    root_->add_directory("/usr");
    root_->add_file("/usr/shadowed", "below the mount");
    root_->add_directory("/srv");
    root_->add_link("/bin", "usr/bin");
    root_->add_link("/etc/localtime", "/usr/share/zoneinfo/UTC");
    root_->add_link("/etc/alternatives/editor", "../../bin/vi");
    root_->add_link("/up", "../../../../etc/hosts");
    root_->add_link("/loop", "loop2");
    root_->add_link("/loop2", "loop");
    root_->add_link("/dangling", "/nowhere");
    root_->add_link("/folder", "etc/");
    root_->add_link("/not_folder", "etc/hosts/");
    usr_->add_file("/bin/vi", "vi");
    usr_->add_file("/share/zoneinfo/UTC", "TZif2");
    usr_->add_link("/hosts", "../etc/hosts");
    data_->add_file("/report.txt", "report");
    data_->add_link("/home", "/srv/../etc");
  }

  GuestTree tree() const {
    return GuestTree({{"/", 1, root_}, {"/usr/", 2, usr_}, {"//srv/data", 3, data_}});
  }
  void expect(std::string_view path, std::string_view canonical, std::size_t volume) const {
    const auto node = tree().resolve(path);
    EXPECT_EQ(node.path, canonical) << path;
    EXPECT_EQ(node.volume, volume) << path;
  }

  std::shared_ptr<MemoryFileSystem> root_ = std::make_shared<MemoryFileSystem>();
  std::shared_ptr<MemoryFileSystem> usr_ = std::make_shared<MemoryFileSystem>();
  std::shared_ptr<MemoryFileSystem> data_ = std::make_shared<MemoryFileSystem>();
};

TEST_F(GuestTreeTest, FindsFilesOnEachVolume) {
  expect("/etc/hosts", "/etc/hosts", 1);
  expect("etc//./hosts", "/etc/hosts", 1);
  expect("/usr/bin/vi", "/usr/bin/vi", 2);
  expect("/srv/data/report.txt", "/srv/data/report.txt", 3);
  expect("/", "/", 1);
  expect("", "/", 1);
  expect("/usr", "/usr", 2);
  EXPECT_FALSE(tree().find("/usr/shadowed")) << "a mount hides what is below it";
}

TEST_F(GuestTreeTest, FollowsLinksInsideTheGuest) {
  expect("/bin/vi", "/usr/bin/vi", 2);
  expect("/etc/localtime", "/usr/share/zoneinfo/UTC", 2);
  expect("/etc/alternatives/editor", "/usr/bin/vi", 2);
  expect("/usr/hosts", "/etc/hosts", 1);
  expect("/srv/data/home/hosts", "/etc/hosts", 1);
}

TEST_F(GuestTreeTest, NeverLeavesTheGuest) {
  expect("/../../../etc/hosts", "/etc/hosts", 1);
  expect("/up", "/etc/hosts", 1);
  expect("/usr/..", "/", 1);
  expect("/srv/data/..", "/srv", 1);
}

TEST_F(GuestTreeTest, KeepsTheLastLinkWhenAsked) {
  const auto link = tree().resolve("/etc/localtime", LastLink::keep);
  EXPECT_EQ(link.attributes.type, fs::NodeType::symbolic_link);
  EXPECT_EQ(link.path, "/etc/localtime");
  EXPECT_EQ(tree().resolve("/bin/vi", LastLink::keep).path, "/usr/bin/vi");
  EXPECT_EQ(tree().resolve("/bin/", LastLink::keep).path, "/usr/bin") << "a / at the end follows";
  EXPECT_EQ(tree().resolve("/dangling", LastLink::keep).path, "/dangling");
}

TEST_F(GuestTreeTest, SaysWhatIsWrong) {
  const auto kind = [&](std::string path) { return error_kind_of([&] { tree().resolve(path); }); };
  EXPECT_EQ(kind("/etc/none"), ErrorKind::not_found);
  EXPECT_EQ(kind("/dangling"), ErrorKind::not_found);
  EXPECT_EQ(kind("/etc/hosts/x"), ErrorKind::not_a_directory);
  EXPECT_EQ(kind("/etc/hosts/"), ErrorKind::not_a_directory);
  EXPECT_EQ(kind("/etc/hosts/.."), ErrorKind::not_a_directory);
  EXPECT_EQ(kind("/not_folder"), ErrorKind::not_a_directory);
  EXPECT_EQ(kind("/loop"), ErrorKind::limit_exceeded);
  EXPECT_EQ(kind(std::string(kLongestPath + 1, 'a')), ErrorKind::limit_exceeded);
  EXPECT_EQ(error_kind_of([&] { GuestTree({{"/usr", 2, usr_}}); }), ErrorKind::invalid_argument);
  expect("/folder", "/etc", 1);
}

TEST_F(GuestTreeTest, FollowsFortyLinksAndNotOneMore) {
  root_->add_file("/link0", "end");
  for (int i = 1; i <= 41; ++i)
    root_->add_link("/link" + std::to_string(i), "link" + std::to_string(i - 1));
  expect("/link40", "/link0", 1);
  EXPECT_EQ(error_kind_of([&] { tree().resolve("/link41"); }), ErrorKind::limit_exceeded);
}

TEST_F(GuestTreeTest, DamageIsNotAbsence) {
  root_->add_file("/etc/broken", "x");
  root_->break_node("/etc/broken", Error(ErrorKind::damaged, "a damaged inode", 4096));
  EXPECT_EQ(error_kind_of([&] { tree().find("/etc/broken"); }), ErrorKind::damaged);
  EXPECT_FALSE(tree().find("/etc/none"));
  EXPECT_FALSE(tree().find("/etc/hosts/x"));
}

TEST_F(GuestTreeTest, ListsMountPoints) {
  EXPECT_EQ(tree().mount_points_in("/"), (std::vector<std::string>{"usr"}));
  EXPECT_EQ(tree().mount_points_in("/srv"), (std::vector<std::string>{"data"}));
  EXPECT_TRUE(tree().mount_points_in("/usr").empty());
}

TEST_F(GuestTreeTest, TheLaterMountOfAPathCounts) {
  const GuestTree twice({{"/", 1, root_}, {"/usr", 2, usr_}, {"/usr", 3, data_}});
  EXPECT_EQ(twice.resolve("/usr").volume, 3u);
  EXPECT_EQ(twice.mounts().size(), 2u);
}

// The same tree on the host, resolved by the kernel in a chroot.
TEST_F(GuestTreeTest, AgreesWithTheKernel) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("chroot");
  VIXMOUNT_REQUIRE_PROGRAM("busybox");
  const test::TemporaryFolder folder;
  test::run("cd '" + folder.path().string() +
            "' && mkdir -p a/b/c d tools && cp $(command -v busybox) tools/ && echo x > a/b/f && "
            "ln -s /a/b abs && ln -s ../../d a/b/rel && ln -s ../../../../../a/b/f high && "
            "ln -s abs/../b/c chain && ln -s f a/b/self");
  if (test::run("chroot '" + folder.path().string() +
                "' /tools/busybox readlink -f / 2>/dev/null || true") != "/\n")
    GTEST_SKIP() << "busybox does not run in a chroot here (needs the static one)";
  auto copy = std::make_shared<MemoryFileSystem>();
  copy->add_directory("/a/b/c");
  copy->add_directory("/d");
  copy->add_file("/a/b/f", "x\n");
  copy->add_link("/abs", "/a/b");
  copy->add_link("/a/b/rel", "../../d");
  copy->add_link("/high", "../../../../../a/b/f");
  copy->add_link("/chain", "abs/../b/c");
  copy->add_link("/a/b/self", "f");
  const GuestTree guest({{"/", 1, copy}});
  for (const std::string path : {"/abs/f", "/a/b/rel", "/high", "/chain", "/abs/self",
                                 "/abs/rel/..", "/chain/../rel/../a/./b//self"}) {
    const auto kernel =
        test::run("chroot '" + folder.path().string() + "' /tools/busybox realpath '" + path + "'");
    EXPECT_EQ(guest.resolve(path).path + "\n", kernel) << path;
  }
}

}  // namespace
}  // namespace vixmount::guest
