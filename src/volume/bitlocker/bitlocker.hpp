// BitLocker volumes of Windows Vista, 7 and later, To Go included: one member, one volume, which is
// the member decrypted.
//
// Format facts: docs/formats/bitlocker.md, with their sources.
#pragma once

#include <memory>

#include "volume/key_ring.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::bitlocker {

// `keys` must outlive the scheme. A volume that no key opens is refused as locked, with the names
// of its protectors.
std::shared_ptr<const Scheme> make_bitlocker_scheme(const KeyRing& keys);

}  // namespace vixmount::volume::bitlocker
