// Disks with MD superblocks of version 1.2, made field by field.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "volume/md/layout.hpp"

namespace vixmount::volume::test {

struct MemberBuilder {
  md::layout::Superblock1 raw{};
  std::vector<std::uint16_t> roles = {0, 1};
  std::size_t disk_size = 64 * 1024;
  char fill = 'a';  // the member's data
  bool good_checksum = true;

  // One of two mirrors of 16 KiB.
  explicit MemberBuilder(std::uint32_t number) {
    raw.magic = md::layout::kMagic;
    raw.major_version = 1;
    raw.array_uuid.fill(std::byte{0x5A});
    std::memcpy(raw.array_name.data(), "host:data", 9);
    raw.level = 1;
    raw.raid_disks = 2;
    raw.component_size = 32;
    raw.data_offset = 16;
    raw.data_size = 32;
    raw.super_offset = 8;
    raw.device_number = number;
    raw.events = 10;
    raw.resync_offset = ~std::uint64_t{0};
  }

  io::SourcePtr source() const {
    std::vector<std::byte> bytes(disk_size, std::byte(fill));
    auto sealed = raw;
    if (sealed.role_count == 0) sealed.role_count = static_cast<std::uint32_t>(roles.size());
    auto* const at = bytes.data() + 4096;
    const auto write = [&] {
      std::memcpy(at, &sealed, sizeof(sealed));
      for (std::size_t i = 0; i < roles.size(); ++i) {
        const le16 role = roles[i];
        std::memcpy(at + sizeof(sealed) + 2 * i, &role, 2);
      }
    };
    sealed.checksum = 0;
    write();
    std::uint64_t sum = 0;
    const auto length = sizeof(sealed) + 2 * roles.size();
    const BytesView view(std::span(at, 4096));
    for (std::size_t i = 0; i + 4 <= length; i += 4) sum += view.le32_at(i);
    if (length % 4 != 0) sum += view.le16_at(length - 2);
    sealed.checksum = static_cast<std::uint32_t>(sum + (sum >> 32)) + (good_checksum ? 0 : 1);
    write();
    return std::make_shared<io::MemorySource>(std::move(bytes));
  }
};

}  // namespace vixmount::volume::test
