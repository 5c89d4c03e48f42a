// LUKS volumes made by hand, small and quick to open: the volume key stands in the keyslot as it is
// (area cipher cipher_null, one stripe), so that every passphrase opens it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace vixmount::volume::luks::test {

// The volume key of all of them: 64 bytes of 'k'.
std::string volume_key();

// The members of LUKS2 metadata as JSON text; tests replace what they are about.
struct Luks2Parts {
  std::string keyslots, segments, digests, config;
};
Luks2Parts luks2_parts();
// A "luks2" keyslot with this "kdf".
std::string keyslot_with(const std::string& derivation);
inline const std::string kQuickDerivation =
    R"({"type":"pbkdf2","hash":"sha256","iterations":1000,"salt":"c2FsdHNhbHRzYWx0"})";
// A "crypt" segment; `more` goes on behind a comma.
std::string segment_from(std::uint64_t offset, const std::string& size = "dynamic",
                         const std::string& more = "");

std::string json_of(const Luks2Parts& parts);

constexpr std::uint64_t kHeaderBytes = 16384;  // of each copy
constexpr std::uint64_t kDataOffset = 65536;   // in what luks2_parts() says

// One copy with the right checksum, kHeaderBytes long, as it stands at `offset`.
std::string luks2_copy(const std::string& json, std::uint64_t sequence, std::uint64_t offset);
// Both copies, the keyslot's area with the key, and zeros up to `size`.
std::string luks2_image(const std::string& json, std::size_t size = 131072);

struct Luks1Parts {
  std::uint32_t payload_sector = 8;
  std::uint32_t key_bytes = 64;
  std::uint32_t digest_iterations = 1000;
  std::uint32_t iterations = 1000;
  std::uint32_t stripes = 1;
  std::uint32_t material_sector = 2;
  std::string cipher_mode = "ecb";  // of "cipher_null"
};
std::string luks1_image(const Luks1Parts& parts, std::size_t size = 65536);

}  // namespace vixmount::volume::luks::test
