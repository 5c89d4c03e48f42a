// File contents through ordinary calls, small and large files, by any road.
#include <algorithm>
#include <array>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "io/sources.hpp"
#include "mounted.hpp"
#include "support/memory_file_system.hpp"

namespace vixmount::test {
namespace {

// Larger than the size from which files are read past the page cache.
constexpr std::size_t kLargeBytes = (17U << 20) + 12345;

struct Fixture {
  std::string small = pattern(10001);
  std::string large = pattern(kLargeBytes);
  std::shared_ptr<MemoryFileSystem> files = std::make_shared<MemoryFileSystem>();
  Fixture() {
    files->add_file("/small", small);
    files->add_file("/large", large);
    files->add_file("/empty", "");
  }
};

UniqueFd open_file(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) throw Error::from_errno(errno, path);
  return fd;
}

std::string read_at(int fd, std::size_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  const auto count = ::pread(fd, bytes.data(), length, static_cast<off_t>(offset));
  if (count < 0) throw Error::from_errno(errno, "pread");
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

void expect_same_everywhere(int fd, const std::string& content) {
  for (const std::size_t offset : {0UL, 1UL, 511UL, 4095UL, 4096UL, 9999UL, content.size() - 1})
    for (const std::size_t length : {1UL, 3UL, 4096UL, 4097UL, 131072UL, 3000000UL})
      ASSERT_EQ(read_at(fd, offset, length), content.substr(offset, length))
          << offset << " " << length;
  EXPECT_EQ(read_at(fd, content.size(), 10), "");
  EXPECT_EQ(read_at(fd, content.size() + 100000, 10), "");
}

void expect_same_mapped(int fd, const std::string& content, int kind) {
  void* memory = ::mmap(nullptr, content.size(), PROT_READ, kind, fd, 0);
  ASSERT_NE(memory, MAP_FAILED) << errno;
  EXPECT_TRUE(std::equal(content.begin(), content.end(), static_cast<const char*>(memory)));
  ::munmap(memory, content.size());
}

TEST(MountedRead, SmallFilesAtAnyOffset) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Fixture fixture;
  const Mounted mounted(fixture.files);
  const auto fd = open_file(mounted.at("/small"));
  expect_same_everywhere(fd.get(), fixture.small);
  EXPECT_EQ(read_file(mounted.at("/empty")), "");
}

// The first descriptor reads directly where the kernel can. Its many small reads end that, so that
// the second reads through the page cache, of the same file.
TEST(MountedRead, LargeFilesAtAnyOffset) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Fixture fixture;
  const Mounted mounted(fixture.files);
  const auto direct = open_file(mounted.at("/large"));
  for (int i = 0; i < 5; ++i) expect_same_everywhere(direct.get(), fixture.large);
  const auto cached = open_file(mounted.at("/large"));
  expect_same_everywhere(cached.get(), fixture.large);
  expect_same_everywhere(direct.get(), fixture.large);
}

// Such readers are read ahead for, where large files are opened directly.
TEST(MountedRead, LargeFilesInOrder) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Fixture fixture;
  const Mounted mounted(fixture.files);
  for (const std::size_t step : {1UL << 17, 300000UL, 1UL << 20, 3000000UL}) {
    const auto fd = open_file(mounted.at("/large"));
    for (std::size_t at = 0; at < fixture.large.size(); at += step)
      ASSERT_EQ(read_at(fd.get(), at, step), fixture.large.substr(at, step)) << at << " " << step;
  }
}

TEST(MountedRead, FilesCanBeMapped) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Fixture fixture;
  const Mounted mounted(fixture.files);
  const auto direct = open_file(mounted.at("/large"));
  ASSERT_EQ(read_at(direct.get(), 0, 100000), fixture.large.substr(0, 100000));
  for (const int kind : {MAP_PRIVATE, MAP_SHARED}) {
    expect_same_mapped(direct.get(), fixture.large, kind);
    const auto again = open_file(mounted.at("/large"));
    expect_same_mapped(again.get(), fixture.large, kind);
    const auto small = open_file(mounted.at("/small"));
    expect_same_mapped(small.get(), fixture.small, kind);
  }
}

TEST(MountedRead, CopiesByOtherProgramsAreTheSame) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Fixture fixture;
  const Mounted mounted(fixture.files);
  const TemporaryFolder folder;
  const auto original = folder.file("original");
  write_file(original, fixture.large);
  run("cmp '" + original + "' '" + mounted.at("/large") + "'");
  run("cp '" + mounted.at("/large") + "' '" + folder.file("copy") + "'");
  run("cmp '" + original + "' '" + folder.file("copy") + "'");
  run("dd if='" + mounted.at("/large") + "' bs=1M iflag=direct status=none | cmp - '" + original +
      "'");
}

TEST(MountedRead, HolesAreFound) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  // 64 KiB data, 1 MiB hole, 4 KiB data, 8 KiB hole.
  files->add_file(
      "/sparse",
      std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
          memory_source(std::string(65536, 'a')), std::make_shared<io::ZeroSource>(1 << 20),
          memory_source(std::string(4096, 'b')), std::make_shared<io::ZeroSource>(8192)}));
  const Mounted mounted(files);
  const auto fd = open_file(mounted.at("/sparse"));
  EXPECT_EQ(::lseek(fd.get(), 0, SEEK_DATA), 0);
  EXPECT_EQ(::lseek(fd.get(), 0, SEEK_HOLE), 65536);
  EXPECT_EQ(::lseek(fd.get(), 65536, SEEK_DATA), 65536 + (1 << 20));
  EXPECT_EQ(::lseek(fd.get(), 65536 + 17, SEEK_HOLE), 65536 + 17);
  EXPECT_EQ(::lseek(fd.get(), 65536 + (1 << 20), SEEK_HOLE), 65536 + (1 << 20) + 4096);
  EXPECT_EQ(errno_after([&] { return ::lseek(fd.get(), 65536 + (1 << 20) + 5000, SEEK_DATA); }),
            ENXIO);
  EXPECT_EQ(errno_after([&] { return ::lseek(fd.get(), 1 << 30, SEEK_HOLE); }), ENXIO);
  const auto end = ::lseek(fd.get(), 0, SEEK_END);
  EXPECT_EQ(end, 65536 + (1 << 20) + 4096 + 8192);
  EXPECT_EQ(read_at(fd.get(), 65530, 12), "aaaaaa" + std::string(6, '\0'));
}

TEST(MountedRead, EightThreadsReadOneMount) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const Fixture fixture;
  const Mounted mounted(fixture.files);
  std::vector<std::thread> threads;
  std::array<bool, 8> same{};
  for (unsigned i = 0; i < same.size(); ++i) {
    threads.emplace_back([&, i] {
      bool all = true;
      for (unsigned round = 0; round < 20; ++round) {
        const auto fd = open_file(mounted.at("/large"));
        for (unsigned piece = 0; piece < 10; ++piece) {
          const auto offset = (i * 7919UL + round * 104729UL + piece * 1299709UL) % kLargeBytes;
          all = all && read_at(fd.get(), offset, 100001) == fixture.large.substr(offset, 100001);
        }
        all = all && read_file(mounted.at("/small")) == fixture.small;
        struct stat status {};
        all = all && ::stat(mounted.at("/absent").c_str(), &status) != 0 && errno == ENOENT;
      }
      same[i] = all;
    });
  }
  for (auto& thread : threads) thread.join();
  for (const bool all : same) EXPECT_TRUE(all);
}

}  // namespace
}  // namespace vixmount::test
