#include "fs/ntfs/image.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/unique_fd.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

void require(bool done, const std::string& what) {
  if (!done) throw std::system_error(errno, std::generic_category(), what);
}

UniqueFd create(const std::filesystem::path& path) {
  UniqueFd file(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644));
  require(static_cast<bool>(file), path.string());
  return file;
}

void write_at(const UniqueFd& file, std::uint64_t offset, const std::string& bytes) {
  require(::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
              static_cast<ssize_t>(bytes.size()),
          "pwrite");
}

void make_plain_files(const std::filesystem::path& root) {
  std::uint32_t seed = 1;
  for (const std::size_t size : {0, 1, 7, 8, 9, 100, 500, 600, 700, 800, 1023, 1024, 1025, 4095,
                                 4096, 4097, 50000, 300000, 3000000})
    test::write_file(root / fmt::format("file {}", size), noise(size, seed++));
}

void make_sparse_files(const std::filesystem::path& root) {
  const auto sparse = create(root / "sparse");
  write_at(sparse, 5000, noise(10, 77));
  write_at(sparse, 7000000, noise(5000, 78));
  write_at(sparse, 90000000, noise(100, 79));
  require(::ftruncate(sparse.get(), 100 << 20) == 0, "ftruncate");
  require(::ftruncate(create(root / "only a hole").get(), 12345678) == 0, "ftruncate");
}

// Two files in turns: many runs, hence attribute lists and several records each.
void make_fragmented_files(const std::filesystem::path& root, std::size_t pieces) {
  const auto even = create(root / "fragmented even");
  const auto odd = create(root / "fragmented odd");
  for (std::size_t i = 0; i < pieces; ++i) {
    write_at(even, i * 8192, noise(4096, static_cast<std::uint32_t>(i)));
    write_at(odd, i * 12288 + 4096, noise(3000, static_cast<std::uint32_t>(i + 9999)));
  }
}

void make_links(const std::filesystem::path& root) {
  for (const std::size_t length : {1U, 40U, 255U, 1000U})
    std::filesystem::create_symlink(std::string(length, 'x'),
                                    root / fmt::format("link {}", length));
  std::filesystem::create_symlink("../d/\xC3\xA4/f", root / "link of letters");
  std::filesystem::create_hard_link(root / "file 4097", root / "second name");
  std::filesystem::create_directory(root / "other");
  for (int i = 0; i < 40; ++i)
    std::filesystem::create_hard_link(
        root / "file 9", root / "other" / (fmt::format("name {} ", i) + std::string(100, 'n')));
}

void make_directories(const std::filesystem::path& root) {
  const auto names = root / "names";
  std::filesystem::create_directories(names);
  for (const auto& name :
       {std::string(255, 'n'), std::string("\xC3\xA4\xC3\xB6 \xE2\x82\xAC"),
        std::string("\xF0\x9F\x90\xA7 penguin"), std::string("..."), std::string("a:b"),
        std::string("Case"), std::string("case"), std::string("back\\slash")})
    test::write_file(names / name, name);
  std::filesystem::create_directories(root / "large");
  for (int i = 0; i < 2400; ++i)
    create(root / "large" /
           fmt::format("a name of some length {:06}{}", i, std::string(i % 90, 'y')));
  for (int i = 0; i < 2400; i += 3)
    std::filesystem::remove(
        root / "large" / fmt::format("a name of some length {:06}{}", i, std::string(i % 90, 'y')));
  auto deep = root;
  for (int i = 0; i < 40; ++i) deep /= "d";
  std::filesystem::create_directories(deep);
  std::filesystem::create_directories(root / "empty");
}

void make_streams(const std::filesystem::path& root) {
  const auto set = [&](const char* file, const char* name, const std::string& value) {
    const auto path = root / file;
    require(::lsetxattr(path.c_str(), name, value.data(), value.size(), 0) == 0, name);
  };
  set("file 100", "user.Zone.Identifier", "[ZoneTransfer]\r\nZoneId=3\r\n");
  set("file 100", "user.larger", noise(20000, 55));
  set("file 100", "user.Another", "");
  set("empty", "user.of a directory", "value");
  for (int i = 0; i < 60; ++i)
    set("file 500", fmt::format("user.stream number {}", i).c_str(), noise(200, 4));
}

// ntfs-3g shows fractions of a second before 1970 wrong.
void set_times(const std::filesystem::path& root) {
  struct Case {
    const char* name;
    std::int64_t seconds;
    long nanoseconds;
  };
  for (const auto& [name, seconds, nanoseconds] :
       {Case{"file 1023", 0, 100}, Case{"file 1024", 1700000000, 999999900},
        Case{"file 1025", -5000000000, 0}, Case{"file 4095", 5000000000, 0}}) {
    const timespec times[2] = {{seconds, nanoseconds}, {seconds + 1, nanoseconds}};
    require(::utimensat(AT_FDCWD, (root / name).c_str(), times, 0) == 0, name);
  }
}

}  // namespace

std::string make_image(const test::TemporaryFolder& folder, const std::string& options,
                       const std::string& size) {
  const auto path = folder.file("image");
  test::run("truncate -s " + size + " '" + path + "' && mkntfs -F -q -Q -T " + options + " '" +
            path + "' 2>&1");
  return path;
}

NtfsMount::NtfsMount(const std::string& image, const std::string& options) {
  test::run("ntfs-3g -o 'fmask=0133,dmask=0022," + options + "' '" + image + "' '" +
            path().string() + "' 2>&1");
}

NtfsMount::~NtfsMount() {
  const auto command = "umount '" + path().string() + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
}

std::string noise(std::size_t size, std::uint32_t seed) {
  std::string out(size, '\0');
  for (auto& byte : out) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<char>(seed >> 24);
  }
  return out;
}

void fill_tree(const std::filesystem::path& root, std::size_t pieces) {
  make_plain_files(root);
  make_sparse_files(root);
  make_fragmented_files(root, pieces);
  make_links(root);
  make_directories(root);
  make_streams(root);
  set_times(root);
}

FileSystemPtr open_ntfs(const std::string& image) {
  return ntfs::open(test::open_image(image), fs::OpenOptions{}, Log{});
}

}  // namespace vixmount::fs::ntfs
