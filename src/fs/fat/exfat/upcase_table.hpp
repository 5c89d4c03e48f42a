// exFAT's own table of capital letters, which may be written in a short form.
#pragma once

#include <cstddef>
#include <span>

#include "fs/shared/upcase.hpp"

namespace vixmount::fs::exfat {

// A unit 0xFFFF and a count n stand for n characters that are their own capitals; so are all behind
// the table's end. Error{damaged}: more than 65,536 characters, an odd length, or ASCII letters
// that do not become capitals.
UpcasePtr parse_upcase_table(std::span<const std::byte> table);

}  // namespace vixmount::fs::exfat
