// Our decoders against wimlib: what it compresses decodes to the content, and a damaged chunk that
// both accept decodes to the same bytes.
#include <algorithm>
#include <cstddef>
#include <random>

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "codec/lzx.hpp"
#include "codec/wimlib_chunks.hpp"
#include "codec/xpress_huffman.hpp"
#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::WimCodec;

struct Case {
  const char* name;
  WimCodec codec;
  std::size_t chunk_bytes;
};

class Wimlib : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_WIMLIB(); }

  static Bytes decompress(const Bytes& compressed, std::size_t size) {
    Bytes out(size, std::byte{0xAA});
    if (GetParam().codec == WimCodec::lzx)
      decompress_lzx(BytesView(compressed), out);
    else
      decompress_xpress_huffman(BytesView(compressed), out);
    return out;
  }
  // Whatever it takes: small and random content grows.
  static std::optional<Bytes> compress(std::span<const std::byte> content) {
    return test::compress_with_wimlib(GetParam().codec, content, GetParam().chunk_bytes,
                                      content.size() * 2 + 1000);
  }
  static std::size_t expect_decoded(std::span<const std::byte> content) {
    const auto compressed = compress(content);
    if (!compressed) return 0;
    EXPECT_EQ(decompress(*compressed, content.size()), Bytes(content.begin(), content.end()));
    return 1;
  }
};

TEST_P(Wimlib, AllKindsOfContent) {
  std::size_t compared = 0;
  for (std::size_t size = GetParam().chunk_bytes; size > 100; size = size * 9 / 10 - 1)
    for (const auto& content : test::sample_contents(size)) {
      compared += expect_decoded(content.bytes);
      ASSERT_FALSE(HasFailure()) << content.name << " of " << size;
    }
  EXPECT_GT(compared, 100U);
}

TEST_P(Wimlib, AllShortLengths) {
  const auto contents = test::sample_contents(4096);
  std::size_t compared = 0;
  for (std::size_t size = 1; size <= 4096; ++size) {
    compared += expect_decoded(std::span(contents[size % contents.size()].bytes).first(size));
    ASSERT_FALSE(HasFailure()) << size;
  }
  EXPECT_GT(compared, 1000U);
}

TEST_P(Wimlib, ARealProgram) {
  const auto program = test::to_bytes(test::read_file("/proc/self/exe").substr(0, 4UL << 20));
  std::size_t compared = 0;
  for (std::size_t at = 0; at < program.size(); at += GetParam().chunk_bytes) {
    compared += expect_decoded(
        std::span(program).subspan(at, std::min(GetParam().chunk_bytes, program.size() - at)));
    ASSERT_FALSE(HasFailure()) << at;
  }
  EXPECT_GT(compared, 30U);
}

// The last word of the bits may be all padding, and XPRESS sets another one aside.
TEST_P(Wimlib, CutsAreErrors) {
  const auto content = test::sample_contents(GetParam().chunk_bytes).front().bytes;
  const auto compressed = compress(content);
  ASSERT_TRUE(compressed);
  for (std::size_t size = 0; size + 4 < compressed->size(); size += size < 600 ? 1 : 97) {
    const Bytes cut(compressed->begin(), compressed->begin() + static_cast<long>(size));
    ASSERT_EQ(test::error_kind_of([&] { decompress(cut, content.size()); }), ErrorKind::damaged)
        << size;
  }
}

// What both call valid is the same; wimlib is more lenient with codes that nothing uses.
TEST_P(Wimlib, DamagedChunksAreErrorsOrDecodeAsWimlibDecodesThem) {
  std::mt19937 random(1);
  std::size_t accepted = 0;
  for (const auto& content : test::sample_contents(GetParam().chunk_bytes)) {
    const auto compressed = compress(content.bytes);
    if (!compressed) continue;
    for (int i = 0; i < 300; ++i) {
      Bytes damaged = *compressed;
      for (unsigned flips = 1 + random() % 3; flips != 0; --flips)
        damaged[random() % damaged.size()] ^= static_cast<std::byte>(1U << random() % 8);
      try {
        const auto ours = decompress(damaged, content.bytes.size());
        const auto theirs = test::decompress_with_wimlib(
            GetParam().codec, damaged, GetParam().chunk_bytes, content.bytes.size());
        if (!theirs) continue;
        ++accepted;
        ASSERT_EQ(ours, *theirs) << content.name;
      } catch (const Error& error) {
        ASSERT_EQ(error.kind(), ErrorKind::damaged);
      }
    }
  }
  EXPECT_GT(accepted, 50U);
}

INSTANTIATE_TEST_SUITE_P(Codecs, Wimlib,
                         testing::Values(Case{"xpress4k", WimCodec::xpress, 4096},
                                         Case{"xpress8k", WimCodec::xpress, 8192},
                                         Case{"xpress16k", WimCodec::xpress, 16384},
                                         Case{"lzx", WimCodec::lzx, 32768}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace vixmount::codec
