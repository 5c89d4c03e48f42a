// Guests in memory and the volumes they lie on, for the tests of inspection.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guest/inspection.hpp"
#include "support/memory_file_system.hpp"

namespace vixmount::guest::test {

using vixmount::test::MemoryFileSystem;

// The first 20 bytes of an ELF file. `bits` 32 or 64.
inline std::string elf_head(int bits, bool big_endian, std::uint16_t machine) {
  std::string head = std::string(
                         "\x7F"
                         "ELF") +
                     (bits == 64 ? '\2' : '\1') + (big_endian ? '\2' : '\1') + '\1' +
                     std::string(9, '\0');
  const char low = static_cast<char>(machine & 0xFF);
  const char high = static_cast<char>(machine >> 8);
  head += big_endian ? std::string{'\0', '\3', high, low} : std::string{'\3', '\0', low, high};
  return head;
}

inline std::shared_ptr<MemoryFileSystem> empty_volume(const std::string& type = "ext4") {
  return std::make_shared<MemoryFileSystem>(type);
}

// /etc, /bin/sh for x86-64, and what the caller adds.
inline std::shared_ptr<MemoryFileSystem> bare_root() {
  auto root = empty_volume();
  root->add_directory("/etc");
  root->add_file("/bin/sh", elf_head(64, false, 62));
  return root;
}

// A set of volumes, numbered from 1 in the order they are added.
class VolumeSet {
 public:
  struct Identity {
    std::string type = "ext4";
    std::string uuid = {};
    std::string label = {};
    std::string partition_uuid = {};
    std::string partition_label = {};
    std::size_t disk = 0;
    std::uint32_t partition = 0;
    std::vector<std::string> device_names = {};
    volume::VolumeType volume_type = volume::VolumeType::unknown;
    std::optional<std::uint64_t> offset = {};  // bytes, in the disk
    std::string scheme = {};
    std::string volume_uuid = {};  // as the scheme has it; `uuid` is the file system's
  };

  VolumeSet& add(Identity identity, fs::FileSystemPtr file_system) {
    auto& volume = volumes_.emplace_back();
    volume.disk = identity.disk;
    volume.partition_number = identity.partition;
    volume.partition_uuid = identity.partition_uuid;
    volume.partition_label = identity.partition_label;
    volume.device_names = identity.device_names;
    volume.type = identity.volume_type;
    volume.offset = identity.offset;
    volume.scheme = identity.scheme;
    volume.uuid = identity.volume_uuid;
    GuestVolume guest;
    guest.number = volumes_.size();
    guest.volume = &volume;
    guest.identification = {
        identity.type, identity.label, identity.uuid, file_system != nullptr, {}};
    guest.file_system = std::move(file_system);
    guests_.push_back(std::move(guest));
    return *this;
  }
  const std::vector<GuestVolume>& all() const { return guests_; }

 private:
  std::deque<volume::Volume> volumes_;  // addresses stay
  std::vector<GuestVolume> guests_;
};

}  // namespace vixmount::guest::test
