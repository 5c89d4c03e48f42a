#include "disk/vmdk/descriptor.hpp"

#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::vmdk {
namespace {

using test::contains;

constexpr const char* kVmware =
    "# Disk DescriptorFile\nversion=1\nencoding=\"UTF-8\"\nCID=123abcde\nparentCID=fffffffe\n"
    "isNativeSnapshot=\"no\"\ncreateType=\"twoGbMaxExtentSparse\"\n"
    "parentFileNameHint=\"../base/disk.vmdk\"\n# Extent description\n"
    "RW 4192256 SPARSE \"disk-s001.vmdk\"\nRDONLY 63 FLAT \"disk f002.vmdk\" 7\n"
    "RW 2048 ZERO\nNOACCESS 16\n\n# The Disk Data Base\n#DDB\n\n"
    "ddb.adapterType = \"lsilogic\"\nddb.geometry.sectors=\"63\"\nsomething.new = \"kept\"\n";

Error error_of_text(const std::string& text) {
  try {
    parse_descriptor(text);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "was parsed:\n" << text;
  return Error(ErrorKind::internal, "");
}

std::string with_line(const std::string& line) {
  return "version=1\nCID=1\nRW 8 ZERO\n" + line + "\n";
}

TEST(Descriptor, HeaderExtentsAndDatabase) {
  const auto descriptor = parse_descriptor(kVmware);
  EXPECT_EQ(descriptor.version, 1U);
  EXPECT_EQ(descriptor.content_id, 0x123abcdeU);
  EXPECT_EQ(descriptor.parent_content_id, 0xfffffffeU);
  EXPECT_EQ(descriptor.create_type, "twoGbMaxExtentSparse");
  EXPECT_EQ(descriptor.parent_hint, "../base/disk.vmdk");
  EXPECT_TRUE(descriptor.has_parent());
  ASSERT_EQ(descriptor.extents.size(), 4U);
  EXPECT_EQ(descriptor.extents[0].sectors, 4192256U);
  EXPECT_EQ(descriptor.extents[0].name, "disk-s001.vmdk");
  EXPECT_EQ(descriptor.extents[0].line, 10U);
  EXPECT_EQ(descriptor.extents[1].access, ExtentAccess::read_only);
  EXPECT_EQ(descriptor.extents[1].name, "disk f002.vmdk");
  EXPECT_EQ(descriptor.extents[1].offset_sectors, 7U);
  EXPECT_EQ(descriptor.extents[2].type, ExtentType::zero);
  EXPECT_EQ(descriptor.extents[3].access, ExtentAccess::none);
}

TEST(Descriptor, UnknownKeysAreKeptInTheirOrder) {
  const auto descriptor = parse_descriptor(kVmware);
  ASSERT_EQ(descriptor.entries.size(), 10U);
  EXPECT_EQ(descriptor.entries.front().key, "version");
  EXPECT_EQ(descriptor.entries[4].key, "isNativeSnapshot");
  EXPECT_EQ(descriptor.entries.back().key, "something.new");
  EXPECT_EQ(descriptor.entries.back().value, "kept");
  ASSERT_NE(descriptor.find("DDB.adaptertype"), nullptr);
  EXPECT_EQ(*descriptor.find("DDB.adaptertype"), "lsilogic");
  EXPECT_EQ(descriptor.find("ddb.uuid"), nullptr);
}

TEST(Descriptor, WindowsLineEndsBlanksAndAMarkOfUtf8ChangeNothing) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : std::string(kVmware))
    text += c == '\n' ? std::string(" \r\n") : std::string(1, c);
  const auto descriptor = parse_descriptor(text);
  EXPECT_EQ(descriptor.extents.size(), 4U);
  EXPECT_EQ(descriptor.parent_hint, "../base/disk.vmdk");
  EXPECT_EQ(descriptor.entries.back().value, "kept");
}

TEST(Descriptor, EncodingsBecomeUtf8) {
  const std::string latin = with_line(
      "RW 8 FLAT \"Gr\xF6\xDF"
      "e \x80.img\" 0");
  const std::string utf8 =
      "Gr\xC3\xB6\xC3\x9F"
      "e \xE2\x82\xAC.img";
  EXPECT_EQ(parse_descriptor("encoding=\"windows-1252\"\n" + latin).extents[1].name, utf8);
  EXPECT_EQ(parse_descriptor(latin).extents[1].name, utf8) << "older hosts name no encoding";
  EXPECT_EQ(parse_descriptor(with_line("RW 8 FLAT \"" + utf8 + "\" 0")).extents[1].name, utf8);
  EXPECT_EQ(parse_descriptor(with_line("encoding=\"GBK\"")).extents.size(), 1U) << "all ASCII";
  const auto wrong = error_of_text("encoding=\"UTF-8\"\n" + latin);
  EXPECT_EQ(wrong.kind(), ErrorKind::bad_encoding);
  EXPECT_TRUE(contains(wrong.message(), "line 5")) << wrong.message();
  const auto unknown = error_of_text("encoding=\"GBK\"\n" + latin);
  EXPECT_EQ(unknown.kind(), ErrorKind::bad_encoding);
  EXPECT_TRUE(contains(unknown.message(), "GBK")) << unknown.message();
}

struct Refused {
  const char* line;
  ErrorKind kind;
};

TEST(Descriptor, HostileLinesAreRefusedWithTheirNumber) {
  const std::vector<Refused> all = {
      {"RW", ErrorKind::damaged},
      {"RW x FLAT \"a\" 0", ErrorKind::damaged},
      {"RW -1 FLAT \"a\" 0", ErrorKind::damaged},
      {"RW 0 FLAT \"a\" 0", ErrorKind::damaged},
      {"RW 18446744073709551616 FLAT \"a\" 0", ErrorKind::damaged},
      {"RW 9007199254740993 ZERO", ErrorKind::damaged},
      {"RW 8 FLAT a 0", ErrorKind::damaged},
      {"RW 8 FLAT \"a 0", ErrorKind::damaged},
      {"RW 8 FLAT \"\" 0", ErrorKind::damaged},
      {"RW 8 FLAT \"a\" -5", ErrorKind::damaged},
      {"RW 8 FLAT \"a\" 99999999999999999", ErrorKind::damaged},
      {"RW 8 WORM \"a\"", ErrorKind::unsupported},
      {"= value", ErrorKind::damaged},
      {"no entry at all", ErrorKind::damaged},
      {"key = \"does not end", ErrorKind::damaged},
      {"key = \"", ErrorKind::damaged},
      {"bell = \"\x07\"", ErrorKind::damaged},
  };
  for (const auto& refused : all) {
    const auto error = error_of_text(with_line(refused.line));
    EXPECT_EQ(error.kind(), refused.kind) << refused.line;
    EXPECT_TRUE(contains(error.message(), "line 4")) << error.message();
  }
}

TEST(Descriptor, WhatMustBeThere) {
  EXPECT_EQ(error_of_text("CID=1\nRW 8 ZERO\n").kind(), ErrorKind::damaged);
  EXPECT_EQ(error_of_text("version=1\nRW 8 ZERO\n").kind(), ErrorKind::damaged);
  EXPECT_EQ(error_of_text("version=1\nCID=1\n").kind(), ErrorKind::damaged);
  EXPECT_EQ(error_of_text("version=x\nCID=1\nRW 8 ZERO\n").kind(), ErrorKind::damaged);
  EXPECT_EQ(error_of_text("version=1\nCID=123456789\nRW 8 ZERO\n").kind(), ErrorKind::damaged);
  EXPECT_EQ(error_of_text("version=4\nCID=1\nRW 8 ZERO\n").kind(), ErrorKind::unsupported_version);
  EXPECT_EQ(
      parse_descriptor("version=3\nCID=1\nchangeTrackPath=\"a-ctk.vmdk\"\nRW 8 ZERO\n").version,
      3U);
}

TEST(Descriptor, EncryptedDisksAreSaidToBeSo) {
  for (const std::string line :
       {"encryption.keySafe = \"vmware:key/list/(pair/(phrase))\"", "keySafe = \"x\"",
        "encryptionKeys=\"vmware:key/list/(pair/(fqid/<VMWARE-NULL>))\"", "keyID=abc",
        "ddb.iofilters = \"vmwarevmcrypt\""})
    EXPECT_EQ(error_of_text(with_line(line)).kind(), ErrorKind::encrypted) << line;
  EXPECT_EQ(error_of_text("version=2\nCID=1\nRW 8 ZERO\n").kind(), ErrorKind::encrypted);
  EXPECT_EQ(parse_descriptor(with_line("ddb.iofilters = \"vmwarelwd\"")).extents.size(), 1U);
}

TEST(Descriptor, LimitsAreSaid) {
  EXPECT_EQ(error_of_text(std::string(kMostDescriptorBytes + 1, '#')).kind(),
            ErrorKind::limit_exceeded);
  EXPECT_EQ(error_of_text(with_line(std::string(kMostLines, '\n'))).kind(),
            ErrorKind::limit_exceeded);
  std::string entries = "version=1\nCID=1\nRW 8 ZERO\n";
  for (std::size_t i = 0; i < kMostEntries; ++i) entries += "a=b\n";
  EXPECT_EQ(error_of_text(entries).kind(), ErrorKind::limit_exceeded);
  std::string extents = "version=1\nCID=1\n";
  for (std::size_t i = 0; i < kMostExtents; ++i) extents += "RW 8 ZERO\n";
  EXPECT_EQ(parse_descriptor(extents).extents.size(), kMostExtents);
  EXPECT_EQ(error_of_text(extents + "RW 8 ZERO\n").kind(), ErrorKind::limit_exceeded);
}

TEST(Descriptor, IsToldFromOtherFiles) {
  EXPECT_TRUE(looks_like_descriptor("# Disk DescriptorFile\n"));
  EXPECT_TRUE(looks_like_descriptor("# comment\r\n\r\nversion=1\r\n"));
  EXPECT_FALSE(looks_like_descriptor(""));
  EXPECT_FALSE(looks_like_descriptor("# only comments\n"));
  EXPECT_FALSE(looks_like_descriptor(".encoding = \"UTF-8\"\nversion=1\n"));
  EXPECT_FALSE(looks_like_descriptor("versions are many\n"));
}

}  // namespace
}  // namespace vixmount::disk::vmdk
