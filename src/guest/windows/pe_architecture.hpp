// For which processor a program was built, from its PE header (PE/COFF specification, "COFF File
// Header").
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace vixmount::guest::windows {

// The header stands within the first page of every kernel that Microsoft shipped.
inline constexpr std::size_t kPeHeadSize = 4096;  // bytes

// As PROCESSOR_ARCHITECTURE would say it; nothing for what is no PE file or an unknown machine.
std::optional<std::string> parse_pe_architecture(const BytesView& head);

}  // namespace vixmount::guest::windows
