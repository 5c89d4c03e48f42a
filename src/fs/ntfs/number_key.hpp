// Keys made of 32-bit numbers, compared number by number: the collations of $Secure:$SII (one),
// $Secure:$SDH (hash, id) and $ObjId:$O (a GUID as four).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fs/ntfs/index.hpp"

namespace vixmount::fs::ntfs {

// Looks for one key.
class NumberKey final : public KeyOrder {
 public:
  explicit NumberKey(std::span<const std::byte> wanted) : wanted_(wanted.begin(), wanted.end()) {}
  int compare_wanted(BytesView key) const override;
  int compare(BytesView a, BytesView b) const override;

 private:
  std::vector<std::byte> wanted_;
};

}  // namespace vixmount::fs::ntfs
