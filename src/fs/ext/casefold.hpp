// Case-insensitive directories (feature casefold): names are compared in a folded form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vixmount::fs::ext {

// Unicode normal form D with full case folding, default ignorable code points left out (what
// Linux calls NFDICF). Nothing when `name` is not UTF-8.
std::optional<std::string> casefold(std::string_view name);

}  // namespace vixmount::fs::ext
