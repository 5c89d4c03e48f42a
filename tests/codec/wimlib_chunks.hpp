// Chunks compressed by wimlib, an independent implementation of the formats.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <gtest/gtest.h>

#include "codec/content.hpp"

namespace vixmount::test {

bool have_wimlib();
#define VIXMOUNT_REQUIRE_WIMLIB()                                                              \
  if (!::vixmount::test::have_wimlib()) GTEST_SKIP() << "needs libwim-dev when the tests are " \
                                                        "built"

enum class WimCodec { xpress, lzx };

// `content` as one chunk that is at most `most` bytes long, or nothing when it does not get that
// small. `chunk_bytes`: what the compressor is made for, at least content.size().
std::optional<Bytes> compress_with_wimlib(WimCodec codec, std::span<const std::byte> content,
                                          std::size_t chunk_bytes, std::size_t most);

// What wimlib decodes, or nothing when it says that the chunk is damaged.
std::optional<Bytes> decompress_with_wimlib(WimCodec codec, std::span<const std::byte> compressed,
                                            std::size_t chunk_bytes, std::size_t size);

}  // namespace vixmount::test
