// A BitLocker volume as Windows shows it once it is unlocked.
//
// Most of it is the same place of the volume, decrypted. Not so: the first sectors, which are kept
// elsewhere (in Vista: hardly changed); what is not encrypted yet, or any more; and the structures
// of BitLocker itself, which read as zeros.
#pragma once

#include <optional>
#include <vector>

#include "io/byte_source.hpp"
#include "volume/bitlocker/boot_sector.hpp"
#include "volume/bitlocker/conversion.hpp"
#include "volume/bitlocker/metadata.hpp"

namespace vixmount::volume::bitlocker {

// `decrypting`: all of `volume` read through its cipher; null when nothing is encrypted
// (State::decrypted). A part of a sector at the end of `volume` is left out. Error{damaged} where
// the metadata put structures outside the volume or over each other.
io::SourcePtr make_decrypted_view(const io::SourcePtr& volume, const io::SourcePtr& decrypting,
                                  const BootSector& boot, const Metadata& metadata,
                                  const std::optional<ConversionMap>& conversion);

// Bytes of the first sectors that are stored at metadata.header_offset. Error{damaged} where the
// metadata contradict themselves.
std::uint64_t moved_header_bytes(const BootSector& boot, const Metadata& metadata);

}  // namespace vixmount::volume::bitlocker
