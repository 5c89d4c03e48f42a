// LZO1X: any bytes, into any room.
#include "codec/lzo1x.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.hpp"

using namespace vixmount;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView stored(std::as_bytes(std::span(data, size)));
  for (const std::size_t room : {std::size_t{0}, std::size_t{100}, std::size_t{4096}}) {
    std::vector<std::byte> out(room);
    try {
      if (codec::decompress_lzo1x(stored, out) > room) __builtin_trap();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) __builtin_trap();
    }
  }
  return 0;
}
