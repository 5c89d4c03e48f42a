#include "volume/bitlocker/conversion.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <libdeflate.h>

#include "base/bytes.hpp"
#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {
namespace {

using namespace std::string_view_literals;

constexpr auto kInformationSignature = "FVE-EOW\0"sv;
constexpr auto kBitmapSignature = "FVE-EOWBM\0"sv;
constexpr auto kRecordSignature = "FVE-EOWBR\0"sv;

// The CRC-32 of `bytes` with zeros in place of the four bytes of the CRC itself.
std::uint32_t crc_without(BytesView bytes, std::size_t crc_place) {
  const std::uint32_t zeros = 0;
  const auto behind = bytes.from(crc_place + sizeof(zeros));
  auto crc = libdeflate_crc32(0, bytes.data(), crc_place);
  crc = libdeflate_crc32(crc, &zeros, sizeof(zeros));
  return libdeflate_crc32(crc, behind.data(), behind.size());
}

// What lies at `offset` of the volume, `size` bytes.
std::vector<std::byte> read_checked(const io::ByteSource& volume, std::uint64_t offset,
                                    std::size_t size, std::string_view what) {
  if (!fits(offset, size, volume.size()))
    fail_at(offset, "{} of {} bytes should be behind the end of the volume", what, size);
  return io::read_bytes(volume, offset, size);
}

struct Information {
  EowInformationLayout layout;
  std::vector<std::uint64_t> bitmap_offsets;
};

Information read_information(const io::ByteSource& volume, std::uint64_t offset) {
  constexpr auto kWhat = "the encrypt-on-write information"sv;
  const auto head = read_checked(volume, offset, sizeof(EowInformationLayout), kWhat);
  Information result;
  auto& layout = result.layout;
  layout = BytesView(head, offset).get<EowInformationLayout>(0);
  if (std::string_view(layout.signature.data(), layout.signature.size()) != kInformationSignature)
    fail_at(offset, "there is no encrypt-on-write information of BitLocker");
  const std::size_t size = layout.size;
  if (layout.header_size < sizeof(EowInformationLayout) || size < layout.header_size ||
      layout.region_count != (size - layout.header_size) / 8)
    fail_at(offset, "{} contradicts itself", kWhat);
  const auto bytes = read_checked(volume, offset, size, kWhat);
  const BytesView view(bytes, offset);
  if (crc_without(view, offsetof(EowInformationLayout, crc32)) != layout.crc32)
    fail_at(offset, "{} has a wrong checksum", kWhat);
  if (!is_power_of_two(layout.chunk_size) || layout.chunk_size < 4096)
    fail_at(offset, "{} has chunks of {} bytes", kWhat, layout.chunk_size.value());
  for (std::size_t i = 0; i < layout.region_count; ++i)
    result.bitmap_offsets.push_back(view.le64_at(layout.header_size + 8 * i));
  return result;
}

struct Record {
  EowRecordLayout layout;
  BytesView bits;
};

// Nothing when the record is not good: the other one is, then.
std::optional<Record> parse_record(BytesView bitmap, std::size_t at) {
  if (!fits(at, sizeof(EowRecordLayout), bitmap.size())) return std::nullopt;
  const auto layout = bitmap.get<EowRecordLayout>(at);
  const bool sane =
      std::string_view(layout.signature.data(), layout.signature.size()) == kRecordSignature &&
      layout.header_size >= sizeof(EowRecordLayout) && layout.size >= layout.header_size &&
      fits(at, layout.size, bitmap.size()) &&
      divide_rounding_up(layout.bits.value(), 8) <= layout.size - layout.header_size;
  if (!sane) return std::nullopt;
  const auto record = bitmap.sub(at, layout.size);
  if (crc_without(record, offsetof(EowRecordLayout, crc32)) != layout.crc32) return std::nullopt;
  return Record{layout, record.from(layout.header_size)};
}

class MapBuilder {
 public:
  MapBuilder(const io::ByteSource& volume, const EowInformationLayout& information)
      : volume_(volume), information_(information) {}

  void add_bitmap(std::uint64_t offset) {
    constexpr auto kWhat = "an encrypt-on-write bitmap"sv;
    const auto head = read_checked(volume_, offset, sizeof(EowBitmapLayout), kWhat);
    const auto layout = BytesView(head, offset).get<EowBitmapLayout>(0);
    if (std::string_view(layout.signature.data(), layout.signature.size()) != kBitmapSignature)
      fail_at(offset, "there is no encrypt-on-write bitmap of BitLocker");
    bitmap_bytes_ += layout.size;
    if (layout.size < sizeof(EowBitmapLayout) || bitmap_bytes_ > kMostBitmapBytes)
      fail_at(offset, "{} says it has {} bytes", kWhat, layout.size.value());
    const auto bytes = read_checked(volume_, offset, layout.size, kWhat);
    const BytesView view(bytes, offset);
    const std::uint32_t head_size = layout.record_offsets[0];
    if (head_size < sizeof(EowBitmapLayout) ||
        crc_without(view.sub(0, head_size), offsetof(EowBitmapLayout, crc32)) != layout.crc32)
      fail_at(offset, "{} has a wrong checksum", kWhat);
    map_.hidden.push_back({offset, offset + layout.size});
    hide(layout.log_offset, information_.log_size);
    add_region(layout, newest_record(view, layout));
  }

  void hide(std::uint64_t offset, std::uint64_t size) {
    map_.hidden.push_back({offset, checked_add(offset, size, "end of a BitLocker structure")});
  }

  ConversionMap take() {
    auto& runs = map_.runs;
    std::sort(runs.begin(), runs.end(),
              [](const auto& a, const auto& b) { return a.range.begin < b.range.begin; });
    for (std::size_t i = 1; i < runs.size(); ++i)
      if (runs[i].range.begin < runs[i - 1].range.end)
        fail_at(runs[i].range.begin, "two encrypt-on-write bitmaps tell of the same bytes");
    for (const auto& run : runs)
      if (!run.encrypted) map_.plain_bytes += run.range.length();
    return std::move(map_);
  }

 private:
  static Record newest_record(BytesView view, const EowBitmapLayout& layout) {
    std::optional<Record> newest;
    for (const auto place : layout.record_offsets) {
      auto record = parse_record(view, place);
      if (record && (!newest || record->layout.sequence_number > newest->layout.sequence_number))
        newest = record;
    }
    if (!newest) fail_at(view.origin(), "an encrypt-on-write bitmap has no good record");
    return *newest;
  }

  void add_region(const EowBitmapLayout& layout, const Record& record) {
    const std::uint64_t chunk = information_.chunk_size;
    const auto end = checked_add(layout.region_offset.value(), layout.region_size,
                                 "end of an encrypt-on-write region");
    auto begin = layout.region_offset.value();
    for (std::uint32_t bit = 0; bit < record.layout.bits && begin < end;) {
      const bool encrypted = is_set(record.bits, bit);
      auto next = bit + 1;
      while (next < record.layout.bits && is_set(record.bits, next) == encrypted) ++next;
      const auto length = std::min((next - bit) * chunk, end - begin);
      if (map_.runs.size() == kMostRuns)
        fail(ErrorKind::limit_exceeded, "more than {} runs in encrypt-on-write bitmaps", kMostRuns);
      map_.runs.push_back({{begin, begin + length}, encrypted});
      begin += length;
      bit = next;
    }
  }

  static bool is_set(BytesView bits, std::uint32_t bit) {
    return (std::to_integer<unsigned>(bits.span()[bit / 8]) >> (bit % 8) & 1U) != 0;
  }

  const io::ByteSource& volume_;
  const EowInformationLayout& information_;
  ConversionMap map_;
  std::uint64_t bitmap_bytes_ = 0;
};

}  // namespace

ConversionMap read_conversion_map(const io::ByteSource& volume,
                                  const std::array<std::uint64_t, 2>& offsets) {
  std::optional<Information> information;
  try {
    information = read_information(volume, offsets[0]);
  } catch (const Error&) {
    information = read_information(volume, offsets[1]);
  }
  MapBuilder builder(volume, information->layout);
  for (const auto offset : offsets) builder.hide(offset, information->layout.size);
  for (const auto offset : information->bitmap_offsets) builder.add_bitmap(offset);
  return builder.take();
}

}  // namespace vixmount::volume::bitlocker
