#include "fs/ntfs/directory.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "fs/ntfs/built_index.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test_bytes;

struct Name {
  std::uint64_t record;
  std::u16string_view name;
  NameFields fields = {};
};

Index directory_of(const std::vector<Name>& names) {
  std::vector<Bytes> entries;
  for (const auto& each : names)
    entries.push_back(
        directory_entry(0x0001'0000'0000'0000 + each.record, file_name(each.name, each.fields)));
  entries.push_back(last_entry());
  IndexParts parts;
  parts.root = index_root(0x30, 4096, entries);
  parts.cluster_size = 4096;
  parts.what = "directory";
  return Index(std::move(parts));
}

std::optional<std::uint64_t> found(const Index& directory, std::string_view name,
                                   bool case_sensitive = false) {
  static const auto upcase = Upcase::standard();
  const auto reference = find_name(directory, *upcase, name, case_sensitive);
  if (!reference) return std::nullopt;
  EXPECT_EQ(reference->sequence, 1);
  return reference->record;
}

using Listing = std::vector<std::pair<std::string, std::uint64_t>>;
Listing listing(const Index& directory) {
  Listing out;
  list_names(directory, 0, [&](const ListedName& entry) {
    out.emplace_back(entry.name, entry.reference.record);
    return true;
  });
  return out;
}

constexpr NameFields kDos{.name_space = 2};
constexpr NameFields kPosix{.name_space = 0};

TEST(NtfsDirectory, ExactNameGoesBeforeAnotherCase) {
  const auto directory = directory_of({{100, u"README", kPosix},
                                       {101, u"ReadMe", kPosix},
                                       {102, u"readme", kPosix},
                                       {103, u"Ä.txt"}});
  EXPECT_EQ(found(directory, "README"), 100U);
  EXPECT_EQ(found(directory, "ReadMe"), 101U);
  EXPECT_EQ(found(directory, "readme"), 102U);
  EXPECT_EQ(found(directory, "rEADME"), 100U);  // the first in the index
  EXPECT_EQ(found(directory, "ä.TXT"), 103U);
  EXPECT_FALSE(found(directory, "readm"));
  EXPECT_FALSE(found(directory, "readme2"));
}

TEST(NtfsDirectory, CaseSensitiveOneFindsExactNamesOnly) {
  const auto directory = directory_of({{100, u"README", kPosix}, {101, u"readme", kPosix}});
  EXPECT_EQ(found(directory, "README", true), 100U);
  EXPECT_EQ(found(directory, "readme", true), 101U);
  EXPECT_FALSE(found(directory, "Readme", true));
}

TEST(NtfsDirectory, ShortNamesAndSystemFilesAreHiddenButFound) {
  const auto directory = directory_of({{0, u"$MFT"},
                                       {5, u".", {.name_space = 3}},
                                       {200, u"LONGNA~1.TXT", kDos},
                                       {200, u"Long name.txt"}});
  EXPECT_EQ(listing(directory), (Listing{{"Long name.txt", 200}}));
  EXPECT_EQ(found(directory, "longna~1.txt"), 200U);
  EXPECT_EQ(found(directory, "$mft"), 0U);
}

TEST(NtfsDirectory, UnsoundNamesAreSaidAfterTheOthers) {
  const auto names = [](std::u16string_view bad) {
    return directory_of({{100, u"a"}, {101, bad}, {102, u"z"}});
  };
  using namespace std::string_view_literals;
  for (const auto bad : {u"x/y"sv, u".."sv, u"."sv, u"n\0n"sv, u""sv}) {
    const auto directory = names(bad);
    std::vector<std::string> listed;
    EXPECT_EQ(test::error_kind_of([&] {
                list_names(directory, 0, [&](const ListedName& entry) {
                  listed.emplace_back(entry.name);
                  return true;
                });
              }),
              ErrorKind::damaged);
    EXPECT_EQ(listed, (std::vector<std::string>{"a", "z"}));
  }
}

TEST(NtfsDirectory, ListingGoesOnBehindEachCookie) {
  const auto directory = directory_of({{100, u"a"}, {100, u"A~1", kDos}, {101, u"b"}, {102, u"c"}});
  std::map<std::string, std::uint64_t> cookies;
  list_names(directory, 0, [&](const ListedName& entry) {
    EXPECT_NE(entry.next_cookie, 0U);
    cookies[std::string(entry.name)] = entry.next_cookie;
    return true;
  });
  std::vector<std::string> rest;
  list_names(directory, cookies.at("a"), [&](const ListedName& entry) {
    rest.emplace_back(entry.name);
    return true;
  });
  EXPECT_EQ(rest, (std::vector<std::string>{"b", "c"}));
}

TEST(NtfsDirectory, TellsTypesOnlyWhereTheyAreCertain) {
  const auto directory =
      directory_of({{100, u"a"},
                    {101, u"b", {.attributes = 0x10000000}},
                    {102, u"c", {.attributes = 0x10000400, .reparse_tag = 0xA0000003}},
                    {103, u"d", {.attributes = 0x4}}});
  std::vector<NodeType> types;
  list_names(directory, 0, [&](const ListedName& entry) {
    types.push_back(entry.type);
    return true;
  });
  EXPECT_EQ(types, (std::vector<NodeType>{NodeType::regular, NodeType::directory, NodeType::unknown,
                                          NodeType::unknown}));
}

TEST(NtfsDirectory, NamesThatCannotBeAreNotFound) {
  const auto directory = directory_of({{100, u"a"}});
  EXPECT_FALSE(found(directory, ""));
  EXPECT_FALSE(found(directory, "\xFF"));
  EXPECT_FALSE(found(directory, std::string(256, 'a')));
}

TEST(NtfsDirectory, SplitsNamesOfStreams) {
  using Parts = std::pair<std::string_view, std::string_view>;
  EXPECT_EQ(split_stream_name("f:s"), (Parts{"f", "s"}));
  EXPECT_EQ(split_stream_name("f:s:$data"), (Parts{"f", "s"}));
  for (const auto* name : {"f", ":s", "f:", "f::$DATA", "f:s:$INDEX_ALLOCATION", ""})
    EXPECT_FALSE(split_stream_name(name)) << name;
}

}  // namespace
}  // namespace vixmount::fs::ntfs
