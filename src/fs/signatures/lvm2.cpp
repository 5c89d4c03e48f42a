// LVM2 physical volumes. Facts: LVM2 lib/format_text/layout.h and lib/label/label.h as documented
// in lvm2-reference texts: the label is in one of the first four sectors, with a CRC of its own.
#include <libdeflate.h>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::size_t kSector = 512;
constexpr unsigned kSectorsToScan = 4;
constexpr std::size_t kCrcCoversFrom = 20;       // to the end of the sector
constexpr std::uint32_t kCrcStart = 0xF597A6CF;  // CRC-32 without the usual inversions

std::uint32_t label_crc(BytesView sector) noexcept {
  const auto covered = sector.span().subspan(kCrcCoversFrom);
  return ~libdeflate_crc32(~kCrcStart, covered.data(), covered.size());
}

// LVM writes its 32 characters in groups of 6-4-4-4-4-4-6.
std::string grouped(std::string_view id) {
  std::string text;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i >= 6 && i <= 26 && (i - 6) % 4 == 0) text += '-';
    text += id[i];
  }
  return text;
}

}  // namespace

std::optional<Identification> probe_lvm2(const VolumeBytes& volume) {
  for (unsigned i = 0; i < kSectorsToScan; ++i) {
    const auto sector = volume.view(i * kSector, kSector);
    if (!sector || sector->text(0, 8) != "LABELONE" || sector->text(24, 8) != "LVM2 001" ||
        sector->le64_at(8) != i || sector->le32_at(16) != label_crc(*sector))
      continue;
    auto identification = recognised("LVM2_member");
    const auto header = sector->le32_at(20);  // of the PV header, from the label's start
    read_details(identification, [&] {
      identification.uuid =
          clean_label(grouped(volume.require(i * kSector + header, 32).text(0, 32)));
    });
    return identification;
  }
  return std::nullopt;
}

}  // namespace vixmount::fs::signatures
