// Long names: parts of 13 UTF-16 units in the entries in front of the one they belong to, last part
// first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "fs/fat/layout.hpp"

namespace vixmount::fs::fat {

// Takes the entries of a directory in their order. Parts that do not belong together, or to the
// entry that follows (a DOS program renamed it), are forgotten: the short name counts then.
class LongNameParts {
 public:
  // `slot` is where the part is.
  void add(const layout::LongNameEntry& part, std::uint32_t slot);
  void forget() noexcept { next_order_ = kNone; }

  struct Name {
    std::u16string units;
    std::uint32_t first_slot = 0;
  };
  // The long name of `entry`, if the parts just added are its; forgets them.
  std::optional<Name> take(const layout::DirectoryEntry& entry);

 private:
  static constexpr unsigned kNone = ~0U;
  unsigned next_order_ = kNone;  // of the part to come; 0: all are there
  std::uint8_t checksum_ = 0;
  std::uint32_t first_slot_ = 0;
  unsigned part_count_ = 0;
  std::array<char16_t, layout::kMostParts * layout::kUnitsPerPart> units_{};
};

}  // namespace vixmount::fs::fat
