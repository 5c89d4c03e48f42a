// LZNT1 of a whole compression unit.
#include "codec/lznt1.hpp"

#include "codec_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vixmount::fuzz::decode_twice(data, size, 65536, [](auto compressed, auto out) {
    if (vixmount::codec::decompress_lznt1(compressed, out) > out.size()) std::abort();
  });
  return 0;
}
