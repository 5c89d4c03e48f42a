#include "fs/ext/image.hpp"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/unique_fd.hpp"

namespace vixmount::fs::ext {
namespace {

void require(bool done, const std::string& what) {
  if (!done) throw std::system_error(errno, std::generic_category(), what);
}

// Bytes that repeat nowhere near, so that a wrong block shows.
std::string noise(std::size_t size, std::uint32_t seed) {
  std::string out(size, '\0');
  for (auto& byte : out) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<char>(seed >> 24);
  }
  return out;
}

UniqueFd create(const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644));
  require(static_cast<bool>(file), path);
  return file;
}

void write_at(const UniqueFd& file, std::uint64_t offset, const std::string& bytes) {
  require(::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
              static_cast<ssize_t>(bytes.size()),
          "pwrite");
}

void make_plain_files(const std::string& root) {
  std::uint32_t seed = 1;
  for (const std::size_t size : {0, 1, 59, 60, 61, 100, 159, 160, 161, 500, 1023, 1024, 1025, 4095,
                                 4096, 4097, 50000, 300000, 3000000})
    test::write_file(fmt::format("{}/file {}", root, size), noise(size, seed++));
}

void make_sparse_files(const std::string& root) {
  const auto sparse = create(root + "/sparse");
  write_at(sparse, 5000, noise(10, 77));
  write_at(sparse, 70000000, noise(5000, 78));
  write_at(sparse, 900000000, noise(100, 79));
  require(::ftruncate(sparse.get(), 1LL << 30) == 0, "ftruncate");
  require(::ftruncate(create(root + "/only a hole").get(), 12345678) == 0, "ftruncate");
  const auto preallocated = create(root + "/preallocated");
  // ext2 and ext3 have no preallocation: then this is one more plain file.
  if (::fallocate(preallocated.get(), 0, 0, 2000000) == 0) write_at(preallocated, 65536, "data");
  write_at(preallocated, 1000000, noise(9000, 80));
  // Every other block, two files in turns: no two blocks in a row, hence a tree of some depth.
  const auto even = create(root + "/fragmented even");
  const auto odd = create(root + "/fragmented odd");
  for (std::uint64_t i = 0; i < 1500; ++i) {
    write_at(even, i * 8192, noise(4096, static_cast<std::uint32_t>(i)));
    write_at(odd, i * 8192 + 4096, noise(3000, static_cast<std::uint32_t>(i + 9999)));
    if (i % 100 == 0) ::fsync(even.get());
  }
}

void make_special_nodes(const std::string& root, const Filling& filling) {
  const auto node = [&](const char* name, mode_t mode, unsigned major, unsigned minor) {
    require(::mknod((root + "/" + name).c_str(), mode, makedev(major, minor)) == 0, name);
  };
  node("block device", S_IFBLK | 0660, 8, 1);
  node("character device", S_IFCHR | 0666, 1, 3);
  node("new device", S_IFBLK | 0600, 259, 70000);
  node("wide minor", S_IFCHR | 0600, 200, 256);
  node("fifo", S_IFIFO | 0644, 0, 0);
  node("socket", S_IFSOCK | 0755, 0, 0);
  for (const std::size_t length :
       {std::size_t{1}, std::size_t{58}, std::size_t{59}, std::size_t{60}, std::size_t{61},
        std::size_t{200}, filling.longest_link})
    std::filesystem::create_symlink(std::string(length, 'x'),
                                    fmt::format("{}/link {}", root, length));
  std::filesystem::create_hard_link(root + "/file 4097", root + "/second name");
}

void make_directories(const std::string& root) {
  const std::filesystem::path names = root + "/names";
  std::filesystem::create_directories(names);
  for (const auto& name : {std::string(255, 'n'), std::string("\xC3\xA4\xC3\xB6 \xE2\x82\xAC"),
                           std::string("new\nline"), std::string("\xFF\xFE not text"),
                           std::string("back\\slash"), std::string("...")})
    test::write_file(names / name, name);
  std::filesystem::create_directories(root + "/large");
  for (int i = 0; i < 4000; ++i)
    create(
        fmt::format("{}/large/a name of some length {:06}{}", root, i, std::string(i % 90, 'y')));
  for (int i = 0; i < 4000; i += 3)
    std::filesystem::remove(
        fmt::format("{}/large/a name of some length {:06}{}", root, i, std::string(i % 90, 'y')));
  std::string deep = root;
  for (int i = 0; i < 40; ++i) deep += "/d";
  std::filesystem::create_directories(deep);
  for (int i = 0; i < 12; ++i) {
    std::filesystem::create_directories(fmt::format("{}/few/{}", root, i));
    test::write_file(fmt::format("{}/few/{}/content", root, i), noise(20, 5));
  }
  std::filesystem::create_directories(root + "/empty");
}

void set_xattr(const std::string& path, const char* name, const std::string& value) {
  require(::lsetxattr(path.c_str(), name, value.data(), value.size(), 0) == 0, path + " " + name);
}

void set_attributes(const std::string& root, const Filling& filling) {
  require(::chown((root + "/file 1").c_str(), 100000, 200001) == 0, "chown");
  require(::chmod((root + "/file 59").c_str(), 06755) == 0, "chmod");
  require(::chmod((root + "/few").c_str(), 01777) == 0, "chmod");
  if (!filling.user_xattrs) return;
  set_xattr(root + "/file 60", "user.small", "value");
  set_xattr(root + "/file 60", "user.empty", "");
  set_xattr(root + "/file 61", "user.large", noise(filling.most_xattr, 33));
  set_xattr(root + "/file 61", "trusted.other", "t");
  set_xattr(root + "/link 61", "trusted.of a link", "t");
  set_xattr(root + "/file 500", "security.selinux",
            std::string("system_u:object_r:etc_t:s0\0", 27));
  for (int i = 0; i < 8; ++i)
    set_xattr(root + "/few", fmt::format("user.number {}", i).c_str(), noise(30, i));
  test::run("setfacl -m u:1000:rw,g:70000:r,m::rwx '" + root + "/file 100'");
  test::run("setfacl -d -m u:1:rwx,o::--- '" + root + "/few' && setfacl -m g:5:x '" + root +
            "/few'");
  // Shared attribute blocks: several inodes with the same attributes.
  for (int i = 0; i < 4; ++i)
    set_xattr(fmt::format("{}/few/{}/content", root, i), "user.shared", noise(300, 4));
}

void set_times(const std::string& root, const Filling& filling) {
  struct Case {
    const char* name;
    std::int64_t seconds;
    long nanoseconds;
  };
  const Case cases[] = {{"/file 1023", 0, 1},
                        {"/file 1024", 1700000000, 999999999},
                        {"/file 1025", filling.nanoseconds ? -5 : 5, 500},
                        {"/file 4095", filling.nanoseconds ? 4294967296 + 17 : 17, 3},
                        {"/file 4096", filling.nanoseconds ? 15032385535 : 1, 0},
                        {"/fifo", filling.nanoseconds ? -2147483648 : 2147483647, 123456789}};
  for (const auto& one : cases) {
    const struct timespec times[] = {{one.seconds + 1, one.nanoseconds},
                                     {one.seconds, one.nanoseconds}};
    require(::utimensat(AT_FDCWD, (root + one.name).c_str(), times, 0) == 0, one.name);
  }
}

}  // namespace

std::string make_image(const test::TemporaryFolder& folder, const std::string& options,
                       const std::string& size) {
  const auto image = folder.file("image");
  test::run("truncate -s " + size + " '" + image + "' && mke2fs -q -F " + options + " '" + image +
            "' 2>&1");
  return image;
}

void fill_tree(const std::string& root, const Filling& filling) {
  make_plain_files(root);
  make_sparse_files(root);
  make_special_nodes(root, filling);
  make_directories(root);
  set_attributes(root, filling);
  set_times(root, filling);
}

std::string contents_of(const Filling& filling) {
  std::string contents =
      "files of 0 to 3000000 bytes, holes, preallocated extents, 1500 extents in a file, "
      "device nodes, FIFO and socket, symbolic links of 1 to 1000 bytes, hard links, "
      "names of 255 bytes and not of UTF-8, directory of 4000 entries with every third removed, "
      "40 directories deep";
  if (filling.user_xattrs) contents += ", extended attributes, ACLs";
  if (filling.nanoseconds) contents += ", nanoseconds, times before 1970 and behind 2038";
  return contents;
}

}  // namespace vixmount::fs::ext
