// The label of a physical volume: who it is, and where its metadata areas are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::lvm {

struct Label {
  std::uint64_t offset = 0;               // bytes, of the label's sector
  std::string uuid;                       // of the PV, with dashes
  std::uint64_t device_size = 0;          // bytes, when it was made or resized
  std::vector<ByteRange> metadata_areas;  // bytes of the device; each at least one sector
  bool in_use = false;                    // the extension says that a volume group has it
};

// What a look at the first sectors gave. Without a label, `faults` says what looked like one and
// was not good.
struct LabelSearch {
  std::optional<Label> label;
  std::vector<std::string> faults;
};

// Takes the first good label, as LVM does. Error{io} when the device cannot be read.
LabelSearch find_label(const io::ByteSource& device);

// "abcdefghij..." (32 characters) as "abcdef-ghij-...-...-...-...-......"; nothing when a character
// is no letter or digit.
std::optional<std::string> uuid_with_dashes(std::string_view raw);

}  // namespace vixmount::volume::lvm
