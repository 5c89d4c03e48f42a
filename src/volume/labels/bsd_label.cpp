#include "volume/labels/bsd_label.hpp"

#include "base/bytes.hpp"

namespace vixmount::volume::labels {
namespace {

// OpenBSD has room for 64 (a to z, A to Z in use), the others for 8 to 22.
constexpr std::size_t kMostPartitions = 64;

void check(const BsdLabelHead& head, std::uint64_t offset) {
  if (head.magic_again != kBsdMagic) fail_at(offset, "the BSD label lacks its second magic number");
  if (head.partition_count == 0 || head.partition_count > kMostPartitions)
    fail_at(offset, "the BSD label has {} partitions, at most {} are possible",
            head.partition_count.value(), kMostPartitions);
  if (!is_power_of_two(head.sector_size) || head.sector_size < 512 || head.sector_size > 4096)
    fail_at(offset, "the BSD label counts in sectors of {} bytes", head.sector_size.value());
}

bool has_good_checksum(const BytesView& label) {
  std::uint16_t sum = 0;
  for (std::size_t at = 0; at < label.size(); at += 2) sum ^= label.le16_at(at);
  return sum == 0;
}

BsdPartition partition_of(const BsdEntry& entry, bool has_high_parts) {
  BsdPartition partition{entry.start, entry.size, entry.type};
  if (has_high_parts) {
    partition.start |= std::uint64_t{entry.start_high} << 32;
    partition.size |= std::uint64_t{entry.size_high} << 32;
  }
  return partition;
}

}  // namespace

std::optional<BsdLabel> read_bsd_label(const io::ByteSource& source, std::uint64_t offset) {
  if (!fits(offset, sizeof(BsdLabelHead), source.size())) return std::nullopt;
  const auto raw_head = io::read_bytes(source, offset, sizeof(BsdLabelHead));
  const auto head = BytesView(raw_head, offset).get<BsdLabelHead>(0);
  if (head.magic != kBsdMagic) return std::nullopt;
  check(head, offset);
  const auto size = sizeof(BsdLabelHead) + head.partition_count * sizeof(BsdEntry);
  if (!fits(offset, size, source.size()))
    fail_at(offset, "the BSD label runs past the end at {}", source.size());
  const auto raw = io::read_bytes(source, offset, size);
  const BytesView view(raw, offset);
  if (!has_good_checksum(view)) fail_at(offset, "the BSD label has a wrong checksum");
  BsdLabel label;
  label.sector_size = head.sector_size;
  const bool is_version_1 = head.version == 1;
  if (is_version_1)
    label.bounds_start = head.bounds_start | std::uint64_t{head.bounds_start_high} << 32;
  for (std::size_t i = 0; i < head.partition_count; ++i)
    label.partitions.push_back(partition_of(
        view.get<BsdEntry>(sizeof(BsdLabelHead) + i * sizeof(BsdEntry)), is_version_1));
  return label;
}

}  // namespace vixmount::volume::labels
