#include "fs/ntfs/xattrs.hpp"

#include <map>

#include <gtest/gtest.h>

#include "fs/ntfs/built_index.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test_bytes;

// A file made of plain values.
class FakeFile final : public AttributeSet {
 public:
  StandardInformation standard;
  bool directory = false;
  std::vector<Bytes> names;
  std::map<std::pair<AttributeType, std::string>, std::string> values;

  bool is_directory() const override { return directory; }
  const StandardInformation& standard_information() const override { return standard; }
  void for_each(const std::function<bool(const AttributeInfo&)>& visit) const override {
    for (const auto& [key, value] : values)
      if (!visit({key.first, key.second, value.size()})) return;
  }
  void for_each_file_name(const std::function<bool(const FileName&)>& visit) const override {
    for (const auto& name : names)
      if (!visit(parse_file_name(BytesView(name)))) return;
  }
  io::SourcePtr open(AttributeType type, std::string_view name) const override {
    const auto found = values.find({type, std::string(name)});
    return found == values.end() ? nullptr : test::memory_source(found->second);
  }
};

XattrSources sources_of(const FakeFile& file) {
  static const auto upcase = Upcase::standard();
  return {file, *upcase, nullptr, nullptr};
}

std::string hex(const std::optional<std::string>& bytes) {
  if (!bytes) return "(none)";
  std::string out;
  for (const unsigned char byte : *bytes) out += fmt::format("{:02x}", byte);
  return out;
}

TEST(NtfsXattrs, NamesThatCannotBeNeedNoDisk) {
  for (const auto* name : {"security.selinux", "security.capability", "system.posix_acl_access",
                           "system.posix_acl_default", "trusted.x", "user.", "system.ntfs_", ""})
    EXPECT_FALSE(can_be_xattr(name)) << name;
  for (const auto* name : {"user.x", "system.ntfs_acl", "system.ntfs_crtime_be"})
    EXPECT_TRUE(can_be_xattr(name)) << name;
}

TEST(NtfsXattrs, WordsAndTimesInBothOrders) {
  FakeFile file;
  file.standard = {.created = 0x0102030405060708,
                   .modified = 2,
                   .record_changed = 4,
                   .accessed = 3,
                   .attributes = 0x2021};
  const auto get = [&](std::string_view name) { return hex(get_xattr(sources_of(file), name)); };
  EXPECT_EQ(get("system.ntfs_attrib"), "21200000");
  EXPECT_EQ(get("system.ntfs_attrib_be"), "00002021");
  EXPECT_EQ(get("system.ntfs_crtime"), "0807060504030201");
  EXPECT_EQ(get("system.ntfs_crtime_be"), "0102030405060708");
  EXPECT_EQ(get("system.ntfs_times_be"),
            "0102030405060708000000000000000200000000000000030000000000000004");
  EXPECT_EQ(get("system.ntfs_times"),
            "0807060504030201020000000000000003000000000000000400000000000000");
  file.standard.attributes = 0;
  EXPECT_EQ(get("system.ntfs_attrib_be"), "00000080");
  file.directory = true;
  EXPECT_EQ(get("system.ntfs_attrib_be"), "00000010");
}

TEST(NtfsXattrs, ListsWhatTheNodeHas) {
  FakeFile file;
  EXPECT_EQ(list_xattrs(sources_of(file)),
            (std::vector<std::string>{"system.ntfs_attrib_be", "system.ntfs_times_be"}));
  file.values[{AttributeType::data, ""}] = "content";
  file.values[{AttributeType::data, "s"}] = "stream";
  file.values[{AttributeType::data, "large"}] = std::string(kMostXattrBytes + 1, 'x');
  file.values[{AttributeType::data, std::string(251, 'n')}] = "";
  file.values[{AttributeType::ea, ""}] = "ea";
  file.values[{AttributeType::object_id, ""}] = std::string(16, 'o');
  file.values[{AttributeType::reparse_point, ""}] = "reparse";
  file.values[{AttributeType::logged_utility_stream, "$EFS"}] = "keys";
  file.values[{AttributeType::logged_utility_stream, "$TXF_DATA"}] = "log";
  file.values[{AttributeType::security_descriptor, ""}] =
      std::string("\1\0\4\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0tail", 24);
  file.names = {file_name(u"a long name"), file_name(u"ALONGN~1", {.name_space = 2})};
  const std::vector<std::string> expected = {
      "system.ntfs_acl",          "system.ntfs_attrib_be", "system.ntfs_dos_name",
      "system.ntfs_ea",           "system.ntfs_efsinfo",   "system.ntfs_object_id",
      "system.ntfs_reparse_data", "system.ntfs_times_be",  "user.s"};
  EXPECT_EQ(list_xattrs(sources_of(file)), expected);
  const auto get = [&](std::string_view name) { return get_xattr(sources_of(file), name); };
  EXPECT_EQ(get("user.s"), "stream");
  EXPECT_EQ(get("system.ntfs_ea"), "ea");
  EXPECT_EQ(get("system.ntfs_efsinfo"), "keys");
  EXPECT_EQ(get("system.ntfs_reparse_data"), "reparse");
  EXPECT_EQ(get("system.ntfs_object_id"), std::string(16, 'o'));
  EXPECT_EQ(get("system.ntfs_dos_name"), "ALONGN~1");
  EXPECT_EQ(get("system.ntfs_acl")->size(), 20U);
  EXPECT_FALSE(get("user.t"));
  EXPECT_EQ(test::error_kind_of([&] { get("user.large"); }), ErrorKind::limit_exceeded);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
