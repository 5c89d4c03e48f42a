#include "luks_builder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/bytes.hpp"
#include "volume/crypt/hash.hpp"
#include "volume/crypt/key_derivation.hpp"
#include "volume/luks/layout.hpp"

namespace vixmount::volume::luks::test {
namespace {

constexpr std::uint64_t kAreaOffset = 32768;
constexpr std::string_view kUuid = "01234567-89ab-cdef-0123-456789abcdef";
constexpr std::string_view kSalt = "saltsaltsalt";

template <typename Array>
void put(Array& field, std::string_view text) {
  std::memcpy(field.data(), text.data(), std::min(text.size(), sizeof(field)));
}

std::string bytes_of(const auto& layout) {
  return {reinterpret_cast<const char*>(&layout), sizeof(layout)};
}

std::string digest_of(std::string_view key, std::uint32_t iterations, std::string_view salt,
                      std::size_t size) {
  const auto digest =
      crypt::derive_key(crypt::Pbkdf2{"sha256", iterations}, as_bytes(key), as_bytes(salt), size);
  return std::string(digest.text());
}

std::string base64(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 8, '\0');
  const auto size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

std::string volume_key() { return std::string(64, 'k'); }

std::string keyslot_with(const std::string& derivation) {
  return fmt::format(
      R"({{"type":"luks2","key_size":64,"af":{{"type":"luks1","stripes":1,"hash":"sha256"}},)"
      R"("area":{{"type":"raw","offset":"{}","size":"4096","encryption":"cipher_null-ecb","key_size":64}},)"
      R"("kdf":{}}})",
      kAreaOffset, derivation);
}

std::string segment_from(std::uint64_t offset, const std::string& size, const std::string& more) {
  return fmt::format(
      R"({{"type":"crypt","offset":"{}","size":"{}","iv_tweak":"0","encryption":"aes-xts-plain64","sector_size":512{}}})",
      offset, size, more.empty() ? "" : "," + more);
}

Luks2Parts luks2_parts() {
  Luks2Parts parts;
  parts.keyslots = R"({"0":)" + keyslot_with(kQuickDerivation) + "}";
  parts.segments = R"({"0":)" + segment_from(kDataOffset) + "}";
  parts.digests = fmt::format(
      R"({{"0":{{"type":"pbkdf2","keyslots":["0","1","2","3","4","5","6"],"segments":["0"],"hash":"sha256","iterations":1000,"salt":"{}","digest":"{}"}}}})",
      base64(kSalt), base64(digest_of(volume_key(), 1000, kSalt, 32)));
  parts.config = R"({"json_size":"12288","keyslots_size":"32768"})";
  return parts;
}

std::string json_of(const Luks2Parts& parts) {
  return fmt::format(R"({{"keyslots":{},"tokens":{{}},"segments":{},"digests":{},"config":{}}})",
                     parts.keyslots, parts.segments, parts.digests, parts.config);
}

std::string luks2_copy(const std::string& json, std::uint64_t sequence, std::uint64_t offset) {
  Luks2Header header{};
  put(header.magic, offset == 0 ? kMagic : kSecondMagic);
  header.version = 2;
  header.header_bytes = kHeaderBytes;
  header.sequence = sequence;
  put(header.checksum_hash, "sha256");
  header.salt.fill(static_cast<std::byte>(offset / kHeaderBytes + 1));
  put(header.uuid, kUuid);
  header.header_offset = offset;
  auto copy = bytes_of(header) + json;
  copy.resize(kHeaderBytes);
  const auto hash = crypt::find_hash("sha256");
  const std::array<std::span<const std::byte>, 1> pieces = {as_bytes(copy)};
  crypt::hash_pieces(hash.get(), pieces, header.checksum);
  return copy.replace(0, sizeof(header), bytes_of(header));
}

std::string luks2_image(const std::string& json, std::size_t size) {
  auto image = luks2_copy(json, 5, 0) + luks2_copy(json, 5, kHeaderBytes) + volume_key();
  image.resize(size);
  return image;
}

std::string luks1_image(const Luks1Parts& parts, std::size_t size) {
  Luks1Header header{};
  put(header.magic, kMagic);
  header.version = 1;
  put(header.cipher_name, "cipher_null");
  put(header.cipher_mode, parts.cipher_mode);
  put(header.hash, "sha256");
  header.payload_sector = parts.payload_sector;
  header.key_bytes = parts.key_bytes;
  put(header.digest_salt, kSalt);
  put(header.digest, digest_of(volume_key(), 1000,
                               {reinterpret_cast<const char*>(header.digest_salt.data()), 32}, 20));
  header.digest_iterations = parts.digest_iterations;
  put(header.uuid, kUuid);
  auto& slot = header.keyslots[3];
  slot.state = kKeyslotInUse;
  slot.iterations = parts.iterations;
  slot.material_sector = parts.material_sector;
  slot.stripes = parts.stripes;
  auto image = bytes_of(header);
  image.resize(1024);
  image += volume_key();
  image.resize(size);
  return image;
}

}  // namespace vixmount::volume::luks::test
