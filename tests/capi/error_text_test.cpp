#include "capi/error_text.hpp"

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace vixmount::capi {
namespace {

// Code -> name, from the list that was written independently of the header and the texts.
std::map<unsigned, std::string> listed_codes() {
  std::ifstream file(VIXMOUNT_SOURCE_DIR "/tests/capi/headers/error_codes.tsv");
  std::map<unsigned, std::string> codes;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    unsigned code = 0;
    std::string name;
    if (fields >> code >> name) codes.emplace(code, name);
  }
  return codes;
}

TEST(ErrorText, EveryListedCodeHasASentenceOfItsOwn) {
  const auto codes = listed_codes();
  ASSERT_EQ(codes.size(), 268U);
  std::set<std::string> seen;
  for (const auto& [code, name] : codes) {
    const std::string text = error_text(code);
    ASSERT_GE(text.size(), 10U) << name;
    EXPECT_TRUE(std::isupper(static_cast<unsigned char>(text.front()))) << name << ": " << text;
    EXPECT_EQ(text.back(), '.') << name;
    EXPECT_FALSE(text.starts_with("Unknown error")) << name;
    EXPECT_TRUE(seen.insert(text).second) << name << " shares its text: " << text;
  }
}

TEST(ErrorText, AnyOtherCodeGetsAGeneralTextWithItsNumber) {
  const auto codes = listed_codes();
  for (unsigned code = 0; code <= 0xFFFF; ++code) {
    if (codes.contains(code)) continue;
    ASSERT_EQ(error_text(code), "Unknown error " + std::to_string(code) + ".");
  }
}

TEST(ErrorText, BitsAboveTheCodeAreIgnored) {
  EXPECT_EQ(error_text((VixError{0xABCDEF} << 16) | VIX_E_DISK_NOINIT),
            error_text(VIX_E_DISK_NOINIT));
  EXPECT_STREQ(error_text(VixError{1} << 63 | 17), "Unknown error 17.");
}

TEST(ErrorText, TextsStayWhereTheyAre) {
  const char* const unknown = error_text(40000);
  const char* const other = error_text(40001);
  EXPECT_STREQ(unknown, "Unknown error 40000.");
  EXPECT_STREQ(other, "Unknown error 40001.");
  EXPECT_EQ(error_text(40000), unknown);
}

TEST(ErrorText, ThreadsGetTheSameTextsAndKeepThem) {
  std::vector<std::vector<const char*>> texts(8);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : texts) {
      threads.emplace_back([&mine] {
        for (unsigned code = 50000; code < 50500; ++code) mine.push_back(error_text(code));
      });
    }
  }
  for (const auto& mine : texts) EXPECT_EQ(mine, texts.front());
  EXPECT_STREQ(texts.front().back(), "Unknown error 50499.");
}

// Registered before the first use of a text, as clients do with their teardown.
TEST(ErrorTextDeathTest, WorksInAnExitHandler) {
  const auto at_exit_after_use = [] {
    std::atexit([] {
      const std::string text = error_text(45000);
      std::_Exit(text == "Unknown error 45000." ? 7 : 8);
    });
    error_text(45001);
    std::exit(0);
  };
  EXPECT_EXIT(at_exit_after_use(), testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace vixmount::capi
