// An NTFS volume in a temporary file, made by mkntfs and filled through ntfs-3g: the independent
// program that these tests compare with. Needs root, or a /dev/fuse for everybody.
#pragma once

#include <filesystem>
#include <string>

#include "fs/file_system.hpp"
#include "support/support.hpp"

namespace vixmount::test {

#define VIXMOUNT_REQUIRE_NTFS_3G()    \
  VIXMOUNT_REQUIRE_ROOT();            \
  VIXMOUNT_REQUIRE_PROGRAM("mkntfs"); \
  VIXMOUNT_REQUIRE_PROGRAM("ntfs-3g")

class Ntfs3gVolume {
 public:
  // `size` as truncate(1) reads it; `options` of mkntfs.
  explicit Ntfs3gVolume(const std::string& size = "64M", const std::string& options = "");

  std::string image() const { return folder_.file("volume"); }
  // Our reader of the volume; to be called when nothing is mounted for writing.
  fs::FileSystemPtr open() const;
  // A path outside the volume for what a test needs beside it.
  std::string file(const std::string& name) const { return folder_.file(name); }

 private:
  TemporaryFolder folder_;
};

// The volume mounted by ntfs-3g for as long as this object lives.
class Ntfs3gMount {
 public:
  static constexpr const char* kToFill = "streams_interface=xattr";
  // Modes as our reader gives them.
  static constexpr const char* kToCompare =
      "ro,streams_interface=xattr,fmask=0133,dmask=022,efs_raw";

  Ntfs3gMount(const Ntfs3gVolume& volume, const std::string& options);
  ~Ntfs3gMount();
  Ntfs3gMount(const Ntfs3gMount&) = delete;
  Ntfs3gMount& operator=(const Ntfs3gMount&) = delete;
  const std::filesystem::path& path() const noexcept { return folder_.path(); }
  // Runs a shell command with the mount as working folder.
  std::string run(const std::string& command) const;

 private:
  TemporaryFolder folder_;
};

}  // namespace vixmount::test
