#include "volume/md/imsm_metadata.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "volume/md/imsm_layout.hpp"

namespace vixmount::volume::md {
namespace {

// 255 disks, a few volumes with two maps each and a log of bad blocks fit well into this.
constexpr std::uint32_t kMostBytes = 64 * 1024;

std::uint64_t joined(std::uint32_t low, std::uint32_t high) noexcept {
  return std::uint64_t{high} << 32 | low;
}

class Reader {
 public:
  Reader(BytesView bytes, std::uint32_t sector_size) : bytes_(bytes), sector_size_(sector_size) {}

  ImsmMetadata read() {
    const auto raw = take<imsm_layout::Super>();
    ImsmMetadata metadata;
    metadata.family = raw.family;
    metadata.generation = raw.generation;
    for (unsigned i = 0; i < raw.disk_count; ++i) metadata.disks.push_back(read_disk());
    for (unsigned i = 0; i < raw.volume_count; ++i)
      metadata.volumes.push_back(read_volume(raw.disk_count));
    return metadata;
  }

 private:
  template <typename Layout>
  Layout take() {
    const auto value = bytes_.get<Layout>(at_);
    at_ += sizeof(Layout);
    return value;
  }

  std::uint64_t bytes_of(std::uint32_t low, std::uint32_t high) const {
    return checked_multiply(joined(low, high), sector_size_, "size in the imsm metadata");
  }

  ImsmDisk read_disk() {
    const auto text = bytes_.text_until_nul(at_, sizeof(imsm_layout::Disk::serial));
    ImsmDisk disk{printable(text), 0, false, false};
    const auto raw = take<imsm_layout::Disk>();
    disk.size = bytes_of(raw.total_blocks_low, raw.total_blocks_high);
    disk.is_spare = (raw.status & imsm_layout::kDiskSpare) != 0;
    disk.is_failed = (raw.status & imsm_layout::kDiskFailed) != 0;
    return disk;
  }

  ImsmVolume read_volume(std::uint8_t disk_count) {
    ImsmVolume volume;
    volume.name = std::string(bytes_.text_until_nul(at_, sizeof(imsm_layout::Volume::name)));
    const auto raw = take<imsm_layout::Volume>();
    volume.size = bytes_of(raw.size_low, raw.size_high);
    volume.is_dirty = (raw.dirty & 1) != 0;
    read_map(volume, disk_count);
    if (raw.is_migrating != 0) {
      volume.migration = raw.migration;
      ImsmVolume before;
      read_map(before, disk_count);
      take_over_rebuilds(before, volume);
    }
    return volume;
  }

  // While a member is rebuilt, the mark stands in the map before the migration alone: the other map
  // is how the volume shall be.
  void take_over_rebuilds(const ImsmVolume& before, ImsmVolume& volume) const {
    if (before.places.size() != volume.places.size()) return;  // a migration that is not read
    for (std::size_t i = 0; i < before.places.size(); ++i)
      if (before.places[i].is_rebuilding) volume.places[i].is_rebuilding = true;
  }

  void read_map(ImsmVolume& volume, std::uint8_t disk_count) {
    const auto raw = take<imsm_layout::Map>();
    volume.data_offset = bytes_of(raw.first_block_low, raw.first_block_high);
    volume.component_size = bytes_of(raw.member_blocks_low, raw.member_blocks_high);
    volume.chunk_size = std::uint64_t{raw.strip_blocks} * sector_size_;
    volume.level = raw.level;
    for (unsigned i = 0; i < raw.member_count; ++i) {
      const std::uint32_t order = take<le32>();
      const auto disk = order & imsm_layout::kOrderIndexMask;
      if (disk >= disk_count)
        fail_at(bytes_.origin(), "the imsm metadata names disk {} of {}", disk, disk_count);
      volume.places.push_back({disk, (order & imsm_layout::kOrderRebuild) != 0});
    }
  }

  BytesView bytes_;
  std::uint32_t sector_size_;
  std::size_t at_ = 0;
};

std::uint32_t checksum_of(BytesView bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
    if (at != offsetof(imsm_layout::Super, checksum)) sum += bytes.le32_at(at);
  return sum;
}

// The anchor, and behind it what stands in the sectors before.
std::vector<std::byte> read_all(const io::ByteSource& source, std::uint64_t anchor,
                                std::uint32_t size, std::uint32_t sector_size) {
  auto bytes = io::read_bytes(source, anchor, sector_size);
  const auto further = divide_rounding_up(size, sector_size) - 1;
  const auto length = std::uint64_t{further} * sector_size;
  if (length > anchor) fail_at(anchor, "the imsm metadata of {} bytes does not fit", size);
  const auto rest = io::read_bytes(source, anchor - length, length);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::optional<ImsmMetadata> read_imsm(const io::ByteSource& source, std::uint32_t sector_size) {
  if (source.size() < std::uint64_t{2} * sector_size) return std::nullopt;
  const auto anchor = source.size() - source.size() % sector_size - std::uint64_t{2} * sector_size;
  const auto sector = io::read_bytes(source, anchor, sector_size);
  const BytesView view(sector, anchor);
  if (view.text(0, imsm_layout::kSignature.size()) != imsm_layout::kSignature) return std::nullopt;
  const std::uint32_t size = view.get<imsm_layout::Super>(0).size;
  if (size < sizeof(imsm_layout::Super) || size > kMostBytes)
    fail_at(anchor, "the imsm metadata says it has {} bytes", size);
  const auto bytes = read_all(source, anchor, size, sector_size);
  const BytesView all(bytes, anchor);
  if (checksum_of(all) != all.get<imsm_layout::Super>(0).checksum)
    fail_at(anchor, "the imsm metadata has a wrong checksum");
  return Reader(all, sector_size).read();
}

}  // namespace vixmount::volume::md
