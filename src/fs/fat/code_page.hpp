// The OEM code pages in which DOS and Windows write short names. The volume does not tell which one
// it was. Facts: the mapping tables that Unicode, Inc. publishes (VENDORS/MICSFT/PC).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "fs/shared/upcase.hpp"

namespace vixmount::fs::fat {

inline constexpr unsigned kUsualCodePage = 437;

class CodePage {
 public:
  // Error{unsupported} for a number that is not 437, 850, 852 or 866.
  CodePage(unsigned number, const Upcase& upcase);

  char16_t unit(std::uint8_t byte) const noexcept { return units_[byte]; }
  char16_t lower_case(std::uint8_t byte) const noexcept { return lower_case_[byte]; }

 private:
  static constexpr std::size_t kBytes = 256;
  std::array<char16_t, kBytes> units_{};
  std::array<char16_t, kBytes> lower_case_{};
};

}  // namespace vixmount::fs::fat
