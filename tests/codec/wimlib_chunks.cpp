#include "codec/wimlib_chunks.hpp"

#ifdef VIXMOUNT_HAVE_WIMLIB

#include <map>
#include <memory>
#include <utility>

#include <wimlib.h>

namespace vixmount::test {
namespace {

using Key = std::pair<WimCodec, std::size_t>;

wimlib_compression_type type_of(WimCodec codec) {
  return codec == WimCodec::lzx ? WIMLIB_COMPRESSION_TYPE_LZX : WIMLIB_COMPRESSION_TYPE_XPRESS;
}

wimlib_compressor* compressor_of(const Key& key) {
  static std::map<Key, std::unique_ptr<wimlib_compressor, decltype(&wimlib_free_compressor)>> made;
  const auto found = made.find(key);
  if (found != made.end()) return found->second.get();
  wimlib_compressor* compressor = nullptr;
  EXPECT_EQ(wimlib_create_compressor(type_of(key.first), key.second, 0, &compressor), 0);
  return made
      .emplace(key, std::unique_ptr<wimlib_compressor, decltype(&wimlib_free_compressor)>(
                        compressor, wimlib_free_compressor))
      .first->second.get();
}

wimlib_decompressor* decompressor_of(const Key& key) {
  static std::map<Key, std::unique_ptr<wimlib_decompressor, decltype(&wimlib_free_decompressor)>>
      made;
  const auto found = made.find(key);
  if (found != made.end()) return found->second.get();
  wimlib_decompressor* decompressor = nullptr;
  EXPECT_EQ(wimlib_create_decompressor(type_of(key.first), key.second, &decompressor), 0);
  return made
      .emplace(key, std::unique_ptr<wimlib_decompressor, decltype(&wimlib_free_decompressor)>(
                        decompressor, wimlib_free_decompressor))
      .first->second.get();
}

}  // namespace

bool have_wimlib() { return true; }

std::optional<Bytes> compress_with_wimlib(WimCodec codec, std::span<const std::byte> content,
                                          std::size_t chunk_bytes, std::size_t most) {
  Bytes compressed(most);
  const auto size = wimlib_compress(content.data(), content.size(), compressed.data(), most,
                                    compressor_of({codec, chunk_bytes}));
  if (size == 0) return std::nullopt;
  compressed.resize(size);
  return compressed;
}

std::optional<Bytes> decompress_with_wimlib(WimCodec codec, std::span<const std::byte> compressed,
                                            std::size_t chunk_bytes, std::size_t size) {
  Bytes content(size);
  if (wimlib_decompress(compressed.data(), compressed.size(), content.data(), size,
                        decompressor_of({codec, chunk_bytes})) != 0)
    return std::nullopt;
  return content;
}

}  // namespace vixmount::test

#else

namespace vixmount::test {

bool have_wimlib() { return false; }
std::optional<Bytes> compress_with_wimlib(WimCodec, std::span<const std::byte>, std::size_t,
                                          std::size_t) {
  return std::nullopt;
}
std::optional<Bytes> decompress_with_wimlib(WimCodec, std::span<const std::byte>, std::size_t,
                                            std::size_t) {
  return std::nullopt;
}

}  // namespace vixmount::test

#endif
