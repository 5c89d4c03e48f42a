// Comparing the name that is asked for with those a directory stores.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fs/ext/encrypted_name.hpp"
#include "fs/ext/inode.hpp"

namespace vixmount::fs::ext {

class NameMatcher {
 public:
  // Nothing when no entry of the directory can have this name.
  static std::optional<NameMatcher> make(const Superblock& superblock, const Inode& directory,
                                         std::string_view name);
  bool matches(std::string_view stored) const;
  // The bytes whose hash leads to the entry; nothing when they are not known.
  std::optional<std::string_view> hashed_bytes() const noexcept;

 private:
  std::string name_;
  std::optional<std::string> folded_;  // case-insensitive comparison
  std::optional<EncryptedName> encrypted_;
};

}  // namespace vixmount::fs::ext
