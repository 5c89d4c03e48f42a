#include "fs/btrfs/checksum.hpp"

#include <algorithm>
#include <array>
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

// Sectors that are summed together in less time than one by one.
constexpr std::size_t together(ChecksumType type) noexcept {
  return type == ChecksumType::blake2b ? 4 : type == ChecksumType::sha256 ? 2 : 1;
}

template <std::size_t Count>
bool equal(const std::array<std::array<std::byte, 32>, Count>& digests,
           std::span<const std::byte> stored) noexcept {
  static_assert(sizeof(digests) == Count * 32);
  return std::memcmp(digests.data(), stored.data(), sizeof(digests)) == 0;
}

// together(type) sectors all fit theirs.
bool all_match(ChecksumType type, std::span<const std::byte> sectors,
               std::span<const std::byte> stored) {
  if (type == ChecksumType::blake2b) return equal(blake2b_256_of_four(sectors), stored);
  if (type == ChecksumType::sha256) return equal(sha256_of_two(sectors), stored);
  return checksum_matches(type, sectors, stored);
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

std::vector<std::size_t> wrong_sectors(ChecksumType type, std::span<const std::byte> bytes,
                                       std::size_t sector_size,
                                       std::span<const std::byte> stored) {
  const auto size = checksum_size(type);
  const auto count = bytes.size() / sector_size;
  std::vector<std::size_t> wrong;
  for (std::size_t first = 0; first < count; first += together(type)) {
    const auto end = std::min(first + together(type), count);
    if (end - first == together(type) &&
        all_match(type, bytes.subspan(first * sector_size, (end - first) * sector_size),
                  stored.subspan(first * size, (end - first) * size)))
      continue;
    for (auto i = first; i < end; ++i)
      if (!checksum_matches(type, bytes.subspan(i * sector_size, sector_size),
                            stored.subspan(i * size, size)))
        wrong.push_back(i);
  }
  return wrong;
}

}  // namespace vixmount::fs::btrfs
