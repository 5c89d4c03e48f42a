// Restores from a real NTFS volume, with ntfs-3g as the oracle: onto ext4, onto NTFS, and through
// an archive.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "support/support.hpp"

namespace vixmount::test {
namespace {

namespace host = std::filesystem;

const std::string kCommand = VIXMOUNT_BINARY_DIR "/bin/vixmount";

std::string xattr_of(const std::string& path, const std::string& name) {
  std::string value(64UL << 10, '\0');
  const auto length = ::lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
  return length < 0 ? "(none)" : value.substr(0, static_cast<std::size_t>(length));
}

std::vector<std::string> user_xattrs_of(const std::string& path) {
  std::string names(64UL << 10, '\0');
  const auto length = ::llistxattr(path.c_str(), names.data(), names.size());
  std::vector<std::string> found;
  for (std::size_t begin = 0; length > 0 && begin < static_cast<std::size_t>(length);) {
    found.emplace_back(names.c_str() + begin);
    begin += found.back().size() + 1;
  }
  // Larger than an attribute can be; it becomes a file.
  std::erase_if(found, [](const std::string& name) {
    return !name.starts_with("user.") || name == "user.large";
  });
  std::sort(found.begin(), found.end());
  return found;
}

class NtfsRestore : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* program : {"mkntfs", "ntfs-3g", "setfattr", "tar"})
      if (!have_program(program)) return;
    if (::geteuid() != 0 || ::access("/dev/fuse", R_OK | W_OK) != 0) return;
    source_ = std::make_unique<TemporaryFolder>();
    run(fmt::format("bash '{}/tests/cli/make_ntfs_source.sh' '{}' 2>&1", VIXMOUNT_SOURCE_DIR,
                    source_->path().string()));
  }
  static void TearDownTestSuite() { source_.reset(); }

  void SetUp() override {
    if (!source_) GTEST_SKIP() << "needs root, /dev/fuse, mkntfs, ntfs-3g, setfattr and tar";
    host::create_directory(original);
    run(fmt::format("ntfs-3g -o ro,streams_interface=xattr '{}' '{}'", source_->file("s.ntfs"),
                    original));
  }
  void TearDown() override {
    for (const auto& folder_name : {original, destination})
      run(fmt::format("umount -l '{}' 2>/dev/null || true", folder_name));
  }
  void make_ntfs_destination() {
    run(fmt::format("truncate -s 64M '{0}' && mkntfs -F -q '{0}' >/dev/null 2>&1", image));
    host::create_directory(destination);
    mount_destination();
  }
  void mount_destination() {
    run(fmt::format("ntfs-3g -o streams_interface=xattr '{}' '{}'", image, destination));
  }
  // What the kernel keeps of a folder that became a link is stale.
  void mount_destination_again() {
    run(fmt::format("umount '{}'", destination));
    mount_destination();
  }
  static void copy(const std::string& arguments) {
    run(fmt::format("'{}' cp -a 'raw:{}' {} 2>&1", kCommand, source_->file("s.ntfs"), arguments));
  }
  // Every node of the original below the destination, attribute by attribute.
  void expect_the_same(const std::vector<std::string>& left_out) const {
    std::size_t compared = 0;
    for (const auto& entry : host::recursive_directory_iterator(original)) {
      const auto path = entry.path().lexically_relative(original).string();
      if (std::find(left_out.begin(), left_out.end(), path) != left_out.end()) continue;
      expect_same_node(entry.path().string(), destination + "/" + path);
      ++compared;
    }
    EXPECT_GT(compared, 8U);
  }
  static void expect_same_node(const std::string& theirs, const std::string& ours) {
    struct stat a {
    }, b{};
    ASSERT_EQ(::lstat(theirs.c_str(), &a), 0) << theirs;
    ASSERT_EQ(::lstat(ours.c_str(), &b), 0) << ours;
    EXPECT_EQ(a.st_mode & S_IFMT, b.st_mode & S_IFMT) << ours;
    EXPECT_EQ(a.st_mtim.tv_sec, b.st_mtim.tv_sec) << ours;
    EXPECT_EQ(a.st_mtim.tv_nsec, b.st_mtim.tv_nsec) << ours;
    auto names = user_xattrs_of(theirs);
    EXPECT_EQ(names, user_xattrs_of(ours)) << ours;
    for (const char* name : {"acl", "dos_name", "object_id", "reparse_data", "ea"})
      names.push_back(fmt::format("system.ntfs_{}", name));
    for (const auto& name : names) EXPECT_EQ(xattr_of(theirs, name), xattr_of(ours, name)) << ours;
    // Creation and change of content; reading has changed the next one since.
    EXPECT_EQ(xattr_of(theirs, "system.ntfs_times_be").substr(0, 16),
              xattr_of(ours, "system.ntfs_times_be").substr(0, 16))
        << ours;
    expect_same_attributes(theirs, ours);
    if (S_ISREG(a.st_mode)) {
      EXPECT_EQ(sha256_of_file(theirs), sha256_of_file(ours)) << ours;
    }
  }
  // The compressed bit of a file is how the host stores it.
  static void expect_same_attributes(const std::string& theirs, const std::string& ours) {
    const std::string name = "system.ntfs_attrib_be";
    auto a = xattr_of(theirs, name), b = xattr_of(ours, name);
    ASSERT_EQ(a.size(), 4U);
    ASSERT_EQ(b.size(), 4U);
    constexpr char kCompressed = 0x08;
    a[2] = static_cast<char>(a[2] & ~kCompressed);
    b[2] = static_cast<char>(b[2] & ~kCompressed);
    EXPECT_EQ(a, b) << ours;
  }

  TemporaryFolder folder;
  std::string original = folder.file("original");
  std::string destination = folder.file("out");
  std::string image = folder.file("d.ntfs");

 private:
  static inline std::unique_ptr<TemporaryFolder> source_;
};

TEST_F(NtfsRestore, OntoNtfs) {
  make_ntfs_destination();
  copy(fmt::format("/ '{}'", destination));
  mount_destination_again();
  EXPECT_EQ(xattr_of(original + "/junction", "system.ntfs_reparse_data").size(), 60U);
  expect_the_same({});
}

TEST_F(NtfsRestore, ThroughAnArchiveOntoNtfs) {
  make_ntfs_destination();
  const auto archive = folder.file("archive.tar");
  copy(fmt::format("--format tar / '{}'", archive));
  // A link of an archive becomes another kind of link; its reparse data is in the archive.
  run(fmt::format(
      "tar --xattrs --xattrs-include='*' --warning=no-unknown-keyword --exclude junction "
      "-x -f '{}' -C '{}' 2>&1",
      archive, destination));
  expect_the_same({"junction"});
  EXPECT_NE(read_file(archive).find("SCHILY.xattr.system.ntfs_reparse_data=" +
                                    xattr_of(original + "/junction", "system.ntfs_reparse_data")),
            std::string::npos);
  // The large stream is a member of its own.
  EXPECT_EQ(sha256_of_file(destination + "/Users/anna/big.txt:large"),
            run("seq 200000 | sha256sum").substr(0, 64));
}

TEST_F(NtfsRestore, OntoTheHostsOwnFileSystem) {
  const auto manifest = folder.file("manifest");
  copy(fmt::format("--manifest '{}' / '{}'", manifest, destination));
  for (const std::string path :
       {"Users/anna/note.txt", "Users/anna/big.txt", "Users/anna/sparse.bin", "packed/text.txt"}) {
    EXPECT_EQ(sha256_of_file(original + "/" + path), sha256_of_file(destination + "/" + path));
    EXPECT_NE(read_file(manifest).find(sha256_of_file(original + "/" + path)), std::string::npos);
  }
  EXPECT_EQ(host::read_symlink(destination + "/Users/anna/link"), "note.txt");
  EXPECT_EQ(sha256_of_file(destination + "/Users/anna/big.txt:large"),
            run("seq 200000 | sha256sum").substr(0, 64));
  struct stat sparse {};
  ASSERT_EQ(::stat((destination + "/Users/anna/sparse.bin").c_str(), &sparse), 0);
  EXPECT_LT(sparse.st_blocks * 512, 1 << 20);
  write_file(folder.file("probe"), "");
  if (::setxattr(folder.file("probe").c_str(), "user.probe", "1", 1, 0) != 0) return;
  const auto note = destination + "/Users/anna/note.txt";
  EXPECT_EQ(xattr_of(note, "user.Zone.Identifier"), "[ZoneTransfer]");
  EXPECT_EQ(xattr_of(destination + "/Users", "user.of.folder"), "stream of a folder");
  for (const std::string name : {"acl", "attrib_be", "object_id"})
    EXPECT_EQ(xattr_of(note, "user.ntfs." + name),
              xattr_of(original + "/Users/anna/note.txt", "system.ntfs_" + name));
  EXPECT_EQ(xattr_of(destination + "/Users/anna/a long name.txt", "user.ntfs.dos_name"),
            "ALONGN~1.TXT");
}

}  // namespace
}  // namespace vixmount::test
