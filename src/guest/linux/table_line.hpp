// The lines of /etc/fstab and its like: fields with blanks between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vixmount::guest::linux_guest {

// The first fields of a line, at most `most`, with \040 and its like decoded. None for comments and
// empty lines.
std::vector<std::string> fields_of_line(std::string_view line, std::size_t most);

}  // namespace vixmount::guest::linux_guest
