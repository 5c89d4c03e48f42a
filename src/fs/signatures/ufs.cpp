// UFS1 and UFS2 of the BSDs, in both byte orders. Facts: FreeBSD sys/ufs/ffs/fs.h.
#include <array>

#include <fmt/format.h>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

// Where superblocks may be: UFS1 8 KiB, UFS2 64 KiB, UFS2 on odd disks 256 KiB, floppies 0.
constexpr std::array<std::uint64_t, 4> kPlaces = {8192, 65536, 262144, 0};
constexpr std::size_t kSize = 1376;
constexpr std::size_t kMagicOffset = 1372;
constexpr std::uint32_t kMagicUfs1 = 0x00011954;
constexpr std::uint32_t kMagicUfs2 = 0x19540119;

template <typename Word>
std::optional<Identification> probe_order(BytesView block) {
  const std::uint32_t magic = block.get<Word>(kMagicOffset);
  if (magic != kMagicUfs1 && magic != kMagicUfs2) return std::nullopt;
  auto identification = recognised("ufs");
  const std::uint32_t id_high = block.get<Word>(144);
  const std::uint32_t id_low = block.get<Word>(148);
  if (id_high != 0 || id_low != 0)
    identification.uuid = fmt::format("{:08x}{:08x}", id_high, id_low);
  if (magic == kMagicUfs2) identification.label = clean_label(block.text_until_nul(680, 32));
  return identification;
}

}  // namespace

std::optional<Identification> probe_ufs(const VolumeBytes& volume) {
  for (const auto place : kPlaces) {
    const auto block = volume.view(place, kSize);
    if (!block) continue;
    if (auto found = probe_order<le32>(*block)) return found;
    if (auto found = probe_order<be32>(*block)) return found;
  }
  return std::nullopt;
}

}  // namespace vixmount::fs::signatures
