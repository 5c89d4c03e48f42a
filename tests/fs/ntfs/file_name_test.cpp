#include "fs/ntfs/file_name.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_index.hpp"
#include "fs/ntfs/ntfs_time.hpp"
#include "fs/ntfs/standard_information.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test_bytes;

TEST(NtfsFileName, ReadsEveryField) {
  auto bytes = file_name(u"Grün.txt", {.parent = 0x0007'0000'0001'2345,
                                       .name_space = 3,
                                       .attributes = 0x427,
                                       .reparse_tag = 0xA000000C});
  const auto name = parse_file_name(BytesView(bytes));
  EXPECT_EQ(name.parent, (FileReference{0x12345, 7}));
  EXPECT_EQ(name.created, 0x01D0'0000'0000'0000U);
  EXPECT_EQ(name.modified, 0x01D0'0000'0000'0001U);
  EXPECT_EQ(name.record_changed, 0x01D0'0000'0000'0002U);
  EXPECT_EQ(name.accessed, 0x01D0'0000'0000'0003U);
  EXPECT_EQ(name.allocated_size, 4096U);
  EXPECT_EQ(name.data_size, 1234U);
  EXPECT_EQ(name.attributes, 0x427U);
  EXPECT_EQ(name.reparse_tag, 0xA000000CU);
  EXPECT_EQ(name.ea_length, 0U);
  EXPECT_EQ(name.name_space, NameSpace::win32_and_dos);
  EXPECT_FALSE(name.is_short());
  EXPECT_TRUE(name.is_dos_name());
  EXPECT_EQ(to_utf8(name.name), "Grün.txt");

  put(bytes, 56, 0x20, 4);
  EXPECT_EQ(parse_file_name(BytesView(bytes)).ea_length, 0xA000000CU);
}

TEST(NtfsFileName, ImpossibleOnesAreDamaged) {
  const auto kind = [](const Bytes& bytes) {
    return test::error_kind_of([&] { parse_file_name(BytesView(bytes)); });
  };
  auto bytes = file_name(u"name");
  EXPECT_EQ(kind(Bytes(bytes.begin(), bytes.end() - 1)), ErrorKind::damaged);
  EXPECT_EQ(kind(Bytes(bytes.begin(), bytes.begin() + 60)), ErrorKind::damaged);
  put(bytes, 65, 4, 1);
  EXPECT_EQ(kind(bytes), ErrorKind::damaged);
}

TEST(NtfsNameText, EveryNameHasOneText) {
  const std::vector<std::pair<std::u16string, std::string>> names = {
      {u"plain", "plain"},
      {u"Ünï", "Ünï"},
      {u"漢字", "漢字"},
      {u"\U0001F600", "\xF0\x9F\x98\x80"},
      {{0xD800}, "\xED\xA0\x80"},
      {{0xDFFF, u'x'}, "\xED\xBF\xBFx"},
      {{0xDC00, 0xD800}, "\xED\xB0\x80\xED\xA0\x80"},
      {{0xFFFF, 0xFFFE}, "\xEF\xBF\xBF\xEF\xBF\xBE"},
  };
  for (const auto& [units, text] : names) {
    EXPECT_EQ(to_utf8(Utf16View(std::u16string_view(units))), text);
    EXPECT_EQ(from_utf8(text), units) << text;
  }
  // Not the shortest form, cut off, beyond Unicode, or the halves of a pair.
  for (const auto* text : {"\xC0\xAF", "\xE0\x80\x80", "\xC3", "\xE6\xBC", "\xF4\x90\x80\x80",
                           "\x80", "\xFF", "\xED\xA0\xBD\xED\xB8\x80", "\xC3x", "\xF0\x80\x80\x80"})
    EXPECT_FALSE(from_utf8(text)) << text;
}

TEST(NtfsTime, CoversTheFullRange) {
  EXPECT_EQ(to_timestamp(0), (Timestamp{-11644473600, 0}));
  EXPECT_EQ(to_timestamp(116444736000000000), (Timestamp{0, 0}));
  EXPECT_EQ(to_timestamp(116444736000000001), (Timestamp{0, 100}));
  EXPECT_EQ(to_timestamp(116444735999999999), (Timestamp{-1, 999999900}));
  // 2026-11-22 19:46:29.6921248 UTC, the seconds from `date`.
  EXPECT_EQ(to_timestamp(116444736000000000 + 17953767896921248),
            (Timestamp{1795376789, 692124800}));
  EXPECT_EQ(to_timestamp(~0ULL), (Timestamp{-11644473601, 999999900}));
  EXPECT_EQ(to_timestamp(1ULL << 63).nanoseconds, 522419200U);
  EXPECT_EQ(to_timestamp(1ULL << 63).seconds, -922337203686 - 11644473600);
}

TEST(NtfsStandardInformation, ReadsShortAndLongForm) {
  Bytes bytes(72);
  for (std::size_t i = 0; i < 4; ++i) put(bytes, 8 * i, 1000 + i, 8);
  put(bytes, 32, 0x2006, 4);
  put(bytes, 44, 9, 4);
  put(bytes, 48, 77, 4);
  put(bytes, 52, 0x105, 4);
  put(bytes, 56, 1ULL << 40, 8);
  put(bytes, 64, 1ULL << 41, 8);
  const auto long_form = parse_standard_information(BytesView(bytes));
  EXPECT_EQ(long_form.created, 1000U);
  EXPECT_EQ(long_form.modified, 1001U);
  EXPECT_EQ(long_form.record_changed, 1002U);
  EXPECT_EQ(long_form.accessed, 1003U);
  EXPECT_TRUE(long_form.has(DosAttribute::hidden) && long_form.has(DosAttribute::system));
  EXPECT_FALSE(long_form.has(DosAttribute::read_only));
  EXPECT_EQ(long_form.class_id, 9U);
  EXPECT_EQ(long_form.owner_id, 77U);
  EXPECT_EQ(long_form.security_id, 0x105U);
  EXPECT_EQ(long_form.quota_charged, 1ULL << 40);
  EXPECT_EQ(long_form.update_sequence_number, 1ULL << 41);

  bytes.resize(48);
  const auto short_form = parse_standard_information(BytesView(bytes));
  EXPECT_EQ(short_form.attributes, 0x2006U);
  EXPECT_EQ(short_form.security_id, 0U);
  bytes.resize(47);
  EXPECT_EQ(test::error_kind_of([&] { parse_standard_information(BytesView(bytes)); }),
            ErrorKind::damaged);
}

TEST(NtfsStandardInformation, CaseSensitiveDirectoryHasVersion1OfNone) {
  Bytes bytes(72);
  EXPECT_FALSE(parse_standard_information(BytesView(bytes)).names_are_case_sensitive());
  put(bytes, 40, 1, 4);
  EXPECT_TRUE(parse_standard_information(BytesView(bytes)).names_are_case_sensitive());
  put(bytes, 36, 1, 4);
  EXPECT_FALSE(parse_standard_information(BytesView(bytes)).names_are_case_sensitive());
}

}  // namespace
}  // namespace vixmount::fs::ntfs
