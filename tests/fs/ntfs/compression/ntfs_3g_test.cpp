// Files in compressed directories of ntfs-3g, and system files as Windows compresses them (chunks
// by wimlib, laid into the reparse point and the stream through ntfs-3g), read through the file
// system.
#include <cerrno>
#include <cstring>

#include <gtest/gtest.h>
#include <sys/xattr.h>

#include "codec/content.hpp"
#include "fs/ntfs/compression/wof_stream.hpp"
#include "fs/ntfs/image.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test::Bytes;

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void set_xattr(const std::filesystem::path& path, const char* name, const std::string& value) {
  ASSERT_EQ(::setxattr(path.c_str(), name, value.data(), value.size(), 0), 0)
      << path << ' ' << name << ' ' << std::strerror(errno);
}

Bytes content_of(const FileSystem& files, const std::string& name) {
  const auto node = files.lookup(files.root(), name);
  if (!node) {
    ADD_FAILURE() << name << " is not there";
    return {};
  }
  const auto source = files.open(*node);
  return io::read_bytes(*source, 0, static_cast<std::size_t>(source->size()));
}

TEST(CompressedByNtfs3g, ReadsBackAsItWasWritten) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const test::TemporaryFolder folder;
  const auto image = make_image(folder, "-c 4096", "200M");
  std::vector<std::pair<std::string, Bytes>> written;
  {
    const NtfsMount mounted(image, "rw,compression");
    // Big-endian: FILE_ATTRIBUTE_COMPRESSED. New files of the directory inherit it.
    set_xattr(mounted.path(), "system.ntfs_attrib_be", std::string("\0\0\x08\0", 4));
    for (const std::size_t size : {1U, 4096U, 65535U, 65536U, 65537U, 300000U, 3000000U})
      for (const auto& content : test::sample_contents(size)) {
        const auto name = fmt::format("{} {}", content.name, size);
        test::write_file(mounted.path() / name, text_of(content.bytes));
        written.emplace_back(name, content.bytes);
      }
  }
  const auto files = open_ntfs(image);
  for (const auto& [name, bytes] : written) EXPECT_EQ(content_of(*files, name), bytes) << name;
  // The disk holds less than the content: it was compressed.
  const auto node = files->lookup(files->root(), "words 3000000");
  ASSERT_TRUE(node);
  EXPECT_LT(files->attributes(*node).allocated_size, 2000000U);
  const auto source = files->open(*node);
  EXPECT_EQ(source->map(0, source->size()).kind, io::ExtentKind::opaque);
}

TEST(CompressedByOverlayFilter, ReadsBackAsItWasCompressed) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  VIXMOUNT_REQUIRE_WIMLIB();
  const test::TemporaryFolder folder;
  const auto image = make_image(folder, "-c 4096", "64M");
  const auto content = test::sample_contents(500000).front().bytes;
  {
    const NtfsMount mounted(image, "rw,streams_interface=windows");
    for (const auto& method : kWofMethods) {
      const auto path = mounted.path() / method.name;
      test::write_file(path, "");
      std::filesystem::resize_file(path, content.size());  // sparse
      test::write_file(path.string() + ":WofCompressedData",
                       text_of(make_wof_stream(method, content)));
      // Tag, length of the data, reserved; version 1 of provider 2; version 1 of the algorithm.
      std::string point("\x17\0\0\x80\x10\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\0\0\0\0", 24);
      point[20] = method.number;
      set_xattr(path, "system.ntfs_reparse_data", point);
    }
  }
  const auto files = open_ntfs(image);
  for (const auto& method : kWofMethods)
    EXPECT_EQ(content_of(*files, method.name), content) << method.name;
}

}  // namespace
}  // namespace vixmount::fs::ntfs
