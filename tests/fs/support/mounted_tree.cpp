#include "fs/support/mounted_tree.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <system_error>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/unique_fd.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

fs::NodeType type_of(std::uint16_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return fs::NodeType::regular;
    case S_IFDIR:
      return fs::NodeType::directory;
    case S_IFLNK:
      return fs::NodeType::symbolic_link;
    case S_IFCHR:
      return fs::NodeType::character_device;
    case S_IFBLK:
      return fs::NodeType::block_device;
    case S_IFIFO:
      return fs::NodeType::fifo;
    case S_IFSOCK:
      return fs::NodeType::socket;
    default:
      return fs::NodeType::unknown;
  }
}

fs::Timestamp time_of(const struct statx_timestamp& time) { return {time.tv_sec, time.tv_nsec}; }

class Comparer {
 public:
  Comparer(const fs::FileSystem& files, const Comparison& what) : files_(files), what_(what) {}

  ComparedCounts counts;

  void compare_tree(fs::NodeId node, const std::string& path) {
    compare_node(node, path);
    std::vector<std::pair<fs::NodeId, std::string>> waiting{{node, path}};
    while (!waiting.empty() && !too_many_failures()) {
      const auto [folder, folder_path] = waiting.back();
      waiting.pop_back();
      for (const auto& [name, entry] : compare_names(folder, folder_path)) {
        const auto child_path = folder_path + "/" + name;
        const auto type = compare_node(entry.node, child_path);
        EXPECT_TRUE(entry.type == fs::NodeType::unknown || entry.type == type) << child_path;
        if (type != fs::NodeType::directory) continue;
        EXPECT_EQ(files_.parent(entry.node), folder) << child_path;
        waiting.emplace_back(entry.node, child_path);
      }
    }
  }

 private:
  struct Entry {
    fs::NodeId node;
    fs::NodeType type;
  };
  using Entries = std::map<std::string, Entry>;

  // One difference often causes thousands: the first ones tell enough.
  static bool too_many_failures() {
    const auto* result = testing::UnitTest::GetInstance()->current_test_info()->result();
    return result->total_part_count() > 50;
  }

  Entries compare_names(fs::NodeId folder, const std::string& path) {
    Entries ours;
    std::vector<std::string> order;
    std::vector<std::uint64_t> cookies;
    files_.list(folder, 0, [&](const fs::DirectoryEntry& entry) {
      ours[std::string(entry.name)] = {entry.node, entry.type};
      order.emplace_back(entry.name);
      cookies.push_back(entry.next_cookie);
      return true;
    });
    std::set<std::string> theirs;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      theirs.insert(entry.path().filename().string());
    EXPECT_EQ(order.size(), theirs.size()) << path;
    for (const auto& name : theirs) {
      EXPECT_TRUE(ours.contains(name)) << path << " lacks " << name;
      const auto found = files_.lookup(folder, name);
      EXPECT_TRUE(found && ours.contains(name) && *found == ours.at(name).node)
          << "lookup of " << path << "/" << name;
      if (too_many_failures()) break;
    }
    EXPECT_FALSE(files_.lookup(folder, "no such name here")) << path;
    check_cookies(folder, path, order, cookies);
    std::erase_if(ours, [&](const auto& entry) { return !theirs.contains(entry.first); });
    return ours;
  }

  // Going on behind some entries yields exactly the rest.
  void check_cookies(fs::NodeId folder, const std::string& path,
                     const std::vector<std::string>& order,
                     const std::vector<std::uint64_t>& cookies) {
    const auto step = std::max<std::size_t>(1, order.size() / 7);
    for (std::size_t i = 0; i < order.size(); i += step) {
      std::vector<std::string> rest;
      files_.list(folder, cookies[i], [&](const fs::DirectoryEntry& entry) {
        rest.emplace_back(entry.name);
        return rest.size() < 20;
      });
      const auto first = order.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      const auto count = std::min<std::ptrdiff_t>(20, order.end() - first);
      EXPECT_EQ(rest, std::vector<std::string>(first, first + count)) << path << " from " << i;
    }
  }

  fs::NodeType compare_node(fs::NodeId node, const std::string& path) {
    struct statx stat {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME,
                &stat) != 0)
      throw_errno("statx " + path);
    const auto ours = files_.attributes(node);
    ++counts.nodes;
    EXPECT_EQ(ours.node, node) << path;
    if (what_.inode_numbers) {
      EXPECT_EQ(node, stat.stx_ino) << path;
    }
    compare_attributes(ours, stat, path);
    if (what_.times) compare_times(ours, stat, path);
    if (what_.xattrs) compare_xattrs(ours, path);
    if (ours.type == fs::NodeType::symbolic_link) compare_link(node, path);
    if (ours.type == fs::NodeType::regular && what_.content) compare_content(node, path);
    return ours.type;
  }

  void compare_attributes(const fs::Attributes& ours, const struct statx& stat,
                          const std::string& path) {
    EXPECT_EQ(static_cast<int>(ours.type), static_cast<int>(type_of(stat.stx_mode))) << path;
    EXPECT_EQ(ours.permissions, stat.stx_mode & 07777) << path;
    EXPECT_EQ(ours.owner, stat.stx_uid) << path;
    EXPECT_EQ(ours.group, stat.stx_gid) << path;
    if (what_.directory_sizes || ours.type != fs::NodeType::directory) {
      EXPECT_EQ(ours.link_count, stat.stx_nlink) << path;
      EXPECT_EQ(ours.size, stat.stx_size) << path;
    }
    if (what_.allocated_size) {
      EXPECT_EQ(ours.allocated_size, stat.stx_blocks * 512) << path;
    }
    EXPECT_EQ(ours.device_major, stat.stx_rdev_major) << path;
    EXPECT_EQ(ours.device_minor, stat.stx_rdev_minor) << path;
  }

  void compare_times(const fs::Attributes& ours, const struct statx& stat,
                     const std::string& path) {
    const auto same = [&](const char* which, const fs::Timestamp& our,
                          const struct statx_timestamp& their) {
      const auto time = time_of(their);
      if (time.seconds >= what_.times_end) return;
      EXPECT_TRUE(our == time) << path << ": " << which << " " << our.seconds << "."
                               << our.nanoseconds << ", kernel " << time.seconds << "."
                               << time.nanoseconds;
    };
    same("accessed", ours.accessed, stat.stx_atime);
    same("modified", ours.modified, stat.stx_mtime);
    same("changed", ours.changed, stat.stx_ctime);
    if ((stat.stx_mask & STATX_BTIME) == 0) return;
    EXPECT_TRUE(ours.born.has_value()) << path;
    if (ours.born) same("born", *ours.born, stat.stx_btime);
  }

  static std::map<std::string, std::string> xattrs_of(const std::string& path) {
    std::map<std::string, std::string> all;
    std::string names(65536, '\0');
    const auto size = ::llistxattr(path.c_str(), names.data(), names.size());
    if (size < 0) throw_errno("llistxattr " + path);
    names.resize(static_cast<std::size_t>(size));
    for (std::size_t at = 0; at < names.size(); at += std::strlen(names.c_str() + at) + 1) {
      const std::string name = names.c_str() + at;
      std::string value(65536, '\0');
      const auto length = ::lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
      if (length < 0) throw_errno("lgetxattr " + path + " " + name);
      value.resize(static_cast<std::size_t>(length));
      all[name] = value;
    }
    return all;
  }

  void compare_xattrs(const fs::Attributes& attributes, const std::string& path) {
    std::map<std::string, std::string> ours;
    for (const auto& name : files_.list_xattrs(attributes.node))
      ours[name] = files_.get_xattr(attributes.node, name).value_or("(absent)");
    const auto theirs = xattrs_of(path);
    counts.xattrs += theirs.size();
    EXPECT_EQ(ours, theirs) << path;
    EXPECT_TRUE(attributes.has_xattrs || theirs.empty()) << path;
    EXPECT_FALSE(files_.get_xattr(attributes.node, "user.no such attribute")) << path;
  }

  void compare_link(fs::NodeId node, const std::string& path) {
    EXPECT_EQ(files_.read_link(node), std::filesystem::read_symlink(path).string()) << path;
  }

  void compare_content(fs::NodeId node, const std::string& path) {
    const auto source = files_.open(node);
    ++counts.files;
    UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) throw_errno("open " + path);
    // Holes of huge sparse files are not read byte by byte: the kernel says where its data is.
    const auto size = static_cast<off_t>(source->size());
    for (off_t offset = 0; offset < size;) {
      const auto data = ::lseek(file.get(), offset, SEEK_DATA);
      const auto end_of_hole = data < 0 ? size : data;
      expect_zeros(*source, offset, end_of_hole, path);
      if (end_of_hole == size) return;
      const auto end = ::lseek(file.get(), data, SEEK_HOLE);
      compare_bytes(*source, file.get(), data, end, path);
      offset = end;
    }
  }

  static void expect_zeros(const io::ByteSource& source, off_t begin, off_t end,
                           const std::string& path) {
    if (begin == end) return;
    bool zero = true;
    io::for_each_extent(
        source, static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end - begin),
        [&](std::uint64_t offset, const io::Extent& extent) {
          if (extent.reads_as_zero()) return true;
          // Small data inside: preallocated blocks read as zeros too.
          for (std::uint64_t at = 0; at < extent.length && zero; at += 65536) {
            const auto part = extent.part(at, std::min<std::uint64_t>(65536, extent.length - at));
            std::vector<char> bytes(part.length);
            io::read_extent(part, std::as_writable_bytes(std::span(bytes)));
            zero = std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
          }
          if (!zero) ADD_FAILURE() << path << ": hole with data at " << offset;
          return zero;
        });
  }

  void compare_bytes(const io::ByteSource& source, int file, off_t begin, off_t end,
                     const std::string& path) {
    const auto room = std::min<std::size_t>(1 << 20, static_cast<std::size_t>(end - begin));
    std::vector<char> ours(room);
    std::vector<char> theirs(room);
    for (auto offset = begin; offset < end;) {
      const auto count = std::min<std::size_t>(ours.size(), static_cast<std::size_t>(end - offset));
      source.read(static_cast<std::uint64_t>(offset),
                  std::as_writable_bytes(std::span(ours)).first(count));
      if (::pread(file, theirs.data(), count, offset) != static_cast<ssize_t>(count))
        throw_errno("pread " + path);
      if (std::memcmp(ours.data(), theirs.data(), count) != 0) {
        const auto differs = std::mismatch(ours.begin(), ours.end(), theirs.begin()).first;
        ADD_FAILURE() << path << ": content differs at byte " << offset + (differs - ours.begin());
        return;
      }
      counts.content_bytes += count;
      offset += static_cast<off_t>(count);
    }
  }

  const fs::FileSystem& files_;
  Comparison what_;
};

}  // namespace

ComparedCounts compare_with_mount(const fs::FileSystem& files, const std::filesystem::path& mounted,
                                  const Comparison& what) {
  Comparer comparer(files, what);
  comparer.compare_tree(files.root(), mounted.string());
  return comparer.counts;
}

void compare_statistics(const fs::FileSystem& files, const std::filesystem::path& mounted) {
  struct statvfs theirs {};
  if (::statvfs(mounted.c_str(), &theirs) != 0) throw_errno("statvfs " + mounted.string());
  const auto ours = files.statistics();
  EXPECT_EQ(ours.block_size, theirs.f_frsize);
  EXPECT_EQ(ours.total_blocks, theirs.f_blocks);
  EXPECT_EQ(ours.free_blocks, theirs.f_bfree);
  EXPECT_EQ(ours.available_blocks, theirs.f_bavail);
  EXPECT_EQ(ours.total_nodes, theirs.f_files);
  EXPECT_EQ(ours.free_nodes, theirs.f_ffree);
  EXPECT_EQ(ours.longest_name, theirs.f_namemax);
}

}  // namespace vixmount::test
