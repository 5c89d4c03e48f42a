// Superblocks of version 0.90, in the byte order of the machine that wrote them.
#include "volume/md/layout.hpp"
#include "volume/md/superblock.hpp"

namespace vixmount::volume::md {
namespace {

using layout::kSector;
constexpr std::uint64_t kKibibyte = 1024;
constexpr std::uint32_t kMinorReshape = 91;

template <std::endian Order>
std::uint32_t checksum_of(BytesView block) {
  using Raw = layout::Superblock0<Order>;
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < sizeof(Raw); at += 4)
    if (at != offsetof(Raw, checksum)) sum += block.get<typename Raw::Word>(at).value();
  return static_cast<std::uint32_t>((sum & 0xFFFFFFFF) + (sum >> 32));
}

template <std::endian Order>
std::uint16_t role_of(const layout::Disk0<Order>& disk) noexcept {
  if ((disk.state & layout::kDiskFaulty) != 0) return layout::kRoleFaulty;
  // Active alone: while an array is reshaped, a member that is not yet in sync.
  if ((disk.state & (layout::kDiskInSync | layout::kDiskActive)) == 0 ||
      disk.raid_disk >= layout::kMostDisks0)
    return layout::kRoleSpare;
  return static_cast<std::uint16_t>(disk.raid_disk.value());
}

template <std::endian Order>
void read_reshape(const layout::Superblock0<Order>& raw, Superblock& out) {
  const auto delta = static_cast<std::int32_t>(raw.delta_disks.value());
  const auto larger = std::int64_t{raw.raid_disks};
  const auto before = delta > 0 ? larger - delta : larger;
  const auto after = delta < 0 ? larger + delta : larger;
  if (before < 1 || after < 1)
    fail_at(out.offset, "the MD superblock changes {} members by {}", larger, delta);
  out.geometry.raid_disks = static_cast<std::uint32_t>(before);
  Reshape reshape;
  reshape.target.level = static_cast<std::int32_t>(raw.new_level.value());
  reshape.target.layout = raw.new_layout;
  reshape.target.chunk_size = raw.new_chunk_size;
  reshape.target.raid_disks = static_cast<std::uint32_t>(after);
  reshape.position =
      checked_multiply(raw.reshape_position.value(), kSector, "position of the MD reshape");
  reshape.backwards = delta < 0;
  out.reshape = reshape;
}

template <std::endian Order>
std::uint64_t in_sync_up_to(const layout::Superblock0<Order>& raw) noexcept {
  if ((raw.state & layout::kStateClean) != 0) return kAll;
  return raw.events == raw.checkpoint_events ? std::uint64_t{raw.recovery_checkpoint} * kSector : 0;
}

// A member that is rebuilt while the array is reshaped: the kernel takes its data up to the
// reshape's position for good, which nothing says of the old geometry. None of it counts here.
template <std::endian Order>
bool is_being_rebuilt(const layout::Superblock0<Order>& raw) noexcept {
  const std::uint32_t number = raw.this_disk.number;
  return number < layout::kMostDisks0 && (raw.disks[number].state & layout::kDiskInSync) == 0;
}

template <std::endian Order>
Superblock read_version_0(BytesView block, const layout::Superblock0<Order>& raw) {
  if (checksum_of<Order>(block) != raw.checksum)
    fail_at(block.origin(), "the MD superblock has a wrong checksum");
  Superblock out;
  out.version = Version::v0_90;
  out.offset = block.origin();
  out.uuid = fmt::format("{:08x}:{:08x}:{:08x}:{:08x}", raw.uuid0.value(), raw.uuid1.value(),
                         raw.uuid2.value(), raw.uuid3.value());
  out.preferred_minor = raw.preferred_minor;
  out.created = raw.created;
  out.events = raw.events;
  out.geometry.level = static_cast<std::int32_t>(raw.level.value());
  out.geometry.layout = out.geometry.level == 0 ? 0 : raw.layout.value();
  out.geometry.has_layout = out.geometry.level != 0;
  out.geometry.chunk_size = raw.chunk_size;
  out.geometry.raid_disks = raw.raid_disks;
  out.component_size = std::uint64_t{raw.component_size} * kKibibyte;
  out.data_size = block.origin();
  out.in_sync_up_to = in_sync_up_to(raw);
  out.device_number = raw.this_disk.number;
  for (const auto& disk : raw.disks) out.roles.push_back(role_of<Order>(disk));
  if (is_being_rebuilt(raw)) out.recovered_up_to = 0;
  if (raw.minor_version >= kMinorReshape) read_reshape(raw, out);
  return out;
}

template <std::endian Order>
std::optional<Parsed> parse(BytesView block) {
  const auto raw = block.get<layout::Superblock0<Order>>(0);
  if (raw.magic != layout::kMagic || raw.major_version != 0 ||
      (raw.minor_version != 90 && raw.minor_version != kMinorReshape))
    return std::nullopt;
  Parsed parsed;
  try {
    parsed.superblock = read_version_0(block, raw);
  } catch (const Error& error) {
    parsed.fault = error.message();
  }
  return parsed;
}

}  // namespace

std::optional<Parsed> parse_version_0(BytesView block) {
  if (auto parsed = parse<std::endian::little>(block)) return parsed;
  return parse<std::endian::big>(block);
}

}  // namespace vixmount::volume::md
