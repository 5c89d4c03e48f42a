// The text encodings that VMware products write into their text files, by the name that the file's
// own ".encoding" line gives.
#pragma once

#include <string>
#include <string_view>

namespace vixmount::guest::vm {

// `text` as UTF-8. `encoding` is compared without regard to case, "-" and "_"; empty: UTF-8 where
// the text is valid UTF-8, else windows-1252. Error{bad_encoding} for a name that is not in the
// table, and for bytes that the encoding does not have.
std::string decode(std::string_view text, std::string_view encoding);

}  // namespace vixmount::guest::vm
