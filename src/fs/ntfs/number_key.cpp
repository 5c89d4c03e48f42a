#include "fs/ntfs/number_key.hpp"

#include <algorithm>

namespace vixmount::fs::ntfs {

int NumberKey::compare_wanted(BytesView key) const { return compare(BytesView(wanted_), key); }

int NumberKey::compare(BytesView a, BytesView b) const {
  const auto common = std::min(a.size(), b.size());
  for (std::size_t offset = 0; offset + sizeof(le32) <= common; offset += sizeof(le32)) {
    const auto left = a.le32_at(offset);
    const auto right = b.le32_at(offset);
    if (left != right) return left < right ? -1 : 1;
  }
  if (a.size() == b.size()) return 0;
  return a.size() < b.size() ? -1 : 1;
}

}  // namespace vixmount::fs::ntfs
