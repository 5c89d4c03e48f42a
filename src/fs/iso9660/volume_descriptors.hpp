// The volume descriptors, from sector 16 on.
#pragma once

#include <optional>
#include <string>

#include "fs/iso9660/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::iso9660 {

struct VolumeDescriptors {
  // As many as Linux looks at; a real volume has three to five.
  static constexpr unsigned kMostDescriptors = 84;

  layout::VolumeDescriptor primary{};
  std::optional<layout::VolumeDescriptor> joliet;
  bool has_enhanced = false;  // ISO 9660:1999, a supplementary descriptor of version 2
  bool has_el_torito = false;

  // Nothing when sector 16 is no descriptor. Error{damaged} when no primary one follows, Error{io}.
  static std::optional<VolumeDescriptors> read(const io::ByteSource& volume);

  // As blkid has them: Joliet's label where the primary one does not say more; the time of the
  // last modification, else of the creation.
  std::string label() const;
  std::string uuid() const;
};

// The format before ISO 9660, which had its signature eight bytes further in.
bool is_high_sierra(const io::ByteSource& volume);

}  // namespace vixmount::fs::iso9660
