// Small things that opening FAT and exFAT share.
#pragma once

#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "fs/shared/opening.hpp"

namespace vixmount::fs::fat {

// The serial number as blkid prints it: "1234-ABCD"; empty for 0.
inline std::string serial_text(std::uint32_t serial) {
  return serial == 0 ? std::string() : fmt::format("{:04X}-{:04X}", serial >> 16, serial & 0xFFFF);
}

}  // namespace vixmount::fs::fat
