// Names for the type GUIDs of GPT partitions.
#pragma once

#include <string_view>

#include "base/guid.hpp"

namespace vixmount::volume::gpt {

// "Linux filesystem", "EFI system" ...; "unknown" for types without a known meaning.
std::string_view type_name(const Guid& type);

}  // namespace vixmount::volume::gpt
