// LUKS headers of both versions. The first byte of the input says what the rest is: 0, a disk; else
// the binary header of LUKS2 (512 bytes), its metadata up to a NUL, and what stands behind both
// copies. From 2 on magic, size, place and checksum of both copies are made good, so that the
// fuzzer gets behind them. Keyslots that would take long are not tried.
#include <algorithm>
#include <array>
#include <cstring>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "tolerate.hpp"
#include "volume/crypt/hash.hpp"
#include "volume/luks/header.hpp"
#include "volume/luks/layout.hpp"
#include "volume/luks/luks.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::volume;

constexpr std::size_t kCopyBytes = 16384;
constexpr std::size_t kStoredHeader = 512;  // of the 4096 bytes; the rest is zero
constexpr std::uint64_t kMostCost = 4096;

void repair(std::vector<std::byte>& copy, std::size_t offset) {
  luks::Luks2Header header;
  std::memcpy(&header, copy.data(), sizeof(header));
  const auto magic = offset == 0 ? luks::kMagic : luks::kSecondMagic;
  std::copy(magic.begin(), magic.end(), header.magic.begin());
  header.version = 2;
  header.header_bytes = kCopyBytes;
  header.header_offset = offset;
  header.checksum_hash = {'s', 'h', 'a', '1'};
  header.checksum.fill(std::byte{0});
  std::memcpy(copy.data(), &header, sizeof(header));
  const auto hash = crypt::find_hash("sha1");
  const std::array<std::span<const std::byte>, 1> pieces = {copy};
  crypt::hash_pieces(hash.get(), pieces, header.checksum);
  std::memcpy(copy.data(), &header, sizeof(header));
}

// The disk that an input for LUKS2 stands for.
std::vector<std::byte> compose(BytesView input, bool repaired) {
  const auto stored = std::min(input.size(), kStoredHeader);
  const auto json = input.from(stored).text_until_nul(0, input.size() - stored);
  const auto behind = input.from(std::min(stored + json.size() + 1, input.size()));
  std::vector<std::byte> disk;
  for (const std::size_t offset : {std::size_t{0}, kCopyBytes}) {
    std::vector<std::byte> copy(kCopyBytes);
    std::memcpy(copy.data(), input.data(), stored);
    std::memcpy(copy.data() + sizeof(luks::Luks2Header), json.data(),
                std::min(json.size(), kCopyBytes - sizeof(luks::Luks2Header)));
    if (repaired) repair(copy, offset);
    disk.insert(disk.end(), copy.begin(), copy.end());
  }
  disk.insert(disk.end(), behind.span().begin(), behind.span().end());
  constexpr std::size_t kLeast = 65536;
  disk.resize(std::max(disk.size(), kLeast));
  return disk;
}

bool is_cheap(const luks::Header& header) {
  auto cost = crypt::cost_of(header.digest.derivation, header.digest.digest.size());
  for (const auto& slot : header.keyslots) {
    const auto next = crypt::cost_of(slot.derivation, slot.area_key_bytes);
    if (next > kMostCost) return false;
    cost += next;
  }
  return cost <= kMostCost;
}

bool can_be_tried(const io::ByteSource& disk) {
  bool cheap = false;
  fuzz::tolerate([&] {
    if (disk.size() < 8) return;
    std::atomic<std::uint64_t> bytes_left = luks::kMostHeaderBytesOfSet;
    if (const auto copy = luks::find_luks2_copy(disk, bytes_left))
      cheap = is_cheap(luks::parse_luks2_metadata(*copy));
    else
      cheap = is_cheap(luks::read_luks1_header(disk));
  });
  return cheap;
}

void open_with(const io::SourcePtr& disk, const KeyRing& keys) {
  Container container;
  container.name = "disk 1";
  container.source = disk;
  const auto scheme = luks::make_luks_scheme(keys);
  Remarks remarks;
  const auto claim = scheme->claim(container, remarks);
  if (!claim || !claim->member) return;
  for (const auto& group : scheme->assemble({claim->member}, remarks)) {
    const auto& source = *group.volumes.at(0).source;
    if (source.size() != group.volumes[0].size || source.size() > disk->size()) __builtin_trap();
    constexpr std::uint64_t kSome = 8192;
    io::read_bytes(source, 0, std::min(source.size(), kSome));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 1 << 20;
  if (size < 1 || size > kMostBytes) return 0;
  const BytesView input(std::as_bytes(std::span(data + 1, size - 1)));
  const auto disk = std::make_shared<io::MemorySource>(
      data[0] == 0 ? std::vector(input.span().begin(), input.span().end())
                   : compose(input, data[0] > 1));
  fuzz::tolerate([&] { open_with(disk, KeyRing()); });
  if (!can_be_tried(*disk)) return 0;
  const std::string volume_key(64, 'k');
  fuzz::tolerate([&] {
    open_with(disk, KeyRing({{"all", KeyKind::volume_key, Secret(std::string_view(volume_key))},
                             {"all", KeyKind::passphrase, Secret(std::string_view("any\n"))}}));
  });
  return 0;
}
