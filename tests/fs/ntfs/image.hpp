// NTFS images made on the spot: mkntfs, then filled through ntfs-3g.
#pragma once

#include <filesystem>
#include <string>

#include "fs/file_system.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {

#define VIXMOUNT_REQUIRE_NTFS_3G()    \
  VIXMOUNT_REQUIRE_ROOT();            \
  VIXMOUNT_REQUIRE_PROGRAM("mkntfs"); \
  VIXMOUNT_REQUIRE_PROGRAM("ntfs-3g")

// A fresh image in `folder`; `options` for mkntfs, `size` as truncate takes it. Returns its path.
std::string make_image(const test::TemporaryFolder& folder, const std::string& options,
                       const std::string& size);

// Mounted by ntfs-3g for as long as this object lives.
class NtfsMount {
 public:
  // `options` as for -o. Modes are those of this project's reader.
  NtfsMount(const std::string& image, const std::string& options);
  ~NtfsMount();
  NtfsMount(const NtfsMount&) = delete;
  NtfsMount& operator=(const NtfsMount&) = delete;
  const std::filesystem::path& path() const noexcept { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;
};

// Bytes that repeat nowhere near, so that a wrong cluster shows.
std::string noise(std::size_t size, std::uint32_t seed);

// One of everything that ntfs-3g can make: files of all sizes, sparse and fragmented ones, links,
// odd names, large directories, streams, times. `pieces`: of each fragmented file.
void fill_tree(const std::filesystem::path& root, std::size_t pieces);

FileSystemPtr open_ntfs(const std::string& image);

}  // namespace vixmount::fs::ntfs
