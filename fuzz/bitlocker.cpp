// BitLocker volumes. Checksums of what stands in the usual places are made good first, so that the
// fuzzer gets behind them. The keys given are those of the seeds, none of a kind that is stretched:
// that would take all the time.
#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include <libdeflate.h>

#include "check_volumes.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "volume/bitlocker/bitlocker.hpp"
#include "volume/bitlocker/layout.hpp"
#include "volume/scheme.hpp"

namespace {

using namespace vixmount;
using volume::KeyRing;
using volume::bitlocker::BlockHeaderLayout;
using volume::bitlocker::EowBitmapLayout;
using volume::bitlocker::EowInformationLayout;
using volume::bitlocker::EowRecordLayout;

constexpr std::uint64_t kMostFront = 1 << 20;  // what is repaired; the seeds' volumes are smaller

// The startup key file and the master key of tests/volume/bitlocker/make_volumes.py.
constexpr std::string_view kStartupKeyFile =
    "9c00000001000000300000009c000000bbbbaaaaccccdd4d8eeeffff00001111"
    "01000000000000009a3c13323332d5016c00060009000100bbbbaaaaccccdd4d"
    "8eeeffff000011119a3c13323332d5012000000002000100450078007400650072006e0061006c00"
    "4b006500790000002c00000001000100022000002c87bd5320626d041dec53ac7cbc2be9"
    "9d713120d273df76fed3972d395204a0";
constexpr std::string_view kMasterKey =
    "d606bdad532d0aab75bf754ac0990f576a4c461e3376e9eccc5c955767ddaf3f";

Secret from_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  Secret bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes.writable_bytes()[i] =
        static_cast<std::byte>(digit(text[2 * i]) * 16 + digit(text[2 * i + 1]));
  return bytes;
}

class Front {
 public:
  explicit Front(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}

  template <typename Layout>
  bool get(std::uint64_t at, Layout& layout) const {
    if (!fits(at, sizeof(Layout), bytes_.size())) return false;
    std::memcpy(static_cast<void*>(&layout), bytes_.data() + at, sizeof(Layout));
    return true;
  }

  // Makes the CRC-32 of `size` bytes at `at` good, which stands at `crc_at` (and counts as zeros
  // where it is among them).
  void seal(std::uint64_t at, std::uint64_t size, std::uint64_t crc_at) {
    if (!fits(at, size, bytes_.size()) || !fits(crc_at, 4, bytes_.size())) return;
    if (crc_at >= at && crc_at < at + size) std::memset(bytes_.data() + crc_at, 0, 4);
    const le32 crc = libdeflate_crc32(0, bytes_.data() + at, size);
    std::memcpy(bytes_.data() + crc_at, &crc, sizeof(crc));
  }

  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

void seal_block(Front& front, std::uint64_t at) {
  BlockHeaderLayout header;
  if (!front.get(at, header)) return;
  const auto size = header.size * (header.version == 1 ? std::uint64_t{1} : 16);
  if (size >= sizeof(header)) front.seal(at, size, at + size + 4);
}

void seal_bitmap(Front& front, std::uint64_t at) {
  EowBitmapLayout bitmap;
  if (!front.get(at, bitmap)) return;
  front.seal(at, bitmap.record_offsets[0], at + offsetof(EowBitmapLayout, crc32));
  for (const auto offset : bitmap.record_offsets) {
    EowRecordLayout record;
    if (front.get(at + offset, record) && record.size >= sizeof(record))
      front.seal(at + offset, record.size, at + offset + offsetof(EowRecordLayout, crc32));
  }
}

void seal_information(Front& front, std::uint64_t at) {
  EowInformationLayout information;
  if (!front.get(at, information) || information.size < sizeof(information)) return;
  front.seal(at, information.size, at + offsetof(EowInformationLayout, crc32));
  le64 bitmap;
  for (std::uint32_t i = 0; i < 4 && front.get(at + sizeof(information) + 8 * i, bitmap); ++i)
    seal_bitmap(front, bitmap);
}

void repair(Front& front) {
  for (const std::uint64_t place : {160, 424}) {
    volume::bitlocker::RecognitionLayout layout;
    if (!front.get(place, layout)) return;
    for (const auto offset : layout.metadata_offsets) seal_block(front, offset);
    for (const auto offset : layout.eow_offsets) seal_information(front, offset);
  }
  le64 cluster;
  le16 sector_size;
  std::uint8_t sectors = 0;
  if (front.get(56, cluster) && front.get(11, sector_size) && front.get(13, sectors) &&
      cluster < kMostFront)
    seal_block(front, cluster * sector_size * sectors);
}

// Reads some pieces; an Error is a fine answer.
void read_some(const io::ByteSource& source) {
  std::vector<std::byte> buffer(20000);
  const auto size = source.size();
  for (std::uint64_t at = 0; at < size; at += size / 6 + 1) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size - at));
    try {
      source.read(at, std::span(buffer).first(count));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::internal) __builtin_trap();
    }
  }
}

void open_and_read(const io::SourcePtr& disk, const KeyRing& keys) {
  const auto scheme = volume::bitlocker::make_bitlocker_scheme(keys);
  volume::Remarks remarks;
  volume::Container container;
  container.name = "disk 1";
  container.source = disk;
  container.disk = 0;
  volume::Volume listed;
  listed.disk = 0;
  listed.offset = 0;
  container.volume = std::make_shared<const volume::Volume>(listed);
  const auto claim = scheme->claim(container, remarks);
  if (!claim || !claim->member) return;
  const auto groups = scheme->assemble({claim->member}, remarks);
  if (groups.size() != 1 || groups[0].volumes.size() != 1) __builtin_trap();
  fuzz::check_volumes(groups[0].volumes, disk->size());
  read_some(*groups[0].volumes[0].source);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const KeyRing keys(
      {{"all", volume::KeyKind::startup_key, from_hex(kStartupKeyFile)},
       {"all", volume::KeyKind::volume_key, from_hex(kMasterKey)}});
  const auto disk = fuzz::SparseDisk::parse(data, size);
  const auto front_size = std::min<std::uint64_t>(disk->size(), kMostFront);
  Front front(io::read_bytes(*disk, 0, front_size));
  repair(front);
  const auto repaired = std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
      std::make_shared<io::MemorySource>(front.take()),
      std::make_shared<io::SliceSource>(disk, front_size, disk->size() - front_size)});
  open_and_read(repaired, keys);
  return 0;
}
