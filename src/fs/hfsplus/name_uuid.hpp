// UUIDs of version 3 (RFC 4122, 4.3): made of a name space and a name by MD5.
#pragma once

#include <span>

#include "base/guid.hpp"

namespace vixmount::fs::hfsplus {

Guid name_uuid(const Guid& name_space, std::span<const std::byte> name);

}  // namespace vixmount::fs::hfsplus
