// The hash of a name for fs/shared/name_index.hpp, the same for names that are equal but for case.
#pragma once

#include <cstdint>
#include <string>

#include "fs/ntfs/upcase.hpp"
#include "fs/shared/name_index.hpp"

namespace vixmount::fs::fat {

inline std::uint32_t name_hash(const ntfs::Upcase& upcase, const std::u16string& name) {
  return hash_of_name(upcase.capitals(ntfs::Utf16View(name)));
}

}  // namespace vixmount::fs::fat
