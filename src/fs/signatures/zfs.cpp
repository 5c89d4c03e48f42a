// Members of ZFS pools. Facts: "ZFS On-Disk Specification" (Sun, 2006), chapter 1; the name/value
// list is XDR (RFC 4506).
#include <algorithm>
#include <array>
#include <string>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint64_t kLabelSize = 256 * 1024;  // four copies: two in front, two at the end
constexpr std::uint64_t kNameValues = 16 * 1024;  // in a label
constexpr std::size_t kNameValuesSize = 112 * 1024;
constexpr std::uint64_t kUberblocks = 128 * 1024;  // in a label: 128 slots of 1 KiB
constexpr std::size_t kUberblockSlots = 128;
constexpr std::uint64_t kUberblockMagic = 0x00BAB10C;
// One stray number is no pool; a pool in use has written many.
constexpr unsigned kFewestUberblocks = 4;
constexpr unsigned kMostPairs = 256;

enum ValueType : std::uint32_t { kUint64 = 8, kString = 9 };

unsigned count_uberblocks(BytesView slots) {
  unsigned count = 0;
  for (std::size_t i = 0; i < kUberblockSlots; ++i)
    if (slots.le64_at(i * 1024) == kUberblockMagic || slots.be64_at(i * 1024) == kUberblockMagic)
      ++count;
  return count;
}

// One pair is: encoded size, decoded size, name, type, element count, value; all big endian, names
// padded to four bytes. The list ends with a size of 0.
void read_pairs(Identification& identification, BytesView list) {
  std::size_t offset = 12;  // encoding, version, flags
  for (unsigned i = 0; i < kMostPairs; ++i) {
    const std::size_t size = list.be32_at(offset);
    if (size == 0) return;
    const auto pair = list.sub(offset, size);
    const std::size_t name_length = pair.be32_at(8);
    const auto name = pair.text(12, name_length);
    const auto value = pair.from(12 + divide_rounding_up(name_length, 4) * 4);
    if (name == "name" && value.be32_at(0) == kString)
      identification.label = clean_label(value.text(12, value.be32_at(8)));
    if (name == "pool_guid" && value.be32_at(0) == kUint64)
      identification.uuid = std::to_string(value.be64_at(8));
    offset += size;
  }
}

}  // namespace

std::optional<Identification> probe_zfs(const VolumeBytes& volume) {
  if (volume.size() < 4 * kLabelSize) return std::nullopt;
  const auto end = volume.size() - volume.size() % kLabelSize;
  for (const std::uint64_t label :
       {std::uint64_t{0}, kLabelSize, end - 2 * kLabelSize, end - kLabelSize}) {
    const auto slots = volume.require(label + kUberblocks, kUberblockSlots * 1024);
    if (count_uberblocks(slots) < kFewestUberblocks) continue;
    auto identification = recognised("zfs_member");
    read_details(identification, [&] {
      read_pairs(identification, volume.require(label + kNameValues, kNameValuesSize));
    });
    return identification;
  }
  return std::nullopt;
}

}  // namespace vixmount::fs::signatures
