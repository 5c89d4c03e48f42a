#include <array>
#include <string_view>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "volume/labels/labels.hpp"
#include "volume/partition_table.hpp"

namespace vixmount::volume::labels {
namespace {

// Linux stops at 256; real maps have fewer than 64 blocks.
constexpr std::uint32_t kMostEntries = 256;
constexpr std::uint32_t kSmallestBlock = 512;

// In block 0. Facts: Inside Macintosh: Devices, "SCSI Manager"; Linux block/partitions/mac.h.
struct DriverDescriptor {
  std::array<char, 2> signature;  // "ER"
  be16 block_size;                // bytes
  be32 block_count;
};

// One block each, from block 1.
struct Entry {
  std::array<char, 2> signature;  // "PM"
  be16 reserved;
  be32 map_blocks;  // entries of the map, the same in all
  be32 start;       // blocks
  be32 size;
  std::array<char, 32> name;
  std::array<char, 32> type;
};
static_assert(sizeof(Entry) == 80);

std::optional<Entry> read_entry(const io::ByteSource& source, std::uint64_t offset) {
  if (!fits(offset, sizeof(Entry), source.size())) return std::nullopt;
  const auto raw = io::read_bytes(source, offset, sizeof(Entry));
  const BytesView view(raw, offset);
  if (view.text(0, 2) != "PM") return std::nullopt;
  return view.get<Entry>(0);
}

// The unit of the map. Discs for Macs and PCs say 2048 and have a map in units of 512 as well.
std::optional<std::uint32_t> find_block_size(const Container& container) {
  if (container.source->size() < kSmallestBlock) return std::nullopt;
  const auto raw = io::read_bytes(*container.source, 0, sizeof(DriverDescriptor));
  const auto descriptor = BytesView(raw).get<DriverDescriptor>(0);
  if (BytesView(raw).text(0, 2) != "ER") return std::nullopt;
  const std::uint32_t told = descriptor.block_size;
  if (is_power_of_two(told) && told >= kSmallestBlock && told <= 4096 &&
      read_entry(*container.source, told))
    return told;
  if (read_entry(*container.source, kSmallestBlock)) return kSmallestBlock;
  return std::nullopt;
}

bool is_no_partition(std::string_view type) {
  return equals_ignoring_ascii_case(type, "Apple_partition_map") ||
         equals_ignoring_ascii_case(type, "Apple_Free") ||
         equals_ignoring_ascii_case(type, "Apple_Void");
}

class Map {
 public:
  Map(const Container& container, std::uint32_t block_size, Remarks& remarks)
      : container_(container), block_size_(block_size), remarks_(remarks) {}

  std::vector<Volume> read() {
    std::uint32_t count = 1;
    for (std::uint32_t number = 1; number <= count; ++number) {
      const auto entry = read_entry(*container_.source, std::uint64_t{number} * block_size_);
      if (!entry) {
        remarks_.add(container_, "entry {} of {} of the Apple partition map is none; it ends there",
                     number, count);
        break;
      }
      if (number == 1) count = entry_count(*entry);
      add(*entry, number);
    }
    return std::move(volumes_);
  }

 private:
  std::uint32_t entry_count(const Entry& first) {
    if (first.map_blocks <= kMostEntries) return first.map_blocks;
    remarks_.add(container_, "the Apple partition map claims {} entries; {} are read",
                 first.map_blocks.value(), kMostEntries);
    return kMostEntries;
  }

  void add(const Entry& entry, std::uint32_t number) {
    const auto type = printable(text_until_nul(entry.type));
    if (entry.size == 0 || is_no_partition(type)) return;
    Volume volume;
    volume.type = VolumeType::mbr_partition;
    volume.scheme = "apple";
    volume.partition_number = number;
    volume.type_code = type;
    volume.type_name = type;
    volume.partition_label = printable(text_until_nul(entry.name));
    const auto begin = std::uint64_t{entry.start} * block_size_;
    const ByteRange range{begin, begin + std::uint64_t{entry.size} * block_size_};
    if (place(volume, container_, range, remarks_)) volumes_.push_back(std::move(volume));
  }

  const Container& container_;
  std::uint32_t block_size_;
  Remarks& remarks_;
  std::vector<Volume> volumes_;
};

}  // namespace

std::optional<std::vector<Volume>> read_apple(const Container& container, Remarks& remarks) {
  if (container.kind == ContainerKind::partition) return std::nullopt;
  const auto block_size = find_block_size(container);
  if (!block_size) return std::nullopt;
  auto volumes = Map(container, *block_size, remarks).read();
  remark_overlaps(volumes, container, remarks);
  return volumes;
}

}  // namespace vixmount::volume::labels
