// Members of Linux MD arrays. Facts: Linux include/uapi/linux/raid/md_p.h.
#include <array>

#include "base/guid.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint32_t kMagic = 0xA92B4EFC;
constexpr std::uint64_t kReserved090 = 64 * 1024;  // bytes at the end, aligned to as much

std::uint64_t aligned_down(std::uint64_t value, std::uint64_t unit) noexcept {
  return value - value % unit;
}

// Version 1: the same superblock in three places, which it names itself in sectors.
std::optional<Identification> probe_version_1_at(const VolumeBytes& volume, std::uint64_t offset) {
  const auto block = volume.view(offset, 256);
  if (!block || block->le32_at(0) != kMagic || block->le32_at(4) != 1 ||
      block->le64_at(144) != offset / 512)
    return std::nullopt;
  auto identification = recognised("linux_raid_member");
  identification.uuid = uuid_at(*block, 16);
  identification.label = clean_label(block->text_until_nul(32, 32));
  return identification;
}

// Version 0.90 was written in the byte order of the machine; its UUID is four 32-bit numbers.
template <typename Word>
std::optional<Identification> probe_version_090(const VolumeBytes& volume) {
  if (volume.size() < kReserved090) return std::nullopt;
  const auto offset = aligned_down(volume.size(), kReserved090) - kReserved090;
  const auto block = volume.view(offset, 128);
  const auto word = [&](std::size_t at) -> std::uint32_t { return block->get<Word>(at); };
  if (!block || word(0) != kMagic || word(4) != 0) return std::nullopt;
  const std::array<be32, 4> uuid = {word(20), word(52), word(56), word(60)};
  auto identification = recognised("linux_raid_member");
  identification.uuid = uuid_at(BytesView(std::as_bytes(std::span(uuid))), 0);
  return identification;
}

}  // namespace

std::optional<Identification> probe_linux_raid(const VolumeBytes& volume) {
  constexpr std::uint64_t kSector = 512;
  if (auto found = probe_version_1_at(volume, 0)) return found;     // 1.1
  if (auto found = probe_version_1_at(volume, 4096)) return found;  // 1.2
  if (volume.size() >= 16 * kSector) {                              // 1.0
    const auto sectors = aligned_down(volume.size() / kSector - 16, 8);
    if (auto found = probe_version_1_at(volume, sectors * kSector)) return found;
  }
  if (auto found = probe_version_090<le32>(volume)) return found;
  return probe_version_090<be32>(volume);
}

}  // namespace vixmount::fs::signatures
