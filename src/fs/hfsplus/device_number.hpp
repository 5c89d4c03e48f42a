// Numbers of devices: macOS keeps 8 bits of major and 24 of minor number; Linux 12 and 20.
#pragma once

#include <cstdint>

#include "fs/hfsplus/layout.hpp"

namespace vixmount::fs::hfsplus {

struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};

// `writer`: VolumeHeader::last_mounted_version. A number does not say who wrote it: it is taken as
// the system reads it that had the volume last.
constexpr DeviceNumber device_number(std::uint32_t writer, std::uint32_t stored) noexcept {
  constexpr std::uint32_t kLinux = layout::four_letters("H+Lx");
  if (writer == kLinux) return {stored >> 20, stored & 0xFFFFF};
  return {stored >> 24, stored & 0xFFFFFF};
}

}  // namespace vixmount::fs::hfsplus
