#include "codec/lzfse.hpp"

#include <cstring>

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "codec/lzvn.hpp"
#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::Bytes;
using test::from_hex;
using test::to_bytes;

const char* const kEncoders = "python3 '" VIXMOUNT_SOURCE_DIR "/tests/codec/apple_encoders.py' ";

// Text, noise, and zeros in turn, so that runs and matches of all lengths come.
std::string content(std::size_t size) {
  std::string out;
  std::uint32_t random = 1;
  while (out.size() < size) {
    for (int i = 0; i < 40; ++i)
      out += "line " + std::to_string(i * 7919 % 100) + " of a text that repeats itself\n";
    for (int i = 0; i < 700; ++i)
      out += static_cast<char>((random = random * 1103515245 + 12345) >> 16);
    out.append(3000, '\0');
  }
  out.resize(size);
  return out;
}

Bytes encode(const char* codec, const std::string& content, const test::TemporaryFolder& folder) {
  test::write_file(folder.file("content"), content);
  test::run(kEncoders + std::string(codec) + " <'" + folder.file("content") + "' >'" +
            folder.file("stream") + "'");
  return to_bytes(test::read_file(folder.file("stream")));
}

TEST(Lzfse, StreamsOfTheEncoder) {
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  const test::TemporaryFolder folder;
  for (const std::size_t size : {1U, 7U, 300U, 3001U, 65536U, 200000U}) {
    SCOPED_TRACE(size);
    const auto expected = to_bytes(content(size));
    const auto stream = encode("lzfse", content(size), folder);
    Bytes out(size, std::byte{0xAA});
    decompress_lzfse(BytesView(stream), out);
    EXPECT_TRUE(out == expected);
    const auto plain = encode("lzvn", content(size), folder);
    Bytes second(size, std::byte{0xAA});
    decompress_lzvn(BytesView(plain), second);
    EXPECT_TRUE(second == expected);
  }
}

// 7-Zip takes the streams for what we take them for. (It refuses blocks that are plain.)
TEST(Lzfse, SevenZipDecodesTheSame) {
  for (const char* const program : {"python3", "7zz"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  const test::TemporaryFolder folder;
  for (const std::size_t size : {512U, 2560U, 65536U, 199680U}) {
    SCOPED_TRACE(size);
    const auto stream = encode("lzfse-coded", content(size), folder);
    test::run("cd '" + folder.path().string() + "' && python3 '" VIXMOUNT_SOURCE_DIR
              "/tests/codec/lzfse_dmg.py' stream " + std::to_string(size) +
              " image.dmg && 7zz e -so image.dmg >theirs 2>/dev/null");
    Bytes ours(size);
    decompress_lzfse(BytesView(stream), ours);
    EXPECT_TRUE(ours == to_bytes(test::read_file(folder.file("theirs"))));
  }
}

// Whatever is cut off or flipped: an Error, or content of the right size.
TEST(Lzfse, DamageIsSaidOrHarmless) {
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  const test::TemporaryFolder folder;
  const auto stream = encode("lzfse", content(5000), folder);
  Bytes out(5000);
  const auto fails = [&](const Bytes& bytes) {
    try {
      decompress_lzfse(BytesView(bytes, 100), out);
      return false;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged);
      return true;
    }
  };
  for (std::size_t size = 0; size + 4 < stream.size(); size += 11)
    EXPECT_TRUE(fails({stream.begin(), stream.begin() + static_cast<long>(size)})) << size;
  std::size_t said = 0;
  for (std::size_t at = 0; at < stream.size(); at += 3) {
    auto flipped = stream;
    flipped[at] ^= std::byte{0x10};
    said += fails(flipped) ? 1 : 0;
  }
  EXPECT_GT(said, 0U);
}

TEST(Lzfse, BlocksThatAreNotCoded) {
  auto out = to_bytes("......");
  decompress_lzfse(BytesView(from_hex("6276782d 02000000 6162 6276782d 04000000 63646566 62767824")),
                   out);
  EXPECT_EQ(out, to_bytes("abcdef"));
  EXPECT_EQ(test::error_kind_of([&] {
              decompress_lzfse(BytesView(from_hex("6276782d 02000000 6162 62767824")), out);
            }),
            ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { decompress_lzfse(BytesView(from_hex("62767831")), out); }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::codec
