// NTFS volumes made by mkntfs and filled through ntfs-3g, and ntfs-3g as the oracle of what is on
// one.
#pragma once

#include <filesystem>
#include <string>

#include <unistd.h>

#include "support/support.hpp"

namespace vixmount::test {

bool have_ntfs_3g();
#define VIXMOUNT_REQUIRE_NTFS_3G()                           \
  if (::geteuid() != 0 || !::vixmount::test::have_ntfs_3g()) \
  GTEST_SKIP() << "needs root, ntfs-3g and /dev/fuse (mounts as oracle)"

// By tests/fs/ntfs/volumes/make_volume.py, once (support/made_once.hpp): `arguments` are KIND and
// its options. Returns the image; beside it stands its manifest, IMAGE.tsv. Both are only read.
std::string ntfs_volume(const std::string& arguments);

// An image that ntfs-3g serves read-only, for as long as this object lives.
class NtfsMount {
 public:
  // `options` as for ntfs-3g -o; "ro" is added. Streams can be opened as "file:stream".
  explicit NtfsMount(const std::filesystem::path& image, const std::string& options = "noatime");
  ~NtfsMount();
  NtfsMount(const NtfsMount&) = delete;
  NtfsMount& operator=(const NtfsMount&) = delete;
  const std::filesystem::path& path() const noexcept { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

}  // namespace vixmount::test
