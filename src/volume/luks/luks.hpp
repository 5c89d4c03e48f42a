// LUKS1 and LUKS2: encrypted volumes of Linux. docs/formats/luks.md.
#pragma once

#include <memory>

#include "volume/key_ring.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::luks {

// Each container makes one volume, when a key of `keys` opens it; without, it is claimed as locked.
// `keys` must outlive the scheme.
std::shared_ptr<const Scheme> make_luks_scheme(const KeyRing& keys);

}  // namespace vixmount::volume::luks
