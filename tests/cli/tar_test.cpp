// `vixmount cp --format tar`, as GNU tar, bsdtar and Python's tarfile read it.
#include <filesystem>

#include <sys/sysmacros.h>
#include <unistd.h>

#include "copy_fixture.hpp"

namespace vixmount::test {
namespace {

using Piece = FakeDisks::Piece;
namespace host = std::filesystem;

class Tar : public Copy {
 protected:
  CommandResult archive_all(std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"cp", "-a", "x.vmdk", "--format", "tar"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"/", archive});
    return run_command(disks, words);
  }
  void unpack(const std::string& program) {
    host::create_directory(destination);
    const std::string how = program == "tar" ? "tar --xattrs --xattrs-include='*' --numeric-owner "
                                               "--warning=no-unknown-keyword -x"
                                             : "bsdtar -x -p";
    run(fmt::format("{} -f '{}' -C '{}'", how, archive, destination));
  }
  // What Python's tarfile says of a member.
  std::string by_python(const std::string& member, const std::string& expression) {
    return run(fmt::format(
        "python3 -c \"import tarfile; t = tarfile.open('{}'); m = t.getmember('{}'); print({})\"",
        archive, member, expression));
  }

  std::string archive = folder.file("archive.tar");
};

class TarBy : public Tar, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Programs, TarBy, ::testing::Values("tar", "bsdtar"),
                         [](const auto& program) { return std::string(program.param); });

TEST_P(TarBy, ContentsModesTimesAndLinks) {
  disks.add_folder("d").entry.attributes.permissions = 02750;
  disks.add_file("d/f", "content\n").entry.attributes.permissions = 04755;
  disks.add_file("d/large", std::string(3'000'000, 'x') + "end");
  disks.add_file("d/empty", "");
  disks.add_hard_link("d/second", "d/f");
  disks.add_link("d/link", std::string(150, 't'));
  disks.add("d/pipe", fs::NodeType::fifo);
  const auto result = archive_all();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  unpack(GetParam());
  EXPECT_EQ(status_of("d").st_mode & 07777U, 02750U);
  EXPECT_EQ(status_of("d").st_mtim.tv_nsec, 123456789);
  EXPECT_EQ(status_of("d/f").st_mode & 07777U, 04755U);
  EXPECT_EQ(status_of("d/f").st_mtim.tv_sec, 1700000000);
  EXPECT_EQ(status_of("d/f").st_mtim.tv_nsec, 123456789);
  EXPECT_EQ(read_file(at("d/f")), "content\n");
  EXPECT_EQ(read_file(at("d/large")), std::string(3'000'000, 'x') + "end");
  EXPECT_EQ(host::file_size(at("d/empty")), 0U);
  EXPECT_EQ(status_of("d/f").st_ino, status_of("d/second").st_ino);
  EXPECT_EQ(host::read_symlink(at("d/link")), std::string(150, 't'));
  EXPECT_TRUE(S_ISFIFO(status_of("d/pipe").st_mode));
}

TEST_P(TarBy, SparseFiles) {
  disks.add_file("sparse", {{io::ExtentKind::hole, "", 64 << 20},
                            {io::ExtentKind::data, "middle", 0},
                            {io::ExtentKind::zero, "", 32 << 20},
                            {io::ExtentKind::opaque, "packed", 0},
                            {io::ExtentKind::hole, "", 100000}});
  disks.add_file("all hole", {{io::ExtentKind::hole, "", 1 << 30}});
  disks.add_file("ends with data", {{io::ExtentKind::hole, "", 10000},
                                    {io::ExtentKind::data, std::string(70001, 'e'), 0}});
  EXPECT_EQ(archive_all().exit_code, 0);
  EXPECT_LT(host::file_size(archive), 100'000U);
  unpack(GetParam());
  const auto content = read_file(at("sparse"));
  ASSERT_EQ(content.size(), (96U << 20) + 6 + 6 + 100000);
  EXPECT_EQ(content.substr(64 << 20, 6), "middle");
  EXPECT_EQ(content.substr((96U << 20) + 6, 6), "packed");
  EXPECT_EQ(content.find_first_not_of('\0', (96U << 20) + 12), std::string::npos);
  EXPECT_EQ(content.find_first_not_of('\0'), std::size_t{64} << 20);
  EXPECT_LT(status_of("sparse").st_blocks * 512, 1 << 20);
  EXPECT_EQ(host::file_size(at("all hole")), 1U << 30);
  EXPECT_LT(status_of("all hole").st_blocks * 512, 1 << 20);
  EXPECT_EQ(read_file(at("ends with data")), std::string(10000, '\0') + std::string(70001, 'e'));
}

TEST_P(TarBy, AttributesAndStreams) {
  if (!host_takes_user_xattrs()) GTEST_SKIP() << "no user attributes in the temporary folder";
  disks.add_file("f", "main").xattrs = {{"user.bytes", std::string("a\0\n=b", 5)}};
  disks.add_stream("f", "Zone.Identifier", "ZoneId=3");
  disks.add_stream("f", "large", std::string(100'000, 'l'));
  disks.add_stream("f", "odd=name", "odd");
  disks.add_folder("d").xattrs = {{"user.of folder", "1"}};
  const auto result = archive_all();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  unpack(GetParam());
  EXPECT_EQ(xattr_of("f", "user.bytes"), std::string("a\0\n=b", 5));
  EXPECT_EQ(xattr_of("f", "user.Zone.Identifier"), "ZoneId=3");
  EXPECT_EQ(xattr_of("d", "user.of folder"), "1");
  EXPECT_EQ(read_file(at("f:large")), std::string(100'000, 'l'));
  EXPECT_EQ(read_file(at("f:odd=name")), "odd");
}

TEST_P(TarBy, NamesOfAnyBytesAndLength) {
  std::string deep;
  for (int i = 0; i < 12; ++i) deep += std::string(i == 0 ? "" : "/") + std::string(50, 'd');
  disks.add_file("\xC3\xA4\xE2\x82\xAC", "utf-8");
  disks.add_file("caf\xE9", "latin");
  for (std::size_t end = 50; end <= deep.size(); end += 51) disks.add_folder(deep.substr(0, end));
  disks.add_file(deep + "/f", "deep");
  disks.add_folder("d");
  disks.add_file("d/..", "not above");
  EXPECT_EQ(archive_all().exit_code, 0);
  unpack(GetParam());
  EXPECT_EQ(read_file(at("\xC3\xA4\xE2\x82\xAC")), "utf-8");
  EXPECT_EQ(read_file(at("caf\xE9")), "latin");
  EXPECT_EQ(read_file(at(deep + "/f")), "deep");
  EXPECT_EQ(std::distance(host::directory_iterator(at("d")), {}), 1);
}

TEST_P(TarBy, OwnersAndDevicesAsRoot) {
  VIXMOUNT_REQUIRE_ROOT();
  auto& file = disks.add_file("f", "");
  file.entry.attributes.owner = 3'000'000'000;
  file.entry.attributes.group = 54321;
  auto& device = disks.add("device", fs::NodeType::block_device, 0660).entry.attributes;
  device.device_major = 8;
  device.device_minor = 17;
  EXPECT_EQ(archive_all().exit_code, 0);
  unpack(GetParam());
  EXPECT_EQ(status_of("f").st_uid, 3'000'000'000U);
  EXPECT_EQ(status_of("f").st_gid, 54321U);
  if (::geteuid() == 0) {
    EXPECT_TRUE(S_ISBLK(status_of("device").st_mode));
    EXPECT_EQ(status_of("device").st_rdev, makedev(8, 17));
  }
}

// bsdtar reads the fraction of a negative time as if it counted forward.
TEST_F(Tar, TimesBefore1970) {
  VIXMOUNT_REQUIRE_PROGRAM("tar");
  disks.add_file("f", "").entry.attributes.modified = {-2, 250000000};
  disks.add_file("g", "").entry.attributes.modified = {-1, 999999999};
  EXPECT_EQ(archive_all().exit_code, 0);
  unpack("tar");
  EXPECT_EQ(status_of("f").st_mtim.tv_sec, -2);
  EXPECT_EQ(status_of("f").st_mtim.tv_nsec, 250000000);
  EXPECT_EQ(status_of("g").st_mtim.tv_sec, -1);
  EXPECT_EQ(status_of("g").st_mtim.tv_nsec, 999999999);
}

TEST_F(Tar, AsPythonReadsIt) {
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  auto& file = disks.add_file("f", "content");
  file.entry.attributes.born = fs::Timestamp{1500000000, 5};
  file.xattrs = {{"system.ntfs_attrib_be", "abcd"}};
  disks.add_file("sparse", {{io::ExtentKind::hole, "", 1 << 20}, {io::ExtentKind::data, "x", 0}});
  EXPECT_EQ(archive_all().exit_code, 0);
  EXPECT_EQ(by_python("f", "t.extractfile(m).read().decode()"), "content\n");
  EXPECT_EQ(by_python("f", "m.pax_headers['SCHILY.xattr.system.ntfs_attrib_be']"), "abcd\n");
  EXPECT_EQ(by_python("f", "m.pax_headers['LIBARCHIVE.creationtime']"), "1500000000.000000005\n");
  EXPECT_EQ(by_python("f", "m.pax_headers['atime']"), "1600000000.987654321\n");
  EXPECT_EQ(by_python("sparse", "m.size, t.extractfile(m).read().rstrip(b'x') == bytes(1 << 20)"),
            "1048577 True\n");
}

TEST_F(Tar, ToStandardOutput) {
  VIXMOUNT_REQUIRE_PROGRAM("tar");
  disks.add_file("f", std::string(200'000, 'f'));
  archive = "-";
  const auto result = archive_all();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  write_file(folder.file("captured"), result.out);
  EXPECT_EQ(run(fmt::format("tar -x -O -f '{}' f 2>/dev/null", folder.file("captured"))),
            std::string(200'000, 'f'));
  EXPECT_EQ(result.out.size() % 10240, 0U);
}

TEST_F(Tar, AFileThatBreaksOffInItsMiddleIsSaid) {
  VIXMOUNT_REQUIRE_PROGRAM("tar");
  auto& bad = disks.add_file("bad", {{io::ExtentKind::data, std::string(70000, 'a'), 0},
                                     {io::ExtentKind::opaque, std::string(5000, 'b'), 0}});
  bad.readable_bytes = 0;
  disks.add_file("unmapped", "x").is_unreadable = true;
  disks.add_file("good", "fine");
  const auto manifest = folder.file("manifest");
  const auto result = archive_all({"--manifest", manifest});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("bad: only the first 70000 bytes"), std::string::npos) << result.err;
  host::create_directory(destination);
  run(fmt::format("tar -x -f '{}' -C '{}' 2>&1", archive, destination));
  EXPECT_EQ(read_file(at("bad")), std::string(70000, 'a') + std::string(5000, '\0'));
  EXPECT_FALSE(host::exists(at("unmapped")));  // known before its header was written
  EXPECT_EQ(read_file(at("good")), "fine");
  const ManifestLines lines(manifest);
  EXPECT_STREQ(lines.of("/bad")["status"].GetString(), "failed");
  EXPECT_STREQ(lines.of("/unmapped")["status"].GetString(), "failed");
}

TEST_F(Tar, SocketsAreLeftOut) {
  disks.add("socket", fs::NodeType::socket);
  const auto result = archive_all({"--manifest", folder.file("manifest")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.err.find("not kept: socket"), std::string::npos) << result.err;
  const ManifestLines lines(folder.file("manifest"));
  EXPECT_STREQ(lines.of("/socket")["status"].GetString(), "left_out");
}

TEST_F(Tar, AnArchiveIsReplacedWhenAsked) {
  disks.add_file("f", "x");
  write_file(archive, "old");
  EXPECT_EQ(archive_all().exit_code, 12);
  EXPECT_EQ(read_file(archive), "old");
  EXPECT_EQ(archive_all({"--force"}).exit_code, 0);
  EXPECT_GT(host::file_size(archive), 1024U);
  archive = folder.path().string();
  EXPECT_EQ(archive_all({"--force"}).exit_code, 15);
}

TEST_F(Tar, AFullDiskEndsIt) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "needs /dev/full";
  disks.add_file("f", std::string(3'000'000, 'x'));
  disks.add_file("g", "y");
  archive = "/dev/full";
  const auto result = archive_all();
  EXPECT_EQ(result.exit_code, 10) << result.err;
  EXPECT_NE(result.err.find("broken off"), std::string::npos);
}

}  // namespace
}  // namespace vixmount::test
