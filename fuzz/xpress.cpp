// One chunk of XPRESS with Huffman codes.
#include "codec/xpress_huffman.hpp"
#include "codec_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vixmount::fuzz::decode_twice(data, size, 16384, vixmount::codec::decompress_xpress_huffman);
  return 0;
}
