// Windows guests in memory, with hives that scripts/make_windows_hives.py makes.
#pragma once

#include <memory>
#include <string>

#include "guest/sample_guests.hpp"
#include "support/support.hpp"

namespace vixmount::guest::windows::test {

using guest::test::MemoryFileSystem;
using guest::test::VolumeSet;

#define VIXMOUNT_REQUIRE_HIVES() VIXMOUNT_REQUIRE_PROGRAM("hivexregedit")

struct Hives {
  std::string software;
  std::string system;
};

inline Hives make_hives(const std::string& arguments) {
  const vixmount::test::TemporaryFolder folder;
  vixmount::test::run("python3 '" VIXMOUNT_SOURCE_DIR "/scripts/make_windows_hives.py' '" +
                      folder.path().string() + "' " + arguments);
  return {vixmount::test::read_file(folder.path() / "SOFTWARE"),
          vixmount::test::read_file(folder.path() / "SYSTEM")};
}

inline std::shared_ptr<MemoryFileSystem> ntfs_volume() {
  auto volume = std::make_shared<MemoryFileSystem>("ntfs");
  volume->ignore_case();
  return volume;
}

// A volume with a system folder, as setup spells it.
inline void add_windows(MemoryFileSystem& volume, const Hives& hives, const std::string& folder) {
  volume.add_file("/" + folder + "/System32/config/SOFTWARE", hives.software);
  volume.add_file("/" + folder + "/System32/config/SYSTEM", hives.system);
}

inline std::shared_ptr<MemoryFileSystem> windows_volume(const Hives& hives,
                                                        const std::string& folder = "Windows") {
  auto volume = ntfs_volume();
  add_windows(*volume, hives, folder);
  volume->add_directory("/Users/anna");
  return volume;
}

// Partitions as the resolver describes them.
inline VolumeSet::Identity mbr_partition(std::uint32_t number, const std::string& signature,
                                         std::uint64_t offset) {
  VolumeSet::Identity identity{.type = "ntfs"};
  identity.partition = number;
  identity.partition_uuid = signature + "-0" + std::to_string(number);
  identity.volume_type = volume::VolumeType::mbr_partition;
  identity.offset = offset;
  return identity;
}

inline VolumeSet::Identity gpt_partition(std::uint32_t number, const std::string& guid,
                                         std::uint64_t offset) {
  VolumeSet::Identity identity{.type = "ntfs"};
  identity.partition = number;
  identity.partition_uuid = guid;
  identity.volume_type = volume::VolumeType::gpt_partition;
  identity.offset = offset;
  return identity;
}

}  // namespace vixmount::guest::windows::test
