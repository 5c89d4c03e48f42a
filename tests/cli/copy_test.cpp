// What `vixmount cp` does with trees of every kind, also with those that no honest guest has.
#include <filesystem>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "copy_fixture.hpp"

namespace vixmount::test {
namespace {

using Piece = FakeDisks::Piece;
namespace host = std::filesystem;

TEST_F(Copy, AFileIntoAFolderThatIsMade) {
  disks.add_folder("etc");
  disks.add_file("etc/hosts", "localhost\n").entry.attributes.permissions = 0640;
  const auto result = copy({"/etc/hosts"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  const auto status = status_of("hosts");  // before reading, which changes the time of access
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
  EXPECT_EQ(status.st_mtim.tv_sec, 1700000000);
  EXPECT_EQ(status.st_mtim.tv_nsec, 123456789);
  EXPECT_EQ(status.st_atim.tv_sec, 1600000000);
  EXPECT_EQ(read_file(at("hosts")), "localhost\n");
}

TEST_F(Copy, AFolderArrivesUnderItsName) {
  disks.add_folder("home");
  disks.add_folder("home/anna").entry.attributes.permissions = 0550;  // not even we may write there
  disks.add_file("home/anna/a", "1");
  disks.add_folder("home/anna/deep");
  disks.add_file("home/anna/deep/b", "2");
  disks.add_file("home/other", "3");
  EXPECT_EQ(copy({"/home/anna"}).exit_code, 0);
  EXPECT_EQ(read_file(at("anna/a")), "1");
  EXPECT_EQ(read_file(at("anna/deep/b")), "2");
  EXPECT_FALSE(host::exists(at("other")));
  // Set behind the last file in it, or the host's clock would stand there.
  const auto status = status_of("anna");
  EXPECT_EQ(status.st_mode & 07777U, 0550U);
  EXPECT_EQ(status.st_mtim.tv_nsec, 123456789);
  ::chmod(at("anna").c_str(), 0700);
}

TEST_F(Copy, TheRootArrivesAsTheDestination) {
  disks.nodes.front().entry.attributes.permissions = 0711;
  disks.add_file("a", "1");
  EXPECT_EQ(copy({"/"}).exit_code, 0);
  EXPECT_EQ(read_file(at("a")), "1");
  EXPECT_EQ(status_of("").st_mode & 07777U, 0711U);
  EXPECT_EQ(status_of("").st_mtim.tv_sec, 1700000000);
}

TEST_F(Copy, LinksStayLinks) {
  disks.add_file("file", "content");
  disks.add_link("link", "/etc/shadow");
  EXPECT_EQ(copy({"/link"}).exit_code, 0);
  EXPECT_EQ(host::read_symlink(at("link")), "/etc/shadow");
  EXPECT_EQ(status_of("link").st_mtim.tv_nsec, 123456789);
}

TEST_F(Copy, HardLinksStayOneFile) {
  disks.add_folder("d");
  disks.add_file("d/first", "shared");
  disks.add_folder("d/e");
  disks.add_hard_link("d/e/second", "d/first");
  EXPECT_EQ(copy({"/d"}).exit_code, 0);
  EXPECT_EQ(status_of("d/first").st_ino, status_of("d/e/second").st_ino);
  EXPECT_EQ(status_of("d/first").st_nlink, 2U);
  EXPECT_EQ(status_of("d").st_mtim.tv_sec, 1700000000);
}

TEST_F(Copy, HolesStayHoles) {
  disks.add_file("sparse", {{io::ExtentKind::hole, "", 64 << 20},
                            {io::ExtentKind::data, "middle", 0},
                            {io::ExtentKind::zero, "", 32 << 20},
                            {io::ExtentKind::opaque, "packed", 0},
                            {io::ExtentKind::hole, "", 7}});
  EXPECT_EQ(copy({"/sparse"}).exit_code, 0);
  const auto content = read_file(at("sparse"));
  ASSERT_EQ(content.size(), (96U << 20) + 6 + 6 + 7);
  EXPECT_EQ(content.substr(64 << 20, 6), "middle");
  EXPECT_EQ(content.substr((96U << 20) + 6), "packed" + std::string(7, '\0'));
  EXPECT_LT(status_of("sparse").st_blocks * 512, 1 << 20);
}

TEST_F(Copy, ExtendedAttributesWhereTheHostTakesThem) {
  auto& file = disks.add_file("f", "");
  file.xattrs = {{"user.colour", "blue"}, {"nonsense.name", "x"}};
  const auto result = copy({"/f"});
  EXPECT_EQ(result.exit_code, 0);
  std::string value(16, '\0');
  const auto length = ::getxattr(at("f").c_str(), "user.colour", value.data(), value.size());
  if (length < 0) GTEST_SKIP() << "the temporary folder's file system has no user attributes";
  EXPECT_EQ(value.substr(0, static_cast<std::size_t>(length)), "blue");
  EXPECT_NE(result.err.find("not kept: xattr of 1 files"), std::string::npos) << result.err;
}

TEST_F(Copy, OwnersAsRoot) {
  VIXMOUNT_REQUIRE_ROOT();
  auto& file = disks.add_file("f", "");
  file.entry.attributes.owner = 12345;
  file.entry.attributes.group = 54321;
  file.entry.attributes.permissions = 04755;
  EXPECT_EQ(copy({"/f"}).exit_code, 0);
  EXPECT_EQ(status_of("f").st_uid, 12345U);
  EXPECT_EQ(status_of("f").st_gid, 54321U);
  EXPECT_EQ(status_of("f").st_mode & 07777U, 04755U);
}

TEST_F(Copy, WithoutTheOwnerNoSetUserId) {
  auto& file = disks.add_file("f", "");
  file.entry.attributes.owner = 12345;
  file.entry.attributes.permissions = 06755;
  const auto result = copy({"/f"}, {"--no-owner"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(status_of("f").st_mode & 07777U, 0755U);
  EXPECT_NE(result.err.find("not kept: mode"), std::string::npos);
}

TEST_F(Copy, DevicesAndPipes) {
  VIXMOUNT_REQUIRE_ROOT();
  auto& device = disks.add("zero", fs::NodeType::character_device, 0666);
  device.entry.attributes.device_major = 1;
  device.entry.attributes.device_minor = 5;
  disks.add("pipe", fs::NodeType::fifo, 0600);
  disks.add("socket", fs::NodeType::socket, 0755);
  const auto result = copy({"/zero", "/pipe", "/socket"});
  if (result.err.find("Operation not permitted") != std::string::npos)
    GTEST_SKIP() << "device nodes are not allowed here";
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(S_ISCHR(status_of("zero").st_mode));
  EXPECT_EQ(status_of("zero").st_mode & 07777U, 0666U);
  EXPECT_TRUE(S_ISFIFO(status_of("pipe").st_mode));
  EXPECT_TRUE(S_ISSOCK(status_of("socket").st_mode));
}

TEST_F(Copy, NothingIsReplacedUnasked) {
  disks.add_file("f", "new");
  host::create_directory(destination);
  write_file(at("f"), "old");
  const auto refused = copy({"/f"});
  EXPECT_EQ(refused.exit_code, 12);
  EXPECT_EQ(read_file(at("f")), "old");
  EXPECT_EQ(copy({"/f"}, {"--force"}).exit_code, 0);
  EXPECT_EQ(read_file(at("f")), "new");
}

TEST_F(Copy, AFileThatBreaksOffLeavesTheOldOne) {
  disks.add_file("f", "new").is_unreadable = true;
  host::create_directory(destination);
  write_file(at("f"), "old");
  EXPECT_EQ(copy({"/f"}, {"--force"}).exit_code, 6);
  EXPECT_EQ(read_file(at("f")), "old");
  EXPECT_EQ(std::distance(host::directory_iterator(destination), {}), 1);
}

TEST_F(Copy, AnUnreadableFileCostsItselfOnly) {
  disks.add_folder("d");
  disks.add_file("d/bad", "abc").is_unreadable = true;
  disks.add("d/worse", fs::NodeType::unknown).entry.error = "inode 7 is damaged";
  disks.add_file("d/good", "fine");
  const auto result = copy({"/d"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_FALSE(host::exists(at("d/bad")));
  EXPECT_EQ(read_file(at("d/good")), "fine");
  EXPECT_NE(result.err.find("d/bad: the block lies outside"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("d/worse: inode 7 is damaged"), std::string::npos);
  EXPECT_NE(result.err.find("2 not restored"), std::string::npos);
}

TEST_F(Copy, AMissingPathDoesNotStopTheOthers) {
  disks.add_file("f", "1");
  EXPECT_EQ(copy({"/nope", "/f"}).exit_code, 1);
  EXPECT_EQ(read_file(at("f")), "1");
  EXPECT_EQ(copy({"/nope"}).exit_code, 3);
}

TEST_F(Copy, TheDestinationMustBeAFolder) {
  disks.add_file("f", "1");
  write_file(destination, "a file");
  EXPECT_EQ(copy({"/f"}).exit_code, 15);
  EXPECT_EQ(read_file(destination), "a file");
}

TEST_F(Copy, TimesThatTheKernelWouldMisread) {
  auto& file = disks.add_file("f", "1");
  file.entry.attributes.modified = {1700000000, (1U << 30) - 1};  // UTIME_NOW
  const auto result = copy({"/f"});
  EXPECT_EQ(status_of("f").st_mtim.tv_sec, 1700000000);
  EXPECT_NE(result.err.find("not kept: times"), std::string::npos);
}

// ---- trees that want to get out of the destination

class HostileTree : public Copy {
 protected:
  HostileTree() {
    host::create_directory(folder.file("outside"));
    write_file(folder.file("outside/file"), "untouched");
    host::permissions(folder.file("outside"), host::perms(0755));
  }
  void expect_outside_untouched() const {
    EXPECT_EQ(read_file(folder.file("outside/file")), "untouched");
    EXPECT_EQ(std::distance(host::directory_iterator(folder.file("outside")), {}), 1);
    struct stat status {};
    ASSERT_EQ(::stat(folder.file("outside").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0755U);
    EXPECT_NE(status.st_mtim.tv_sec, 1700000000);
  }
};

TEST_F(HostileTree, ALinkThatComesAgainAsAFolder) {
  disks.add_folder("d");
  disks.add_link("d/trap", folder.file("outside"));
  disks.add_folder("d/trap").entry.attributes.permissions = 0777;  // the same name, a second time
  disks.add_file("d/trap/file", "stolen");
  disks.add_file("d/trap/new", "stolen");
  const auto result = copy({"/d"}, {"--force"});
  EXPECT_EQ(result.exit_code, 1);
  expect_outside_untouched();
}

TEST_F(HostileTree, ALinkThatComesAgainAsAFile) {
  disks.add_folder("d");
  disks.add_link("d/trap", folder.file("outside/file"));
  disks.add_file("d/trap", "stolen");
  EXPECT_EQ(copy({"/d"}).exit_code, 1);
  EXPECT_TRUE(host::is_symlink(at("d/trap")));
  expect_outside_untouched();
  EXPECT_EQ(copy({"/d"}, {"--force"}).exit_code, 0);
  EXPECT_FALSE(host::is_symlink(at("d/trap")));  // replaced, not followed
  expect_outside_untouched();
}

TEST_F(HostileTree, ALinkInTheDestinationIsNotFollowed) {
  host::create_directory(destination);
  host::create_directory_symlink(folder.file("outside"), at("d"));
  disks.add_folder("d");
  disks.add_file("d/new", "stolen");
  EXPECT_NE(copy({"/d"}, {"--force"}).exit_code, 0);
  expect_outside_untouched();
}

TEST_F(HostileTree, NamesThatAreNone) {
  disks.add_folder("d");
  disks.add_folder("d/..");
  disks.add_file("d/../stolen", "dots");
  disks.add_file("d/.", "dot");
  disks.add_file("d/", "x");
  disks.add_file(std::string("d/nul\0byte", 10), "nul");
  disks.add_file("d/good", "fine");
  const auto result = copy({"/d"});
  EXPECT_EQ(result.exit_code, 1);  // for the empty name
  EXPECT_EQ(read_file(at("d/good")), "fine");
  EXPECT_FALSE(host::exists(at("stolen")));
  // By sha256sum: printf .. , printf . , printf 'nul\0byte'
  EXPECT_EQ(read_file(at("d/.%2E%~5ec1f7e700f37c3d/stolen")), "dots");
  EXPECT_EQ(read_file(at("d/%2E%~cdb4ee2aea69cc6a")), "dot");
  EXPECT_EQ(read_file(at("d/nul%00byte%~a9512ba6902d2e41")), "nul");
  EXPECT_EQ(std::distance(host::recursive_directory_iterator(destination), {}), 6);
}

TEST_F(HostileTree, AHardLinkThroughAFolderThatBecameALink) {
  disks.add_folder("d");
  disks.add_folder("d/sub");
  disks.add_file("d/sub/file", "own");
  disks.add_hard_link("d/second", "d/sub/file");
  EXPECT_EQ(copy({"/d"}).exit_code, 0);
  // A second run over a destination where the folder was exchanged for a link to the outside.
  host::remove_all(at("d/sub"));
  host::create_directory_symlink(folder.file("outside"), at("d/sub"));
  copy({"/d"}, {"--force"});
  EXPECT_NE(read_file(at("d/second")), "untouched");
  expect_outside_untouched();
}

TEST_F(HostileTree, DeeperThanAnyHostWants) {
  std::string path = "d";
  disks.add_folder(path);
  for (int depth = 0; depth < 600; ++depth) {
    path += "/d";
    disks.add_folder(path);
  }
  const auto result = copy({"/d"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("deeper than 512"), std::string::npos);
}

TEST_F(HostileTree, NamesCannotDriveTheTerminal) {
  disks.add_folder("d");
  disks.add_file("d/\x1B]0;title\x07", "x").is_unreadable = true;
  EXPECT_EQ(copy({"/d"}).err.find('\x1B'), std::string::npos);
}

// user::rwx, user:1234:rwx, group::rwx, mask::rwx, other::rwx, as setfacl writes it.
std::string acl_for_a_stranger() {
  std::string acl = {2, 0, 0, 0};
  const auto entry = [&](char tag, std::uint32_t id) {
    acl += {tag, 0, 7, 0};
    for (int shift = 0; shift < 32; shift += 8) acl += static_cast<char>(id >> shift & 0xffU);
  };
  entry(1, ~0U);
  entry(2, 1234);
  entry(4, ~0U);
  entry(16, ~0U);
  entry(32, ~0U);
  return acl;
}

TEST_F(Copy, AnAclOfTheDestinationIsNotHandedDown) {
  ASSERT_TRUE(host::create_directory(destination));
  const auto acl = acl_for_a_stranger();
  if (::setxattr(destination.c_str(), "system.posix_acl_default", acl.data(), acl.size(), 0) != 0)
    GTEST_SKIP() << "the folder for temporary files has no ACLs";
  disks.add_file("secret", "1").entry.attributes.permissions = 0640;
  disks.add_folder("folder").entry.attributes.permissions = 0750;
  EXPECT_EQ(copy({"/secret", "/folder"}).exit_code, 0);
  EXPECT_LT(::lgetxattr(at("secret").c_str(), "system.posix_acl_access", nullptr, 0), 0);
  EXPECT_LT(::lgetxattr(at("folder").c_str(), "system.posix_acl_access", nullptr, 0), 0);
  EXPECT_LT(::lgetxattr(at("folder").c_str(), "system.posix_acl_default", nullptr, 0), 0);
  EXPECT_EQ(status_of("secret").st_mode & 07777U, 0640U);
  EXPECT_EQ(status_of("folder").st_mode & 07777U, 0750U);
}

TEST_F(Copy, AMissingFileIsNamedOnce) {
  const auto result = copy({"/nope"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.err.find("/nope"), result.err.rfind("/nope")) << result.err;
}

}  // namespace
}  // namespace vixmount::test
