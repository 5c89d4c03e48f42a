// Bytes of the kinds that compressors treat differently, the same in every run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::test {

using Bytes = std::vector<std::byte>;

// "4d 5a 00": whitespace is skipped.
Bytes from_hex(std::string_view hex);
Bytes to_bytes(std::string_view text);

struct Content {
  std::string name;
  Bytes bytes;
};
// `size` bytes of each: words, numbers in columns, zeros, random bytes, short patterns, machine
// code with many calls, and a mixture.
std::vector<Content> sample_contents(std::size_t size);

}  // namespace vixmount::test
