// Names in encrypted directories. Without the key Linux shows them in a readable form, "no-key
// names"; the same form is made here, so that both sides agree on what a file is called.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fs/ext/name_hash.hpp"

namespace vixmount::fs::ext {

// base64url of: major hash, minor hash (little endian), the first 149 bytes of the stored name,
// and, where it is longer, the SHA-256 of the rest. Source: Linux fs/crypto/fname.c.
std::string readable_encrypted_name(std::string_view stored, NameHash hash);

// What a readable name tells about the stored one.
class EncryptedName {
 public:
  // Nothing when `readable` is not such a name.
  static std::optional<EncryptedName> parse(std::string_view readable);
  bool matches(std::string_view stored) const;
  // All bytes of the stored name, where they are known.
  std::optional<std::string_view> stored() const noexcept;

 private:
  std::string prefix_;
  std::string digest_;  // of what follows `prefix_`; empty when it is the whole name
};

}  // namespace vixmount::fs::ext
