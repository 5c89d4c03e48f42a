// The descriptor as lines of UTF-8, whatever encoding and line ends it was written with.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::disk::vmdk {

struct TextLine {
  std::string text;        // UTF-8, without blanks at the ends
  std::size_t number = 0;  // from 1
};

// Lines that are neither empty nor comments. The encoding is the one the text names (`encoding`,
// else `ddb.encoding`): UTF-8, windows-1252, ISO-8859-1 or ASCII; of others the ASCII part is
// taken. A text that names none is UTF-8 or, where it is no valid UTF-8, windows-1252, as hosts
// wrote before the key existed.
// Errors: bad_encoding, damaged (control characters, long lines); all name the line.
std::vector<TextLine> read_lines(std::string_view text);

}  // namespace vixmount::disk::vmdk
