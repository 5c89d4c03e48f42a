#include <algorithm>
#include <array>
#include <string_view>

#include "volume/labels/bsd_label.hpp"
#include "volume/labels/labels.hpp"
#include "volume/labels/slice.hpp"
#include "volume/mbr/boot_sector.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/partition_table.hpp"

namespace vixmount::volume::labels {
namespace {

constexpr std::size_t kRawPartition = 2;  // c

// Whose label it is: that tells what its numbers count from.
enum class Flavour { free_bsd, net_bsd, open_bsd, whole_disk };

struct Named {
  std::uint8_t type;
  std::string_view name;
};
constexpr std::array kTypeNames = {
    Named{0, "unused"}, Named{1, "swap"},    Named{7, "4.2BSD"},   Named{8, "MSDOS"},
    Named{9, "4.4LFS"}, Named{11, "HPFS"},   Named{12, "ISO9660"}, Named{13, "boot"},
    Named{14, "vinum"}, Named{17, "ext2fs"}, Named{18, "NTFS"},    Named{19, "RAID"},
    Named{20, "CCD"},   Named{27, "ZFS"},
};

std::string_view type_name(std::uint8_t type) {
  const auto found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
                                  [type](const Named& named) { return named.type == type; });
  return found == kTypeNames.end() ? "unknown" : found->name;
}

// "Dangerously dedicated": the boot code has an MBR's table for form's sake, whose partition begins
// at the boot code itself.
bool is_dedicated(const io::ByteSource& disk) {
  const auto record = mbr::read_record(disk, 0);
  return record && std::all_of(record->entries.begin(), record->entries.end(),
                               [](const auto& e) { return !e.used() || e.first_sector == 0; });
}

std::optional<Flavour> flavour_of(const Container& container) {
  if (is_slice(container, {"0xa5", "0xb7", "0x9f"})) return Flavour::free_bsd;
  if (is_slice(container, {"0xa6"})) return Flavour::open_bsd;
  if (is_slice(container, {"0xa9"})) return Flavour::net_bsd;
  if (container.kind == ContainerKind::partition) return std::nullopt;
  const auto first = mbr::look_at_first_sector(*container.source);
  if (first == mbr::FirstSector::other ||
      (first == mbr::FirstSector::partition_table && is_dedicated(*container.source)))
    return Flavour::whole_disk;
  return std::nullopt;
}

std::vector<std::uint64_t> places(const Container& container, Flavour flavour) {
  std::vector<std::uint64_t> found = {512};
  if (container.logical_sector_size != 512) found.push_back(container.logical_sector_size);
  // Where ports to other machines than PCs keep it.
  if (flavour == Flavour::whole_disk) found.insert(found.end(), {64, 0});
  return found;
}

std::optional<BsdLabel> find_label(const Container& container, Flavour flavour, Remarks& remarks) {
  for (const auto place : places(container, flavour)) {
    try {
      if (auto label = read_bsd_label(*container.source, place)) return label;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;
      remarks.add(container, "{}; it is not used", error.message());
    }
  }
  return std::nullopt;
}

class LabelReader {
 public:
  LabelReader(const Container& container, Flavour flavour, const BsdLabel& label, Remarks& remarks)
      : container_(container),
        flavour_(flavour),
        label_(label),
        remarks_(remarks),
        sectors_(container.source->size() / label.sector_size),
        base_(find_base()) {}

  std::vector<Volume> read() {
    // Linux numbers the used ones alone; FreeBSD lists all that have a size.
    for (const bool used : {true, false})
      for (std::size_t i = 0; i < label_.partitions.size(); ++i)
        if ((label_.partitions[i].type != 0) == used) add(i);
    return std::move(volumes_);
  }

 private:
  // The sector that the label's numbers count from, as the label counts them.
  std::uint64_t find_base() const {
    const std::uint64_t raw =
        label_.partitions.size() > kRawPartition ? label_.partitions[kRawPartition].start : 0;
    switch (flavour_) {
      case Flavour::free_bsd:
        // From the slice, or from the disk: partition c stands at the slice's start in either case.
        return raw;
      case Flavour::net_bsd:
        return choose_base(raw);
      case Flavour::open_bsd:
        return choose_base(label_.bounds_start);
      case Flavour::whole_disk:
        // A slice that was cut out of its disk keeps the disk's numbers.
        return raw != 0 && !fits(raw, label_.partitions[kRawPartition].size, sectors_) ? raw : 0;
    }
    return 0;
  }

  // These systems always count from the disk. What the label itself tells of the slice's start is
  // right inside nested disks, too; old labels tell nothing.
  std::uint64_t choose_base(std::uint64_t told) const {
    const auto of_disk = container_.offset.value_or(0) / label_.sector_size;
    const auto fits_one = [&](std::uint64_t base) {
      for (std::size_t i = 0; i < label_.partitions.size(); ++i) {
        const auto& partition = label_.partitions[i];
        if (i != kRawPartition && partition.size != 0 && partition.start >= base &&
            fits(partition.start - base, partition.size, sectors_))
          return true;
      }
      return false;
    };
    return told != 0 && fits_one(told) ? told : of_disk;
  }

  void add(std::size_t index) {
    const auto& partition = label_.partitions[index];
    if (partition.size == 0 || index == kRawPartition) return;
    if (partition.start < base_ || partition.start - base_ >= sectors_) return add_outside(index);
    const auto start = partition.start - base_;
    if (start == 0 && partition.size >= sectors_) return;  // another name of the whole
    // Cannot overflow: 48 bits of sectors of at most 4096 bytes.
    const ByteRange range{start * label_.sector_size,
                          (start + partition.size) * label_.sector_size};
    Volume volume = describe(index);
    if (place(volume, container_, range, remarks_)) volumes_.push_back(std::move(volume));
  }

  // NetBSD and OpenBSD list the disk's other partitions in the label, too: the MBR has them.
  void add_outside(std::size_t index) {
    if (flavour_ == Flavour::net_bsd || flavour_ == Flavour::open_bsd) return;
    remarks_.add(container_,
                 "partition {} of the BSD label is outside at sector {}; it is left out",
                 letter(index), label_.partitions[index].start);
  }

  static std::string letter(std::size_t index) {
    return {static_cast<char>(index < 26 ? 'a' + index : 'A' + (index - 26) % 26)};
  }

  Volume describe(std::size_t index) const {
    Volume volume;
    volume.type = VolumeType::mbr_partition;
    volume.scheme = "bsd";
    volume.type_code = fmt::format("0x{:02x}", label_.partitions[index].type);
    volume.type_name = type_name(label_.partitions[index].type);
    if (flavour_ == Flavour::whole_disk) {
      volume.partition_number = static_cast<std::uint32_t>(index + 1);
      volume.name = fmt::format("{} partition {}", container_.name, letter(index));
    } else {
      volume.partition_number = static_cast<std::uint32_t>(volumes_.size() + 1);
      volume.name = container_.name + letter(index);
    }
    if (container_.disk) volume.device_names = device_names(*container_.disk, letter(index));
    return volume;
  }

  // By the drivers of SCSI and of SATA or IDE disks.
  std::vector<std::string> device_names(std::size_t disk, const std::string& letter) const {
    if (flavour_ == Flavour::net_bsd || flavour_ == Flavour::open_bsd)
      return {fmt::format("/dev/sd{}{}", disk, letter), fmt::format("/dev/wd{}{}", disk, letter)};
    const auto slice = flavour_ == Flavour::whole_disk
                           ? std::string()
                           : fmt::format("s{}", container_.volume->partition_number);
    return {fmt::format("/dev/da{}{}{}", disk, slice, letter),
            fmt::format("/dev/ada{}{}{}", disk, slice, letter)};
  }

  const Container& container_;
  Flavour flavour_;
  const BsdLabel& label_;
  Remarks& remarks_;
  std::uint64_t sectors_;
  std::uint64_t base_;
  std::vector<Volume> volumes_;
};

}  // namespace

std::optional<std::vector<Volume>> read_bsd(const Container& container, Remarks& remarks) {
  const auto flavour = flavour_of(container);
  if (!flavour) return std::nullopt;
  const auto label = find_label(container, *flavour, remarks);
  if (!label) return std::nullopt;
  auto volumes = LabelReader(container, *flavour, *label, remarks).read();
  if (volumes.empty()) return std::nullopt;
  remark_overlaps(volumes, container, remarks);
  return volumes;
}

}  // namespace vixmount::volume::labels
