// One value as $FILE_NAME, as $STANDARD_INFORMATION, and as a name in UTF-8 and UTF-16.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "fs/ntfs/file_name.hpp"
#include "fs/ntfs/ntfs_time.hpp"
#include "fs/ntfs/standard_information.hpp"
#include "tolerate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount;
  using namespace vixmount::fs;
  using namespace vixmount::fs::ntfs;
  const BytesView input(std::as_bytes(std::span(data, size)));
  fuzz::tolerate([&] {
    const auto name = parse_file_name(input);
    const auto units = from_utf8(to_utf8(name.name));
    if (!units || !(Utf16View(*units) == name.name)) __builtin_trap();
    is_sound_name(name.name);
    name.node_type();
  });
  fuzz::tolerate([&] {
    const auto information = parse_standard_information(input);
    if (to_timestamp(information.created).nanoseconds > 999'999'999) __builtin_trap();
  });
  const Utf16View all(input.span());
  const auto back = from_utf8(to_utf8(all));
  if (!back || !(Utf16View(*back) == all)) __builtin_trap();
  const auto text = input.text(0, size);
  if (const auto units = from_utf8(text))
    if (to_utf8(Utf16View(*units)) != text) __builtin_trap();
  return 0;
}
