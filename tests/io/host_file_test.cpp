#include "io/host_file.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::io {
namespace {

TEST(HostFile, ReadsByPositionAndMapsToItself) {
  const test::TemporaryFolder folder;
  test::write_file(folder.file("disk"), "0123456789");
  const auto file = HostFile::open(folder.file("disk"));
  const FileSource source(file);
  EXPECT_EQ(source.size(), 10U);
  EXPECT_EQ(std::to_integer<char>(read_bytes(source, 7, 1)[0]), '7');
  EXPECT_EQ(source.map(3, 4).file, file.get());
  EXPECT_EQ(source.map(3, 4).position, 3U);
}

TEST(HostFile, AFileThatShrankIsAnErrorNotZeros) {
  const test::TemporaryFolder folder;
  test::write_file(folder.file("disk"), "0123456789");
  const FileSource source(HostFile::open(folder.file("disk")));
  std::filesystem::resize_file(folder.file("disk"), 5);
  EXPECT_EQ(test::error_kind_of([&] { read_bytes(source, 3, 4); }), ErrorKind::io);
}

TEST(HostFile, OnlyFilesAndDevices) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(test::error_kind_of([&] { HostFile::open(folder.path()); }),
            ErrorKind::wrong_file_type);
  ASSERT_EQ(::mkfifo(folder.file("fifo").c_str(), 0600), 0);
  EXPECT_EQ(test::error_kind_of([&] { HostFile::open(folder.file("fifo")); }),
            ErrorKind::wrong_file_type);
  EXPECT_EQ(test::error_kind_of([&] { HostFile::open(folder.file("none")); }),
            ErrorKind::not_found);
}

}  // namespace
}  // namespace vixmount::io
