// LUKS 1 and 2 headers. Facts: LUKS1 On-Disk Format 1.2.3; LUKS2 On-Disk Format 1.0.
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

using namespace std::string_view_literals;

}  // namespace

std::optional<Identification> probe_luks(const VolumeBytes& volume) {
  if (!volume.has(0, "LUKS\xBA\xBE"sv)) return std::nullopt;
  auto identification = recognised("crypto_LUKS");
  read_details(identification, [&] {
    const auto header = volume.require(0, 208);
    identification.uuid = clean_label(header.text_until_nul(168, 40));
    if (header.be16_at(6) == 2) identification.label = clean_label(header.text_until_nul(24, 48));
  });
  return identification;
}

}  // namespace vixmount::fs::signatures
