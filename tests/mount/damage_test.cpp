// Faults of the disk arrive as an errno where they are, and nowhere else.
#include <atomic>
#include <filesystem>
#include <mutex>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "io/sources.hpp"
#include "mounted.hpp"
#include "support/memory_file_system.hpp"

namespace vixmount::test {
namespace {

int open_and_read(const std::string& path, off_t offset) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return errno;
  char byte = 0;
  return errno_after([&] { return ::pread(fd.get(), &byte, 1, offset); });
}

std::shared_ptr<MemoryFileSystem> damaged_files() {
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/dir/bad-node", "x");
  files->break_node("/dir/bad-node", Error(ErrorKind::damaged, "checksum of inode 5", 5));
  files->add_file("/dir/good", "content");
  files->add_file("/half", std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
                               memory_source(std::string(1 << 20, 'a')),
                               std::make_shared<io::UnreadableSource>(
                                   1 << 20, Error(ErrorKind::damaged, "grain 16", 1 << 20))}));
  files->add_file("/locked", std::make_shared<io::UnreadableSource>(
                                 100, Error(ErrorKind::encrypted, "a key is needed")));
  files->add_directory("/bad-dir");
  files->break_node("/bad-dir", Error(ErrorKind::unsupported, "an unknown kind of folder"));
  files->add_file("/nonsense", "x");
  files->edit("/nonsense",
              [](fs::Attributes& attributes) { attributes.size = 0xffffffffffffffff; });
  files->add_special("/typeless", fs::NodeType::unknown);
  return files;
}

TEST(MountedDamage, IsAnErrorWhereItIs) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Mounted mounted(damaged_files());
  struct stat status {};
  const auto stat_errno = [&](const std::string& path) {
    return errno_after([&] { return ::lstat(mounted.at(path).c_str(), &status); });
  };
  EXPECT_EQ(stat_errno("/dir/bad-node"), EIO);
  EXPECT_EQ(stat_errno("/bad-dir"), EOPNOTSUPP);
  EXPECT_EQ(stat_errno("/nonsense"), EIO);
  EXPECT_EQ(stat_errno("/typeless"), EIO);
  EXPECT_EQ(open_and_read(mounted.at("/half"), 0), 0);
  EXPECT_EQ(open_and_read(mounted.at("/half"), (1 << 20) + 5000), EIO);
  EXPECT_EQ(open_and_read(mounted.at("/locked"), 0), ENOKEY);
}

TEST(MountedDamage, LeavesTheRestAlone) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Mounted mounted(damaged_files());
  EXPECT_EQ(run("ls '" + mounted.at("/dir") + "'"), "bad-node\ngood\n");
  EXPECT_EQ(read_file(mounted.at("/dir/good")), "content");
  EXPECT_EQ(run("ls -a '" + mounted.root() + "' | wc -l"), "8\n");
  EXPECT_EQ(read_file(mounted.at("/dir/good")), "content");
}

TEST(MountedDamage, IsLoggedWithItsReasonAndNotWithoutEnd) {
  VIXMOUNT_REQUIRE_MOUNTING();
  std::mutex mutex;
  std::vector<std::string> lines;
  {
    const Mounted mounted(damaged_files(), {}, {}, Log([&](LogLevel, std::string_view text) {
                            const std::lock_guard lock(mutex);
                            lines.emplace_back(text);
                          }));
    for (int i = 0; i < 1000; ++i) open_and_read(mounted.at("/half"), (1 << 20) + 5000);
  }
  ASSERT_FALSE(lines.empty());
  EXPECT_NE(lines.front().find("grain 16"), std::string::npos) << lines.front();
  EXPECT_LT(lines.size(), 300U);
}

// Names that no kernel accepts; one of them must not make the whole folder unreadable.
class OddNames final : public fs::FileSystem {
 public:
  const fs::FileSystemInfo& info() const noexcept override { return info_; }
  fs::Statistics statistics() const override { return {}; }
  fs::NodeId root() const noexcept override { return 5; }
  fs::Attributes attributes(fs::NodeId node) const override {
    fs::Attributes attributes;
    attributes.node = node;
    attributes.type = node == 5 ? fs::NodeType::directory : fs::NodeType::regular;
    attributes.link_count = 1;
    return attributes;
  }
  std::optional<fs::NodeId> lookup(fs::NodeId, std::string_view) const override { return 6; }
  void list(fs::NodeId, std::uint64_t cookie, const fs::EntryVisitor& visit) const override {
    const std::array<std::string, 8> names = {
        "..", "a/b", "", "first", std::string(2000, 'x'), ".", std::string("nul\0", 4), "last"};
    for (; cookie < names.size(); ++cookie)
      if (!visit({names[cookie], 6 + cookie, fs::NodeType::regular, cookie + 1})) return;
  }
  fs::NodeId parent(fs::NodeId) const override { return 5; }
  io::SourcePtr open(fs::NodeId) const override { return memory_source(""); }
  std::string read_link(fs::NodeId) const override { return {}; }
  std::vector<std::string> list_xattrs(fs::NodeId) const override { return {}; }
  std::optional<std::string> get_xattr(fs::NodeId, std::string_view) const override { return {}; }

 private:
  fs::FileSystemInfo info_;
};

TEST(MountedDamage, ImpossibleNamesAreLeftOut) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Mounted mounted(std::make_shared<OddNames>());
  EXPECT_EQ(run("ls '" + mounted.root() + "'"), "first\nlast\n");
}

}  // namespace
}  // namespace vixmount::test
