// One chunk of LZX.
#include "codec/lzx.hpp"

#include "codec_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vixmount::fuzz::decode_twice(data, size, 32768, vixmount::codec::decompress_lzx);
  return 0;
}
