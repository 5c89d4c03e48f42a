#include <array>

#include "base/bytes.hpp"
#include "volume/labels/labels.hpp"
#include "volume/labels/slice.hpp"
#include "volume/labels/sun_tags.hpp"
#include "volume/partition_table.hpp"

namespace vixmount::volume::labels {
namespace {

constexpr std::size_t kSlices = 16;
constexpr std::size_t kSlicesOfOld = 8;
// Linux writes this at the end of its first page of swap, whose type 0x82 Solaris uses as well.
constexpr std::uint64_t kSwapSignaturePlace = 4096 - 10;

struct Slice {
  le16 tag;
  le16 flags;
  le32 start;  // sectors, from the start of the MBR partition
  le32 size;
};
static_assert(sizeof(Slice) == 12);

// In sector 1 of the MBR partition. Facts: illumos sys/vtoc.h, sys/dklabel.h; Linux
// block/partitions/msdos.c.
struct SolarisTable {
  std::array<le32, 3> boot_info;
  le32 sanity;   // kVtocSanity
  le32 version;  // 1
  std::array<char, 8> volume;
  le16 sector_size;
  le16 slice_count;
  std::array<le32, 10> reserved;
  std::array<Slice, kSlices> slices;
  std::array<std::byte, 248> not_used;
};
static_assert(sizeof(SolarisTable) == 512);

bool is_linux_swap(const io::ByteSource& source) {
  if (!fits(kSwapSignaturePlace, 10, source.size())) return false;
  const auto raw = io::read_bytes(source, kSwapSignaturePlace, 10);
  const auto text = BytesView(raw).text(0, 10);
  return text == "SWAPSPACE2" || text == "SWAP-SPACE";
}

std::vector<Volume> slices_of(const SolarisTable& table, const Container& container,
                              Remarks& remarks) {
  const std::uint64_t sector = container.logical_sector_size;
  const auto count = table.slice_count > kSlicesOfOld ? kSlices : kSlicesOfOld;
  std::vector<Volume> volumes;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& slice = table.slices[i];
    if (slice.size == 0) continue;
    ++number;  // Linux numbers the whole, too
    if (slice.tag == kWholeDiskTag) continue;
    Volume volume = describe_sun_partition(slice.tag, number);
    volume.name = fmt::format("{} slice {}", container.name, i);
    const auto begin = slice.start * sector;
    if (place(volume, container, {begin, begin + slice.size * sector}, remarks))
      volumes.push_back(std::move(volume));
  }
  return volumes;
}

}  // namespace

std::optional<std::vector<Volume>> read_solaris(const Container& container, Remarks& remarks) {
  if (!is_slice(container, {"0xbf", "0x82"})) return std::nullopt;
  const auto place_of_table = container.logical_sector_size;
  if (!fits(place_of_table, sizeof(SolarisTable), container.source->size())) return std::nullopt;
  const auto raw = io::read_bytes(*container.source, place_of_table, sizeof(SolarisTable));
  const auto table = BytesView(raw, place_of_table).get<SolarisTable>(0);
  if (table.sanity != kVtocSanity || is_linux_swap(*container.source)) return std::nullopt;
  if (table.version != 1) {
    remarks.add(container, "its Solaris table is of version {}, 1 is known; it is not used",
                table.version.value());
    return std::nullopt;
  }
  auto volumes = slices_of(table, container, remarks);
  if (volumes.empty()) return std::nullopt;
  remark_overlaps(volumes, container, remarks);
  return volumes;
}

}  // namespace vixmount::volume::labels
