// One stream of LZFSE.
#include "codec/lzfse.hpp"

#include "codec_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vixmount::fuzz::decode_twice(data, size, 65536, [](auto compressed, auto out) {
    vixmount::codec::decompress_lzfse(compressed, out);
  });
  return 0;
}
