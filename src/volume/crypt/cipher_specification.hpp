// Names of sector encryptions as dm-crypt has them: "aes-xts-plain64", "aes-cbc-essiv:sha256".
// Source: Linux, Documentation/admin-guide/device-mapper/dm-crypt.rst.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vixmount::volume::crypt {

enum class ChainMode : std::uint8_t { ecb, cbc, xts };

// How the 16 bytes of the initialisation vector (XTS: the tweak) follow from the sector's number.
enum class IvRule : std::uint8_t {
  none,       // ECB has no vector
  null,       // zeros
  plain,      // the number's low 32 bits, little endian, then zeros
  plain64,    // 64 bits, little endian, then zeros
  plain64be,  // zeros, then 64 bits, big endian
  essiv,      // plain64, encrypted with a hash of the key
  eboiv,      // the number times the sector size as plain64, encrypted with the key (BitLocker)
};

struct CipherSpecification {
  bool null_cipher = false;  // "cipher_null": the bytes are not encrypted; nothing else counts then
  std::string cipher;        // "aes"
  ChainMode mode = ChainMode::ecb;
  IvRule iv = IvRule::none;
  std::string iv_hash;  // of essiv: "sha256"
};

// Throws Error{unsupported} that names what is not known. A mode without a rule ("cbc") has
// "plain".
CipherSpecification parse_cipher_specification(std::string_view text);

}  // namespace vixmount::volume::crypt
