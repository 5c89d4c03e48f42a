#include "base/bytes.hpp"
#include "base/text.hpp"
#include "volume/luks/header.hpp"
#include "volume/luks/layout.hpp"

namespace vixmount::volume::luks {
namespace {

// Every slot has the format's 4000 stripes; a few times as many are read.
constexpr std::uint32_t kMostStripes = 16384;

Keyslot read_keyslot(const Luks1Header& header, std::size_t index) {
  const auto& stored = header.keyslots.at(index);
  Keyslot slot;
  slot.name = fmt::format("keyslot {}", index);
  slot.key_bytes = slot.area_key_bytes = header.key_bytes;
  slot.derivation = crypt::Pbkdf2{std::string(text_until_nul(header.hash)), stored.iterations};
  slot.salt.assign(stored.salt.begin(), stored.salt.end());
  slot.split_hash = text_until_nul(header.hash);
  slot.stripes = stored.stripes;
  slot.area_offset = std::uint64_t{stored.material_sector} * kSector;
  slot.area_bytes =
      divide_rounding_up(std::uint64_t{stored.stripes} * slot.key_bytes, kSector) * kSector;
  slot.area_cipher =
      fmt::format("{}-{}", text_until_nul(header.cipher_name), text_until_nul(header.cipher_mode));
  return slot;
}

}  // namespace

Header read_luks1_header(const io::ByteSource& disk) {
  if (disk.size() < sizeof(Luks1Header)) fail_at(disk.size(), "the LUKS1 header is cut off");
  const auto bytes = io::read_bytes(disk, 0, sizeof(Luks1Header));
  const auto stored = BytesView(bytes).get<Luks1Header>(0);
  if (stored.key_bytes == 0 || stored.key_bytes > kLongestKey)
    fail_at(offsetof(Luks1Header, key_bytes), "the LUKS1 header has a key of {} bytes",
            stored.key_bytes.value());
  Header header;
  header.version = 1;
  header.uuid = printable(text_until_nul(stored.uuid));
  header.segment.offset = std::uint64_t{stored.payload_sector} * kSector;
  header.segment.cipher =
      fmt::format("{}-{}", text_until_nul(stored.cipher_name), text_until_nul(stored.cipher_mode));
  header.digest.derivation = {std::string(text_until_nul(stored.hash)), stored.digest_iterations};
  header.digest.salt.assign(stored.digest_salt.begin(), stored.digest_salt.end());
  header.digest.digest.assign(stored.digest.begin(), stored.digest.end());
  for (std::size_t i = 0; i < stored.keyslots.size(); ++i) {
    if (stored.keyslots[i].state != kKeyslotInUse) continue;
    if (stored.keyslots[i].stripes == 0 || stored.keyslots[i].stripes > kMostStripes)
      header.remarks.push_back(
          fmt::format("keyslot {} has {} stripes", i, stored.keyslots[i].stripes.value()));
    else
      header.keyslots.push_back(read_keyslot(stored, i));
  }
  return header;
}

}  // namespace vixmount::volume::luks
