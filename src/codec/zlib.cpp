#include "codec/zlib.hpp"

#include <memory>

#include <libdeflate.h>

#include "base/error.hpp"

namespace vixmount::codec {

std::optional<std::size_t> decompress_zlib(BytesView stored, std::span<std::byte> out) {
  struct Free {
    void operator()(libdeflate_decompressor* object) const noexcept {
      libdeflate_free_decompressor(object);
    }
  };
  thread_local const std::unique_ptr<libdeflate_decompressor, Free> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor) fail(ErrorKind::no_memory, "no memory for a decompressor");
  std::size_t produced = 0;
  const auto result = libdeflate_zlib_decompress(decompressor.get(), stored.data(), stored.size(),
                                                 out.data(), out.size(), &produced);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  return produced;
}

}  // namespace vixmount::codec
