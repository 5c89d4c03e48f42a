// A small disk for tests of the whole path: ext4 with a few files, as VMDK.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/support.hpp"
#include "worker/client/disk_set.hpp"

namespace vixmount::worker::test_fixture {

// Made once per test program and removed at its end.
class SmallDisk {
 public:
  static const SmallDisk& get();
  std::string vmdk() const { return folder_.file("disk.vmdk"); }
  std::string content(const std::string& path) const;  // of a file of the guest
  std::string scratch(const std::string& name) const { return folder_.file(name); }

 private:
  SmallDisk();
  test::TemporaryFolder folder_;
};

// True when programs and /dev/fuse that mounts need are here.
bool can_mount();
#define VIXMOUNT_REQUIRE_MOUNTS()                     \
  if (!::vixmount::worker::test_fixture::can_mount()) \
  GTEST_SKIP() << "needs mke2fs, qemu-img and a usable /dev/fuse"

DiskSetOptions options_for(const std::string& disk);
std::unique_ptr<DiskSet> open_small_disk();

// Mount points of vixmount below `folder` in this process's mount table.
int mounts_below(const std::string& folder);
// Waits until `condition` holds; false when it does not within `seconds`.
bool eventually(const std::function<bool()>& condition, double seconds = 10);
// Process ids of all live keepers and workers that this test program or its children started.
std::vector<int> worker_processes();

}  // namespace vixmount::worker::test_fixture
