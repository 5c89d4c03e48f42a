// Streams made by the LZO library (fuzz/recipes/lzo1x_seeds.py), and broken ones.
#include "codec/lzo1x.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::codec {
namespace {

using test::error_kind_of;

std::string decoded(const std::string& stored, std::size_t room) {
  std::string out(room, '?');
  out.resize(decompress_lzo1x(BytesView(as_bytes(stored)),
                              std::as_writable_bytes(std::span(out.data(), out.size()))));
  return out;
}

std::string seed(const std::string& name) {
  return test::read_file(std::string(VIXMOUNT_SOURCE_DIR "/fuzz/seeds/lzo1x/") + name);
}

std::string far_content() {
  std::string out = "0123456789";
  for (int i = 0; i < 80 * 256; ++i) out += static_cast<char>(i);
  return out + "0123456789";
}

TEST(Lzo1x, DecodesWhatTheLibraryWrites) {
  EXPECT_EQ(decoded(seed("short"), 4096), "abc");
  std::string repeats;
  for (int i = 0; i < 500; ++i) repeats += "abc";
  EXPECT_EQ(decoded(seed("repeats"), 4096), repeats);
  EXPECT_EQ(decoded(seed("zeros"), 4096), std::string(4096, '\0'));
  EXPECT_EQ(decoded(seed("far"), 1 << 15), far_content());
  std::string text;
  for (int i = 0; i < 900; ++i) text += std::to_string(i) + "\n";
  EXPECT_EQ(decoded(seed("text"), 4096), text.substr(0, 4096));
}

TEST(Lzo1x, FillsItsRoomExactly) { EXPECT_EQ(decoded(seed("short"), 3), "abc"); }

TEST(Lzo1x, RefusesWhatItIsTooSmallFor) {
  EXPECT_EQ(error_kind_of([] { decoded(seed("short"), 2); }), ErrorKind::damaged);
  EXPECT_EQ(error_kind_of([] { decoded(seed("zeros"), 4095); }), ErrorKind::damaged);
}

TEST(Lzo1x, RefusesEveryStreamThatIsCut) {
  const auto whole = seed("text");
  for (std::size_t size = 0; size < whole.size(); size += 7)
    EXPECT_EQ(error_kind_of([&] { decoded(whole.substr(0, size), 4096); }), ErrorKind::damaged)
        << size;
}

TEST(Lzo1x, RefusesAMatchInFrontOfTheStream) {
  // One literal, then a match of 3 bytes from 2 bytes back (0x40 | 1 << 2).
  const std::string stream("\x12" "a" "\x44\x00\x11\x00\x00", 7);
  EXPECT_EQ(error_kind_of([&] { decoded(stream, 100); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::codec
