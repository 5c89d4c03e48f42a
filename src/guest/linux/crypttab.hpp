// /etc/crypttab: what a system calls its encrypted volumes once they are open (crypttab(5)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guest/linux/device_names.hpp"

namespace vixmount::guest::linux_guest {

struct CrypttabEntry {
  std::string name;    // "data": the open volume is /dev/mapper/data
  std::string source;  // the encrypted device: "UUID=..." of its header, "/dev/sda2"
};

// All entries. Lines with fewer than two fields, comments and what lies behind the 4096th entry are
// left out.
std::vector<CrypttabEntry> parse_crypttab(std::string_view text);

// The open volume that `table` calls `device` ("/dev/mapper/data"). Nothing when the table has no
// such name, or its volume is not here or was not opened.
DeviceMatch find_opened_device(const std::vector<GuestVolume>& volumes, const GuestVolume& asking,
                               const std::vector<CrypttabEntry>& table, std::string_view device);

}  // namespace vixmount::guest::linux_guest
