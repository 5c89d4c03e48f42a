#include "fs/btrfs/checksum.hpp"

#include <cstring>

#include "base/blake2b.hpp"
#include "base/crc32c.hpp"
#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/xxhash64.hpp"

namespace vixmount::fs::btrfs {
namespace {

template <typename Field>
Checksum field_of(Field field) noexcept {
  Checksum out{};
  std::memcpy(out.data(), &field, sizeof(field));
  return out;
}

}  // namespace

std::size_t checksum_size(ChecksumType type) {
  switch (type) {
    case ChecksumType::crc32c:
      return 4;
    case ChecksumType::xxhash64:
      return 8;
    case ChecksumType::sha256:
    case ChecksumType::blake2b:
      return 32;
  }
  fail(ErrorKind::unsupported, "checksums of the unknown type {}",
       static_cast<std::uint16_t>(type));
}

Checksum checksum_of(ChecksumType type, std::span<const std::byte> bytes) {
  switch (type) {
    case ChecksumType::crc32c:
      return field_of(le32{~crc32c(0xFFFFFFFF, bytes)});
    case ChecksumType::xxhash64:
      return field_of(le64{xxhash64(bytes)});
    case ChecksumType::sha256: {
      Sha256 hash;
      hash.add(bytes);
      return hash.finish();
    }
    case ChecksumType::blake2b:
      return blake2b_256(bytes);
  }
  fail(ErrorKind::unsupported, "checksums of the unknown type {}",
       static_cast<std::uint16_t>(type));
}

bool checksum_matches(ChecksumType type, std::span<const std::byte> bytes,
                      std::span<const std::byte> stored) {
  const auto computed = checksum_of(type, bytes);
  return std::memcmp(computed.data(), stored.data(), stored.size()) == 0;
}

}  // namespace vixmount::fs::btrfs
