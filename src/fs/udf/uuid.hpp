// Label and UUID of a UDF volume as Linux' tools tell them.
#pragma once

#include <string>
#include <string_view>

namespace vixmount::fs::udf {

// By the first 16 characters of the volume set identifier, which should be hex digits; where they
// are not, the hex code of as many characters as give 16 digits. Empty for a short identifier.
std::string uuid_of(std::string_view set_identifier);

// Without blanks at the end.
std::string label_text(std::string_view label);

}  // namespace vixmount::fs::udf
