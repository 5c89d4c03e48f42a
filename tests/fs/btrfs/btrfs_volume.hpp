// Btrfs made on the spot: mkfs.btrfs over images on loop devices, filled by the kernel.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fs/btrfs/btrfs.hpp"
#include "support/support.hpp"

namespace vixmount::fs::btrfs {

bool can_mount_btrfs();
#define VIXMOUNT_REQUIRE_BTRFS()                        \
  if (!::vixmount::fs::btrfs::can_mount_btrfs())        \
  GTEST_SKIP() << "needs root, mkfs.btrfs, losetup and a kernel with Btrfs (mounts as oracle)"

// Images as block devices, for as long as this object lives.
class LoopDevices {
 public:
  explicit LoopDevices(const std::vector<std::string>& images);
  ~LoopDevices();
  LoopDevices(const LoopDevices&) = delete;
  LoopDevices& operator=(const LoopDevices&) = delete;
  const std::vector<std::string>& names() const noexcept { return names_; }
  std::string joined() const;

 private:
  std::vector<std::string> names_;
};

// Images mounted by the kernel, for as long as this object lives.
class BtrfsMount {
 public:
  BtrfsMount(const std::vector<std::string>& images, const std::string& options);
  ~BtrfsMount();
  BtrfsMount(const BtrfsMount&) = delete;
  BtrfsMount& operator=(const BtrfsMount&) = delete;
  const std::filesystem::path& path() const noexcept { return folder_.path(); }

 private:
  LoopDevices loops_;
  test::TemporaryFolder folder_;
};

// `count` fresh images of `size` (as truncate takes it) in `folder` with one file system over them.
std::vector<std::string> make_images(const test::TemporaryFolder& folder, std::size_t count,
                                     const std::string& size, const std::string& mkfs_options);

// The reader over images, the first one as the volume.
FileSystemPtr open_images(const std::vector<std::string>& images, Options options = {});

}  // namespace vixmount::fs::btrfs
