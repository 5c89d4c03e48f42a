#include "fs/ntfs/fixup.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_record.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test_bytes::put;

// 1 KiB of counted bytes behind a head whose array stands at byte 40.
test_bytes::Bytes counted(std::size_t size = 1024) {
  test_bytes::Bytes bytes(size);
  for (std::size_t i = 64; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7);
  return bytes;
}

TEST(NtfsFixup, PutsTheTrueBytesBack) {
  for (const std::size_t size : {512U, 1024U, 4096U, 65536U}) {
    auto plain = counted(size);
    for (std::size_t i = 40; i < 40 + 2 * (size / 512 + 1); ++i) plain[i] = std::byte{0};
    auto bytes = plain;
    test_bytes::protect(bytes, 40);
    EXPECT_EQ(bytes[size - 2], std::byte{7});
    apply_fixups(bytes, 0, "it");
    for (std::size_t end = 512; end <= size; end += 512) {
      EXPECT_EQ(bytes[end - 2], plain[end - 2]) << end;
      EXPECT_EQ(bytes[end - 1], plain[end - 1]) << end;
    }
  }
}

TEST(NtfsFixup, ATornWriteIsDamageAndChangesNothing) {
  auto bytes = counted();
  test_bytes::protect(bytes, 40);
  put(bytes, 1022, 8, 2);
  auto copy = bytes;
  try {
    apply_fixups(copy, 5000, "MFT record 9");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.offset(), 5000U + 1022U);
    EXPECT_NE(error.message().find("MFT record 9"), std::string::npos);
  }
  EXPECT_EQ(copy, bytes);
  EXPECT_FALSE(try_apply_fixups(copy));
  EXPECT_EQ(copy, bytes);
}

TEST(NtfsFixup, AnArrayThatCannotBeIsRefused) {
  struct Case {
    std::size_t offset;
    std::size_t count;
  };
  for (const auto& [offset, count] : {Case{40, 2},
                                      {40, 4},
                                      {40, 0},
                                      {40, 65535},
                                      {41, 3},
                                      {6, 3},
                                      {506, 3},
                                      {510, 3},
                                      {1018, 3},
                                      {65534, 3}}) {
    auto bytes = counted();
    test_bytes::protect(bytes, 40);
    put(bytes, 4, offset, 2);
    put(bytes, 6, count, 2);
    EXPECT_EQ(test::error_kind_of([&] { apply_fixups(bytes, 0, "it"); }), ErrorKind::damaged)
        << offset << " " << count;
    EXPECT_FALSE(try_apply_fixups(bytes));
  }
  for (const std::size_t size : {0U, 8U, 511U, 700U}) {
    test_bytes::Bytes odd(size);
    EXPECT_FALSE(try_apply_fixups(odd)) << size;
  }
}

}  // namespace
}  // namespace vixmount::fs::ntfs
