#include "fs/shared/upcase.hpp"

#include <gtest/gtest.h>

#include "fs/shared/default_upcase.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

std::string bytes_of_table() {
  std::string out;
  for (const auto unit : default_upcase_table()) {
    out.push_back(static_cast<char>(unit & 0xFF));
    out.push_back(static_cast<char>(unit >> 8));
  }
  return out;
}

int compare(const Upcase& upcase, std::u16string_view a, std::u16string_view b) {
  return upcase.compare(Utf16View(a), Utf16View(b));
}

// The sum is that of $UpCase in volumes which Windows formatted (corpus, read by The Sleuth Kit).
TEST(Upcase, StandardTableIsThatOfWindows) {
  EXPECT_EQ(test::sha256_of(*test::memory_source(bytes_of_table())),
            "41c26bc7a12bdaeb26025c93118697c7e3ef81ee048b00fe5cce2a472e0e0742");
}

TEST(Upcase, ReadsATableAndRefusesAnotherThing) {
  auto bytes = bytes_of_table();
  const auto upcase = Upcase::parse(*test::memory_source(bytes));
  EXPECT_EQ(upcase->capitals(Utf16View(std::u16string_view(u"aZ9äßжı"))), u"AZ9ÄßЖı");
  bytes[2 * 'q'] = 'X';
  EXPECT_EQ(test::error_kind_of([&] { Upcase::parse(*test::memory_source(bytes)); }),
            ErrorKind::damaged);
  bytes.pop_back();
  EXPECT_EQ(test::error_kind_of([&] { Upcase::parse(*test::memory_source(bytes)); }),
            ErrorKind::damaged);
}

TEST(Upcase, SortsByCapitalsThenByUnits) {
  const auto upcase = Upcase::standard();
  EXPECT_LT(compare(*upcase, u"a", u"B"), 0);
  EXPECT_GT(compare(*upcase, u"_", u"z"), 0);  // 0x5F behind Z
  EXPECT_LT(compare(*upcase, u"ab", u"abc"), 0);
  EXPECT_LT(compare(*upcase, u"AB", u"ab"), 0);
  EXPECT_GT(compare(*upcase, u"aB", u"AB"), 0);
  EXPECT_EQ(compare(*upcase, u"x", u"x"), 0);
  EXPECT_EQ(upcase->compare_ignoring_case(Utf16View(std::u16string_view(u"ÿ")),
                                          Utf16View(std::u16string_view(u"Ÿ"))),
            0);
}

}  // namespace
}  // namespace vixmount::fs
