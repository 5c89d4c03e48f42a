// The hash of a name for fs/shared/name_index.hpp, the same for names that are equal but for case.
#pragma once

#include <cstdint>
#include <string>

#include "fs/shared/name_index.hpp"
#include "fs/shared/upcase.hpp"

namespace vixmount::fs::fat {

inline std::uint32_t name_hash(const Upcase& upcase, const std::u16string& name) {
  return hash_of_name(upcase.capitals(Utf16View(name)));
}

}  // namespace vixmount::fs::fat
