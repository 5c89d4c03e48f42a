// Names, attributes, links, extended attributes through ordinary calls.
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "mounted.hpp"
#include "support/memory_file_system.hpp"

namespace vixmount::test {
namespace {

struct Entry {
  unsigned char type = DT_UNKNOWN;
  ino_t number = 0;
};

std::map<std::string, Entry> entries_of(const std::string& path) {
  std::map<std::string, Entry> entries;
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) throw std::runtime_error("opendir " + path);
  while (const dirent* entry = ::readdir(directory))
    EXPECT_TRUE(entries.insert({entry->d_name, {entry->d_type, entry->d_ino}}).second)
        << entry->d_name << " came twice";
  ::closedir(directory);
  return entries;
}

struct stat status_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

// The same tree under other node numbers: the root is 2 as in ext4, and a file has number 1.
class Renumbered final : public fs::FileSystem {
 public:
  explicit Renumbered(std::shared_ptr<const MemoryFileSystem> files) : files_(std::move(files)) {}
  const fs::FileSystemInfo& info() const noexcept override { return files_->info(); }
  fs::Statistics statistics() const override { return files_->statistics(); }
  fs::NodeId root() const noexcept override { return swapped(files_->root()); }
  fs::Attributes attributes(fs::NodeId node) const override {
    auto attributes = files_->attributes(swapped(node));
    attributes.node = node;
    return attributes;
  }
  std::optional<fs::NodeId> lookup(fs::NodeId directory, std::string_view name) const override {
    const auto node = files_->lookup(swapped(directory), name);
    return node ? std::optional(swapped(*node)) : node;
  }
  void list(fs::NodeId directory, std::uint64_t cookie,
            const fs::EntryVisitor& visit) const override {
    files_->list(swapped(directory), cookie, [&](fs::DirectoryEntry entry) {
      entry.node = swapped(entry.node);
      return visit(entry);
    });
  }
  fs::NodeId parent(fs::NodeId node) const override {
    return swapped(files_->parent(swapped(node)));
  }
  io::SourcePtr open(fs::NodeId file) const override { return files_->open(swapped(file)); }
  std::string read_link(fs::NodeId link) const override { return files_->read_link(swapped(link)); }
  std::vector<std::string> list_xattrs(fs::NodeId node) const override {
    return files_->list_xattrs(swapped(node));
  }
  std::optional<std::string> get_xattr(fs::NodeId node, std::string_view name) const override {
    return files_->get_xattr(swapped(node), name);
  }

 private:
  static fs::NodeId swapped(fs::NodeId node) { return node == 1 ? 2 : node == 2 ? 1 : node; }
  std::shared_ptr<const MemoryFileSystem> files_;
};

TEST(MountedTree, ListsEverythingWithItsType) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/dir/file", "content");
  files->add_directory("/dir/sub");
  files->add_link("/dir/link", "../target");
  files->add_special("/dir/fifo", fs::NodeType::fifo);
  files->add_special("/dir/null", fs::NodeType::character_device, 1, 3);
  const auto link_node = files->add_link("/dir/\xff not utf-8", "x");
  const Mounted mounted(files);

  const auto entries = entries_of(mounted.at("/dir"));
  EXPECT_EQ(entries.size(), 8U);  // with . and ..
  EXPECT_EQ(entries.at(".").type, DT_DIR);
  EXPECT_EQ(entries.at("..").type, DT_DIR);
  EXPECT_EQ(entries.at("file").type, DT_REG);
  EXPECT_EQ(entries.at("sub").type, DT_DIR);
  EXPECT_EQ(entries.at("link").type, DT_LNK);
  EXPECT_EQ(entries.at("fifo").type, DT_FIFO);
  EXPECT_EQ(entries.at("null").type, DT_CHR);
  EXPECT_EQ(entries.at("\xff not utf-8").number, link_node);
  EXPECT_EQ(std::filesystem::read_symlink(mounted.at("/dir/link")), "../target");
  EXPECT_EQ(status_of(mounted.at("/dir/null")).st_rdev, makedev(1, 3));
}

TEST(MountedTree, ListsLargeDirectoriesOnceEach) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->hide_entry_types();
  constexpr int kCount = 5000;
  for (int i = 0; i < kCount; ++i)
    files->add_file(
        "/many/" + std::string(static_cast<std::size_t>(i % 200), 'n') + std::to_string(i),
        std::to_string(i));
  const Mounted mounted(files);
  for (int pass = 0; pass < 2; ++pass)  // the second from the kernel's cache
    EXPECT_EQ(entries_of(mounted.at("/many")).size(), kCount + 2U);
  EXPECT_EQ(run("find '" + mounted.at("/many") +
                "' -type f -printf '%s\\n' | awk '{n+=$1} END "
                "{print n}'"),
            std::to_string(10 + 90 * 2 + 900 * 3 + 4000 * 4) + "\n");
}

TEST(MountedTree, ShowsAttributesExactly) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  const auto node = files->add_file("/file", std::string(1000, 'x'));
  files->add_hard_link("/second", "/file");
  files->edit("/file", [](fs::Attributes& attributes) {
    attributes.permissions = 04751;
    attributes.owner = 1234;
    attributes.group = 70000;
    attributes.allocated_size = 4096;
    attributes.modified = {-5, 123456789};
    attributes.accessed = {4102444800, 1};
    attributes.changed = {1, 999999999};
  });
  const Mounted mounted(files);
  const auto status = status_of(mounted.at("/file"));
  EXPECT_EQ(status.st_ino, node);
  EXPECT_EQ(status.st_mode, S_IFREG | 04751U);
  EXPECT_EQ(status.st_uid, 1234U);
  EXPECT_EQ(status.st_gid, 70000U);
  EXPECT_EQ(status.st_size, 1000);
  EXPECT_EQ(status.st_blocks, 8);
  EXPECT_EQ(status.st_nlink, 2U);
  EXPECT_EQ(status.st_mtim.tv_sec, -5);
  EXPECT_EQ(status.st_mtim.tv_nsec, 123456789);
  EXPECT_EQ(status.st_atim.tv_sec, 4102444800);
  EXPECT_EQ(status.st_ctim.tv_nsec, 999999999);
  EXPECT_EQ(status_of(mounted.at("/second")).st_ino, node);
}

TEST(MountedTree, OptionsReplaceOwnersAndTakeBits) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/file", "x");
  files->edit("/file", [](fs::Attributes& attributes) { attributes.permissions = 0777; });
  mount::ServeOptions options;
  options.owner = 42;
  options.group = 43;
  options.umask = 027;
  const Mounted mounted(files, options);
  const auto status = status_of(mounted.at("/file"));
  EXPECT_EQ(status.st_uid, 42U);
  EXPECT_EQ(status.st_gid, 43U);
  EXPECT_EQ(status.st_mode & 07777U, 0750U);
}

TEST(MountedTree, TheRootMayHaveAnyNumber) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto memory = std::make_shared<MemoryFileSystem>();
  ASSERT_EQ(memory->add_file("/number-1", "first"), 2U);
  memory->add_file("/dir/other", "second");
  const Mounted mounted(std::make_shared<Renumbered>(memory));
  EXPECT_EQ(status_of(mounted.root()).st_ino, 2U);
  EXPECT_EQ(status_of(mounted.at("/number-1")).st_ino, 1U);
  EXPECT_EQ(read_file(mounted.at("/number-1")), "first");
  EXPECT_EQ(read_file(mounted.at("/dir/../dir/other")), "second");
  const auto entries = entries_of(mounted.root());
  EXPECT_EQ(entries.at(".").number, 2U);
  EXPECT_EQ(entries.at("number-1").number, 1U);
  EXPECT_EQ(entries_of(mounted.at("/dir")).at("..").number, 2U);
}

TEST(MountedTree, AnswersExtendedAttributes) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/file", "x");
  files->add_file("/plain", "x");
  files->set_xattr("/file", "user.colour", std::string("re\0d", 4));
  files->set_xattr("/file", "user.large", std::string(60000, 'v'));
  const Mounted mounted(files);
  const auto path = mounted.at("/file");
  std::array<char, 65536> buffer{};
  ASSERT_EQ(::getxattr(path.c_str(), "user.colour", buffer.data(), buffer.size()), 4);
  EXPECT_EQ(std::string(buffer.data(), 4), std::string("re\0d", 4));
  EXPECT_EQ(::getxattr(path.c_str(), "user.large", nullptr, 0), 60000);
  EXPECT_EQ(::getxattr(path.c_str(), "user.large", buffer.data(), buffer.size()), 60000);
  EXPECT_EQ(errno_after([&] { return ::getxattr(path.c_str(), "user.large", buffer.data(), 10); }),
            ERANGE);
  EXPECT_EQ(errno_after([&] { return ::getxattr(path.c_str(), "user.no", buffer.data(), 10); }),
            ENODATA);
  const auto length = ::listxattr(path.c_str(), buffer.data(), buffer.size());
  ASSERT_EQ(length, 23);  // both names with their NULs
  EXPECT_EQ(::listxattr(mounted.at("/plain").c_str(), buffer.data(), buffer.size()), 0);
}

TEST(MountedTree, AnswersStatfs) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const auto files = std::make_shared<MemoryFileSystem>();
  const auto expected = files->statistics();
  const Mounted mounted(files);
  struct statvfs result {};
  ASSERT_EQ(::statvfs(mounted.root().c_str(), &result), 0);
  EXPECT_EQ(result.f_frsize, expected.block_size);
  EXPECT_EQ(result.f_blocks, expected.total_blocks);
  EXPECT_EQ(result.f_files, expected.total_nodes);
  EXPECT_EQ(result.f_namemax, expected.longest_name);
}

TEST(MountedTree, RefusesEveryChange) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/file", "x");
  const Mounted mounted(files);
  const auto path = mounted.at("/file");
  const auto fresh = mounted.at("/new");
  EXPECT_EQ(errno_after([&] { return ::open(path.c_str(), O_RDWR | O_CLOEXEC); }), EROFS);
  EXPECT_EQ(
      errno_after([&] { return ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644); }),
      EROFS);
  EXPECT_EQ(errno_after([&] { return ::mkdir(fresh.c_str(), 0755); }), EROFS);
  EXPECT_EQ(errno_after([&] { return ::unlink(path.c_str()); }), EROFS);
  EXPECT_EQ(errno_after([&] { return ::chmod(path.c_str(), 0600); }), EROFS);
  EXPECT_EQ(errno_after([&] { return ::truncate(path.c_str(), 0); }), EROFS);
  EXPECT_EQ(errno_after([&] { return ::access(path.c_str(), W_OK); }), EROFS);
  EXPECT_EQ(errno_after([&] { return ::access(path.c_str(), R_OK); }), 0);
}

}  // namespace
}  // namespace vixmount::test
