// The descriptor's text, and opening what it names: every extent and parent is a small file of
// zeros, except "self", which is the descriptor again.
#include <array>

#include "memory_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::uint8_t, 65536> kZeros{};
  vixmount::fuzz::MemoryOpener opener;
  opener.files["self"] = vixmount::fuzz::memory_file({data, size}, "self");
  opener.fallback = vixmount::fuzz::memory_file(kZeros, "zeros");
  vixmount::fuzz::open_and_read("self", opener);
  vixmount::fuzz::open_and_read("self", opener, {.single_link = true});
  return 0;
}
