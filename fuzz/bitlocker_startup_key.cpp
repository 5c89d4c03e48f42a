// .BEK files.
#include <cstddef>
#include <cstdint>
#include <span>

#include "tolerate.hpp"
#include "volume/bitlocker/startup_key.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vixmount::fuzz::tolerate([&] {
    vixmount::volume::bitlocker::parse_startup_key(
        vixmount::BytesView(std::as_bytes(std::span(data, size))));
  });
  return 0;
}
