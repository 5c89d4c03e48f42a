// The machines that the scripts of this folder make, and what their kernel says is on them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/support.hpp"
#include "vixMntapi.h"

namespace vixmount::test {

// Nothing when the programs are here that make the machines and mount them.
std::string missing_for_machines();
#define VIXMOUNT_REQUIRE_MACHINES()                                   \
  if (const auto missing = missing_for_machines(); !missing.empty()) \
  GTEST_SKIP() << "needs " << missing

// `profile`: of the data, as mkfs.btrfs takes it.
std::filesystem::path btrfs_machine(const std::string& profile);
std::filesystem::path xfs_machine();

// Compares all files below `folder` with the list NAME.sha256 of `machine`: those that the list has,
// and no others. Empty when all are the same, else what differs.
std::string differences(const std::filesystem::path& machine, const std::string& list,
                        const std::string& folder);

// What the command prints, both streams; `exit_code` 0 is expected where it is null.
std::string vixmount(const std::string& arguments, int* exit_code = nullptr);
// " -a FILE -a FILE" for the command.
std::string disks_of(const std::filesystem::path& machine, const std::vector<std::string>& names);

// What `vixmount mount` shows, for as long as this object lives.
class CommandMount {
 public:
  explicit CommandMount(const std::string& arguments);
  ~CommandMount();
  CommandMount(const CommandMount&) = delete;
  CommandMount& operator=(const CommandMount&) = delete;
  std::string path() const { return folder_.path().string(); }

 private:
  TemporaryFolder folder_;
};

// A client of the C API with its own folder for mounts and, perhaps, further lines of configuration.
class ApiClient {
 public:
  explicit ApiClient(const std::string& folder, const std::string& configuration = {});
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  // The set of these disks, in this order. A test failure when it does not open.
  void open(const std::filesystem::path& machine, const std::vector<std::string>& names);
  std::string system() const;  // as GetOsInfo calls it
  std::size_t volume_count() const noexcept { return volumes_.size(); }
  // The symbolic link of a volume, numbered from 1; empty with `error` set when it cannot be mounted.
  std::string mount(std::size_t number, std::string* error = nullptr,
                    VixError* code = nullptr) const;
  std::vector<std::string> guest_mount_points(std::size_t number) const;  // it is mounted

 private:
  VixDiskLibConnection connection_ = nullptr;
  VixDiskSetHandle set_ = nullptr;
  std::vector<VixVolumeHandle> volumes_;
};

}  // namespace vixmount::test
