// Names, links, streams and extended attributes against ntfs-3g.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "fs/file_system.hpp"
#include "fs/ntfs/edited_image.hpp"
#include "fs/ntfs/image.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test;  // NOLINT: the helpers of all tests

constexpr const char* kToFill = "streams_interface=xattr";
constexpr const char* kToCompare = "ro,noatime,streams_interface=xattr,efs_raw";

struct Volume {
  explicit Volume(const std::string& size = "64M") : image(make_image(folder, "", size)) {}
  FileSystemPtr open() const { return open_ntfs(image); }

  TemporaryFolder folder;
  std::string image;
};

struct Mounted : NtfsMount {
  Mounted(const Volume& volume, const std::string& options) : NtfsMount(volume.image, options) {}
  // A shell command with the mount as working folder.
  void run(const std::string& command) const {
    test::run("cd '" + path().string() + "' && " + command);
  }
};

constexpr Comparison kComparison{
    .directory_sizes = false, .allocated_size = false, .xattrs = false};

ino_t inode_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) throw std::runtime_error("lstat " + path.string());
  return status.st_ino;
}

NodeId node_at(const FileSystem& files, const std::string& path) {
  auto node = files.root();
  std::size_t begin = 0;
  while (begin < path.size()) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto found = files.lookup(node, path.substr(begin, end - begin));
    if (!found) throw std::runtime_error(path + " was not found");
    node = *found;
    begin = end + 1;
  }
  return node;
}

std::optional<std::string> xattr_of(const std::filesystem::path& path, const std::string& name) {
  std::string value(65536, '\0');
  const auto length = ::lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
  if (length < 0) return std::nullopt;
  value.resize(static_cast<std::size_t>(length));
  return value;
}

const std::vector<std::string> kAllXattrs = {
    "system.ntfs_acl",       "system.ntfs_attrib",   "system.ntfs_attrib_be",
    "system.ntfs_times",     "system.ntfs_times_be", "system.ntfs_crtime",
    "system.ntfs_crtime_be", "system.ntfs_dos_name", "system.ntfs_ea",
    "system.ntfs_object_id", "system.ntfs_efsinfo",  "system.ntfs_reparse_data"};

// Every attribute that ntfs-3g gives for the file, byte for byte, and none that it does not.
void expect_same_xattrs(const FileSystem& files, const std::filesystem::path& mounted,
                        const std::string& path) {
  const auto node = node_at(files, path);
  for (const auto& name : kAllXattrs)
    EXPECT_EQ(files.get_xattr(node, name), xattr_of(mounted / path, name)) << path << " " << name;
  for (const auto& name : files.list_xattrs(node))
    EXPECT_TRUE(files.get_xattr(node, name)) << path << " lists " << name;
}

// Names that differ by case only, long names, names of many scripts, in a directory whose index has
// several levels.
TEST(NtfsNames, DirectoryOfManyNamesIsThatOfNtfs3g) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume("128M");
  {
    const Mounted mounted(volume, kToFill);
    write_file(volume.folder.file("fill.py"), R"(
import os
os.mkdir('many'); os.chdir('many')
for i in range(12000):
    open(('file%05d' if i % 2 else 'FILE%05d') % i + 'x' * (i % 90), 'w').close()
for name in ['a', 'A', 'aB', 'Ab', 'AB', 'ab', '\u00e4', '\u00c4', '\u0436', '\u0416',
             '\u6f22\u5b57', '\U0001f600', '\u00ff', '\u0178', 'name. ', 'con', 'a:b', 'x\\y', 'q?*"']:
    open(name, 'w').close()
for i in range(0, 12000, 3):
    os.remove(('file%05d' if i % 2 else 'FILE%05d') % i + 'x' * (i % 90))
)");
    mounted.run("python3 '" + volume.folder.file("fill.py") + "'");
  }
  const auto files = volume.open();
  const Mounted mounted(volume, kToCompare);
  const auto counts = compare_with_mount(*files, mounted.path(), kComparison);
  EXPECT_GE(counts.nodes, 8000U);

  const auto many = node_at(*files, "many");
  for (const std::string name : {"a", "A", "aB", "Ab", "AB", "ab", "ä", "Ä", "ж", "Ж", "ÿ", "Ÿ"})
    EXPECT_EQ(files->lookup(many, name), inode_of(mounted.path() / "many" / name)) << name;
  // Where no name is written so, the one that differs by case.
  EXPECT_EQ(files->lookup(many, "FiLe00001X"), inode_of(mounted.path() / "many/file00001x"));
  EXPECT_EQ(files->lookup(many, "CON"), inode_of(mounted.path() / "many/con"));
  EXPECT_FALSE(files->lookup(many, "file00001y"));
}

TEST(NtfsNames, ShortNamesAreHiddenAndFound) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  {
    const Mounted mounted(volume, kToFill);
    mounted.run(
        "mkdir 'Program Files' && echo 1 > 'Program Files/long file name.text' && "
        "setfattr -h -n system.ntfs_dos_name -v PROGRA~1 'Program Files' && "
        "setfattr -h -n system.ntfs_dos_name -v LONGFI~1.TEX 'Program Files/long file name.text' "
        "&& "
        "echo 2 > short.txt && setfattr -h -n system.ntfs_dos_name -v short.txt short.txt && "
        "echo 3 > é.txt && setfattr -h -n system.ntfs_dos_name -v é.txt é.txt && "
        "echo 4 > 'a linked file' && setfattr -h -n system.ntfs_dos_name -v ALINKE~1 "
        "'a linked file' && ln 'a linked file' 'second link'");
  }
  const auto files = volume.open();
  const Mounted mounted(volume, kToCompare);
  std::set<std::string> listed;
  files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
    EXPECT_TRUE(listed.insert(std::string(entry.name)).second) << entry.name;
    return true;
  });
  EXPECT_EQ(listed, (std::set<std::string>{"Program Files", "a linked file", "second link",
                                           "short.txt", "é.txt"}));
  EXPECT_EQ(files->lookup(files->root(), "PROGRA~1"), inode_of(mounted.path() / "Program Files"));
  EXPECT_EQ(files->lookup(files->root(), "progra~1"), inode_of(mounted.path() / "Program Files"));
  EXPECT_EQ(node_at(*files, "PROGRA~1/longfi~1.tex"),
            inode_of(mounted.path() / "Program Files/long file name.text"));
  for (const std::string path :
       {"Program Files", "Program Files/long file name.text", "short.txt", "é.txt"})
    expect_same_xattrs(*files, mounted.path(), path);
  // ntfs-3g counts the short name as a link and tells no DOS name of a file with two.
  const auto linked = node_at(*files, "second link");
  EXPECT_EQ(linked, node_at(*files, "ALINKE~1"));
  EXPECT_EQ(files->attributes(linked).link_count, 2U);
  EXPECT_EQ(files->get_xattr(linked, "system.ntfs_dos_name"), "ALINKE~1");
}

TEST(NtfsXattrs, AreThoseOfNtfs3g) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  {
    const Mounted mounted(volume, kToFill);
    mounted.run(
        "mkdir d && echo 1 > d/f && echo 2 > hidden && echo 3 > tagged && echo 4 > wsl && "
        "setfattr -n system.ntfs_attrib_be -v 0x00000026 hidden && "
        "setfattr -n system.ntfs_attrib_be -v 0x00000000 d && "
        "setfattr -n system.ntfs_times_be -v "
        "0x01c0000000000001801ffffffffffffe000000000000000a01dd000000000003 d/f && "
        "setfattr -n system.ntfs_object_id -v 0x00112233445566778899aabbccddeeff tagged && "
        "setfattr -n system.ntfs_object_id -v "
        "0xffeeddccbbaa99887766554433221100000102030405060708090a0b0c0d0e0f"
        "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f hidden && "
        // Two attributes of WSL: $LXUID and $LXGID.
        "setfattr -n system.ntfs_ea -v "
        "0x1400000000060400244c5855494400e8030000001400000000060400244c5847494400e903000000 wsl "
        "&& setfattr -n system.ntfs_acl -v "
        "0x01000480140000002400000000000000340000000102000000000005200000002002000001020000"
        "00000005200000002002000002001c000100000000031400ff011f0001010000000000050b000000 d/f");
  }
  const auto files = volume.open();
  const Mounted mounted(volume, kToCompare);
  for (const std::string path : {"d", "d/f", "hidden", "tagged", "wsl", ""})
    expect_same_xattrs(*files, mounted.path(), path);
  EXPECT_EQ(files->get_xattr(node_at(*files, "tagged"), "system.ntfs_object_id")->size(), 64U);
  EXPECT_TRUE(files->get_xattr(node_at(*files, "wsl"), "system.ntfs_ea"));
  EXPECT_FALSE(files->get_xattr(node_at(*files, "d"), "security.capability"));
}

TEST(NtfsXattrs, StreamsAreThoseOfNtfs3g) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  {
    const Mounted mounted(volume, kToFill);
    mounted.run(
        "echo main > f && mkdir d && setfattr -n user.Zone.Identifier -v '[ZoneTransfer]' f && "
        "setfattr -n user.empty f && setfattr -n user.größe -v xyz f && "
        "setfattr -n user.of-folder -v abc d");
  }
  {
    const Mounted mounted(volume, "streams_interface=windows");
    mounted.run("head -c 65536 /dev/urandom > f:largest && head -c 65537 /dev/urandom > f:larger");
  }
  const auto files = volume.open();
  const Mounted mounted(volume, kToCompare);
  const auto f = node_at(*files, "f");
  const std::set<std::string> expected = {"user.Zone.Identifier", "user.empty", "user.größe",
                                          "user.largest"};
  std::set<std::string> listed;
  for (const auto& name : files->list_xattrs(f))
    if (name.starts_with("user.")) listed.insert(name);
  EXPECT_EQ(listed, expected);
  for (const auto& name : expected)
    EXPECT_EQ(files->get_xattr(f, name), xattr_of(mounted.path() / "f", name)) << name;
  EXPECT_EQ(files->get_xattr(node_at(*files, "d"), "user.of-folder"), "abc");
  EXPECT_EQ(error_kind_of([&] { files->get_xattr(f, "user.larger"); }), ErrorKind::limit_exceeded);
  EXPECT_FALSE(files->get_xattr(f, "user.zone.identifier.x"));
  // The one that is too long for an attribute is there by its other names.
  EXPECT_EQ(files->attributes(node_at(*files, "f:larger")).size, 65537U);
  EXPECT_EQ(content_of(*files->open(node_at(*files, "F:zone.IDENTIFIER:$DATA"))), "[ZoneTransfer]");
  EXPECT_EQ(files->streams(f).size(), 5U);
}

TEST(NtfsNames, UnpairedSurrogatesLeadBack) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  const std::string name = "lone-\xED\xA0\x80-\xED\xB0\x80.txt";
  {
    const Mounted mounted(volume, kToFill);
    write_file(mounted.path() / name, "found");
    write_file(mounted.path() / "\xF0\x9F\x98\x80", "pair");
  }
  const auto files = volume.open();
  const Mounted mounted(volume, kToCompare);
  const auto counts = compare_with_mount(*files, mounted.path(), kComparison);
  EXPECT_EQ(counts.files, 2U);
  EXPECT_EQ(content_of(*files->open(node_at(*files, name))), "found");
  // Two halves of a pair, each written on its own, are another text than the pair.
  EXPECT_FALSE(files->lookup(files->root(), "\xED\xA0\xBD\xED\xB8\x80"));
}

TEST(NtfsLinks, InterixLinksAndDevicesAreThoseOfNtfs3g) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  {
    const Mounted mounted(volume, kToFill);
    mounted.run(
        "mkdir d && ln -s ../target d/up && ln -s /usr/bin/x absolute && ln -s 'mit Ümlaut' u && "
        "ln -s \"$(printf 'y%.0s' $(seq 1 300))\" long");
  }
  {
    const auto files = volume.open();
    const Mounted mounted(volume, kToCompare);
    const auto counts = compare_with_mount(*files, mounted.path(), kComparison);
    EXPECT_EQ(counts.nodes, 6U);
    EXPECT_EQ(files->read_link(node_at(*files, "d/up")), "../target");
  }
  {
    const Mounted mounted(volume, kToFill);
    mounted.run("mknod c c 5 1 && mknod b b 8 17");
  }
  const auto files = volume.open();
  const auto c = files->attributes(node_at(*files, "c"));
  const auto b = files->attributes(node_at(*files, "b"));
  EXPECT_EQ(c.type, NodeType::character_device);
  EXPECT_EQ(b.type, NodeType::block_device);
  EXPECT_EQ(std::pair(c.device_major, c.device_minor), std::pair(5U, 1U));
  EXPECT_EQ(std::pair(b.device_major, b.device_minor), std::pair(8U, 17U));
}

// Links and special files as WSL keeps them.
TEST(NtfsLinks, WslFilesAreThoseOfNtfs3g) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  {
    const Mounted mounted(volume, "special_files=wsl");
    mounted.run(
        "mkdir d && ln -s ../target d/up && ln -s /usr/bin/ü absolute && mkfifo fifo && "
        "mknod c c 5 1 && mknod b b 8 17 && python3 -c 'import socket as s; "
        "s.socket(s.AF_UNIX).bind(\"sock\")'");
  }
  const auto files = volume.open();
  const Mounted mounted(volume, std::string(kToCompare) + ",special_files=wsl");
  for (const std::string path : {"d/up", "absolute"})
    EXPECT_EQ(files->read_link(node_at(*files, path)),
              std::filesystem::read_symlink(mounted.path() / path));
  // (ntfs-3g gives special files no permissions at all.)
  const std::map<std::string, NodeType> types = {{"fifo", NodeType::fifo},
                                                 {"c", NodeType::character_device},
                                                 {"b", NodeType::block_device},
                                                 {"sock", NodeType::socket}};
  for (const auto& [path, type] : types) {
    struct stat status {};
    ASSERT_EQ(::lstat((mounted.path() / path).c_str(), &status), 0);
    const auto ours = files->attributes(node_at(*files, path));
    EXPECT_EQ(ours.type, type) << path;
    EXPECT_EQ(ours.device_major, major(status.st_rdev)) << path;
    EXPECT_EQ(ours.device_minor, minor(status.st_rdev)) << path;
  }
  for (const std::string path : {"d/up", "absolute", "fifo", "c", "b", "sock"})
    expect_same_xattrs(*files, mounted.path(), path);
}

std::string hex_of(std::string_view bytes) {
  std::string out = "0x";
  for (const unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

std::string little_endian(std::uint64_t value, std::size_t width) {
  std::string out;
  for (; width > 0; --width, value >>= 8) out.push_back(static_cast<char>(value));
  return out;
}

std::string utf16_of(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

std::string reparse_bytes(std::uint32_t tag, const std::string& data) {
  return little_endian(tag, 4) + little_endian(data.size(), 2) + little_endian(0, 2) + data;
}

// As mklink writes them: the substitute name, the print name.
std::string windows_link(std::uint32_t tag, const std::string& flags, const std::string& target,
                         const std::string& print) {
  return reparse_bytes(tag, little_endian(0, 2) + little_endian(2 * target.size(), 2) +
                                little_endian(2 * target.size() + 2, 2) +
                                little_endian(2 * print.size(), 2) + flags + utf16_of(target) +
                                little_endian(0, 2) + utf16_of(print) + little_endian(0, 2));
}

constexpr std::uint32_t kSymbolicLink = 0xA000000C;
constexpr std::uint32_t kMountPoint = 0xA0000003;

// Reparse points of Windows, laid onto files by their bytes. ntfs-3g follows links that stay on the
// volume; our targets name drives and volumes.
TEST(NtfsLinks, WindowsLinksAreTranslated) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const auto absolute = little_endian(0, 4);
  const auto relative = little_endian(1, 4);
  const std::string guid = "Volume{01234567-89ab-cdef-0123-456789abcdef}";
  struct Case {
    std::string path;
    bool folder;
    std::string reparse;
    std::string target;
  };
  const std::vector<Case> cases = {
      {"to-file", false,
       windows_link(kSymbolicLink, absolute, R"(\??\C:\Users\x.txt)", R"(C:\Users\x.txt)"),
       "/C:/Users/x.txt"},
      {"in/up", false, windows_link(kSymbolicLink, relative, R"(..\in\file)", R"(..\in\file)"),
       "../in/file"},
      {"in/deep/rooted", false, windows_link(kSymbolicLink, relative, R"(\in\file)", R"(\in\file)"),
       "../../in/file"},
      {"share", true, windows_link(kSymbolicLink, absolute, R"(\??\UNC\server\share\d)", "s"),
       "//server/share/d"},
      {"junction", true, windows_link(kMountPoint, "", R"(\??\D:\data)", R"(D:\data)"), "/D:/data"},
      {"mounted", true, windows_link(kMountPoint, "", R"(\??\)" + guid + R"(\)", ""), "/" + guid},
  };
  const Volume volume;
  {
    const Mounted mounted(volume, kToFill);
    mounted.run("mkdir -p in/deep && echo content > in/file");
    for (const auto& each : cases)
      mounted.run((each.folder ? "mkdir " : "touch ") + each.path +
                  " && setfattr -h -n system.ntfs_reparse_data -v " + hex_of(each.reparse) + " " +
                  each.path);
  }
  const auto files = volume.open();
  for (const auto& each : cases) {
    const auto node = node_at(*files, each.path);
    EXPECT_EQ(files->attributes(node).type, NodeType::symbolic_link) << each.path;
    EXPECT_EQ(files->read_link(node), each.target) << each.path;
    EXPECT_EQ(files->get_xattr(node, "system.ntfs_reparse_data"), each.reparse) << each.path;
  }
  const Mounted mounted(volume, kToCompare);
  // Relative targets are the same for both.
  EXPECT_EQ(std::filesystem::read_symlink(mounted.path() / "in/up"), "../in/file");
}

// fsutil setCaseSensitiveInfo: no tool here sets it, so the two fields are written by hand.
TEST(NtfsNames, CaseSensitiveDirectoryWantsTheExactName) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const Volume volume;
  NodeId folder = 0;
  {
    const Mounted mounted(volume, kToFill);
    mounted.run("mkdir plain exact && touch plain/Name exact/Name exact/NAME");
    folder = inode_of(mounted.path() / "exact");
  }
  EditedImage edited(volume.image);
  constexpr std::size_t kValue = 24;
  constexpr std::size_t kVersion = 40;
  edited.put(edited.attribute(folder, 0x10) + kValue + kVersion, 1, 4);
  const auto files = ntfs::open(edited.source(), {}, Log{});
  EXPECT_TRUE(files->lookup(node_at(*files, "plain"), "nAME"));
  EXPECT_FALSE(files->lookup(folder, "nAME"));
  EXPECT_NE(files->lookup(folder, "Name"), files->lookup(folder, "NAME"));
  EXPECT_EQ(node_at(*files, "EXACT"), folder);  // by the root, which is as usual
}

}  // namespace
}  // namespace vixmount::fs::ntfs
