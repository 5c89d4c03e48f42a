// Names: UTF-16 on the disk, mostly decomposed, and as Linux programs see them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace vixmount::fs::hfsplus {

// The units of `raw`, which are big endian.
std::u16string read_units(BytesView raw);

// What is shown: composed (NFC) UTF-8 with ':' where the disk has '/', and U+2400 for zeros, as
// Linux' driver does. Unpaired surrogates become U+FFFD.
std::string shown_name(std::u16string_view stored);

// What macOS would have written for a shown name: decomposed but for the ranges that Apple leaves
// alone. Nothing for text that is no UTF-8, or too long.
std::optional<std::u16string> stored_name(std::string_view shown);
// The same without decomposing: what a driver writes that does not.
std::optional<std::u16string> stored_as_is(std::string_view shown);
// The same with ':' for ':', which no Mac can write; other programs can, and it looks like '/'.
// Nothing where there is none.
std::optional<std::u16string> stored_with_colons(std::string_view shown);

// Below, equal or above 0, of names as they are on the disk: TN1150's FastUnicodeCompare, which
// takes no notice of case and of format characters.
int compare_folding(BytesView a, BytesView b) noexcept;

}  // namespace vixmount::fs::hfsplus
