#include "volume/md/find.hpp"

#include <algorithm>

#include "volume/gpt/gpt.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/md/layout.hpp"

namespace vixmount::volume::md {
namespace {

using layout::kSector;
using layout::kSuperblockBytes;

constexpr std::uint64_t kPlaceOf1_2 = 4096;

std::optional<Parsed> look_for_version_1(const io::ByteSource& source, Version version,
                                         std::uint64_t offset) {
  if (!fits(offset, kSuperblockBytes, source.size())) return std::nullopt;
  const auto block = io::read_bytes(source, offset, kSuperblockBytes);
  return parse_version_1(BytesView(block, offset), version, source.size());
}

// At least 8 KiB and less than 12 KiB before the end, aligned to 4 KiB.
std::optional<std::uint64_t> place_of_1_0(std::uint64_t size) noexcept {
  constexpr std::uint64_t kFromEnd = 8192;
  constexpr std::uint64_t kAlignment = 4096;
  const auto sectors = size / kSector * kSector;
  if (sectors < kFromEnd) return std::nullopt;
  const auto place = sectors - kFromEnd;
  return place - place % kAlignment;
}

std::optional<std::uint64_t> place_of_0_90(std::uint64_t size) noexcept {
  const auto aligned = size - size % layout::kReserved0;
  if (aligned < layout::kReserved0) return std::nullopt;
  return aligned - layout::kReserved0;
}

// True when one partition of the disk holds all of `range`.
bool is_inside_a_partition(const Container& disk, ByteRange range) {
  Remarks unused;  // whoever reads the table for its own sake says them
  auto partitions = gpt::read_table(disk, unused);
  if (!partitions) partitions = mbr::read_table(disk, unused);
  if (!partitions) return false;
  const auto base = disk.offset.value_or(0);
  return std::any_of(partitions->begin(), partitions->end(), [&](const Volume& partition) {
    return partition.offset && *partition.offset - base <= range.begin &&
           range.end - (*partition.offset - base) <= partition.size;
  });
}

// A superblock of version 0.90 does not tell where it stands. That of the last partition is often
// in the place where one of the whole disk would be. It is the partition's when all that it stands
// for lies in there: the rule of libblkid.
bool belongs_to_a_partition(const Container& container, const Superblock& superblock) {
  if (container.kind == ContainerKind::partition) return false;
  const auto data = std::min(superblock.component_size, superblock.offset);
  return is_inside_a_partition(container,
                               {superblock.offset - data, superblock.offset + layout::kReserved0});
}

std::optional<Parsed> look_for_version_0(const Container& container) {
  const auto& source = *container.source;
  const auto offset = place_of_0_90(source.size());
  if (!offset) return std::nullopt;
  const auto block = io::read_bytes(source, *offset, kSuperblockBytes);
  auto parsed = parse_version_0(BytesView(block, *offset));
  if (parsed && parsed->superblock && belongs_to_a_partition(container, *parsed->superblock))
    return std::nullopt;
  return parsed;
}

class Search {
 public:
  Search(const Container& container, Remarks& remarks) : container_(container), remarks_(remarks) {}

  Found run() {
    const auto& source = *container_.source;
    consider(look_for_version_1(source, Version::v1_1, 0));
    consider(look_for_version_1(source, Version::v1_2, kPlaceOf1_2));
    if (const auto place = place_of_1_0(source.size()))
      consider(look_for_version_1(source, Version::v1_0, *place));
    consider(look_for_version_0(container_));
    return std::move(found_);
  }

 private:
  void consider(std::optional<Parsed> parsed) {
    if (!parsed) return;
    if (!parsed->superblock) return set_aside(*parsed);
    if (!found_.superblock) {
      found_.superblock = std::move(parsed->superblock);
      return;
    }
    // As mdadm does: the array made last overwrote the other one's data, but not its superblock.
    auto& kept = *found_.superblock;
    auto& other = *parsed->superblock;
    if (other.created > kept.created) std::swap(kept, other);
    remarks_.add(container_,
                 "has MD superblocks of versions {} and {}; the younger one, {}, is used",
                 name_of(kept.version), name_of(other.version), name_of(kept.version));
  }

  void set_aside(const Parsed& parsed) {
    if (parsed.unsupported)
      found_.unsupported = parsed.fault;
    else
      remarks_.add(container_, "{}; it is not used", parsed.fault);
  }

  const Container& container_;
  Remarks& remarks_;
  Found found_;
};

}  // namespace

Found find_superblock(const Container& container, Remarks& remarks) {
  return Search(container, remarks).run();
}

}  // namespace vixmount::volume::md
