#include "capi/last_error.hpp"

#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace vixmount::capi {
namespace {

TEST(LastError, OnlyTheSameCodeOnTheSameThreadGetsTheSentence) {
  remember_error(VIX_E_FILE_NOT_FOUND, "a.vmdk is gone");
  const std::string text = text_for_caller(VIX_E_FILE_NOT_FOUND);
  EXPECT_EQ(text, "A file was not found. a.vmdk is gone");
  EXPECT_EQ(text_for_caller((VixError{5} << 32) | VIX_E_FILE_NOT_FOUND), text);
  EXPECT_STREQ(text_for_caller(VIX_E_DISK_FULL), "The file system of the host has no space left.");
  std::jthread(
      [] { EXPECT_STREQ(text_for_caller(VIX_E_FILE_NOT_FOUND), "A file was not found."); });
}

TEST(LastError, LongSentencesAreCutBetweenCharacters) {
  std::string sentence = "x";
  for (int i = 0; i < 1000; ++i) sentence += "\xC3\xA4";
  remember_error(VIX_E_FAIL, sentence);
  const std::string text = text_for_caller(VIX_E_FAIL);
  EXPECT_LT(text.size(), 1024U);
  EXPECT_EQ(text.substr(text.size() - 2), "\xC3\xA4");
}

TEST(LastError, TextsThatAreNeverReleasedAreBounded) {
  std::set<const char*> texts;
  for (int i = 0; i < 2000; ++i) {
    remember_error(VIX_E_FILE_ERROR, "sentence " + std::to_string(i));
    texts.insert(text_for_caller(VIX_E_FILE_ERROR));
  }
  EXPECT_LE(texts.size(), 300U);
  for (const auto* const text : texts) {
    EXPECT_EQ(std::string(text).find("The host reported"), 0U);
    release_text(text);
  }
  const std::string after = text_for_caller(VIX_E_FILE_ERROR);
  EXPECT_NE(after.find("sentence 1999"), std::string::npos) << "there is room again";
}

TEST(LastError, ForeignPointersAreLeftAlone) {
  char text[] = "mine";
  release_text(text);
  release_text(nullptr);
  release_text(text_for_caller(VIX_OK));
  EXPECT_STREQ(text, "mine");
}

}  // namespace
}  // namespace vixmount::capi
