#include "guest/vm/dictionary.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest::vm {
namespace {

using test::error_kind_of;

std::string message_of(std::string_view text) {
  try {
    Dictionary::parse(text);
  } catch (const Error& error) {
    return error.message();
  }
  ADD_FAILURE() << "no Error was thrown";
  return {};
}

TEST(Dictionary, ReadsWhatAProductWrites) {
  const auto dictionary = Dictionary::parse(
      "#!/usr/bin/vmware\n"
      ".encoding = \"UTF-8\"\n"
      "displayName = \"web server\"\r\n"
      "\n"
      "  memSize=\"2048\"   # in MiB\n"
      "numvcpus = 2\n"
      "scsi0:0.redo = \"\"\n"
      "ide1:0.fileName =\n"
      "annotation = \"a # is no comment here\"");
  EXPECT_EQ(dictionary.entries().size(), 7u);
  EXPECT_EQ(dictionary.value("displayname"), "web server");
  EXPECT_EQ(dictionary.value("MEMSIZE"), "2048");
  EXPECT_EQ(dictionary.value("numvcpus"), "2");
  EXPECT_EQ(dictionary.value("ide1:0.filename"), "");
  EXPECT_EQ(dictionary.value("annotation"), "a # is no comment here");
  ASSERT_NE(dictionary.find("numvcpus"), nullptr);
  EXPECT_EQ(dictionary.find("numvcpus")->line, 6u);
  EXPECT_EQ(dictionary.find("absent"), nullptr);
}

TEST(Dictionary, DecodesEscapes) {
  const auto dictionary = Dictionary::parse(
      "a = \"say |22hello|22|0Anext |7C bar\"\n"
      "b = \"R|C3|BCckgrat\"\n"
      "c = \"a | b |zz |4\"\n");
  EXPECT_EQ(dictionary.value("a"), "say \"hello\"\nnext | bar");
  EXPECT_EQ(dictionary.value("b"), "R\u00FCckgrat");
  EXPECT_EQ(dictionary.value("c"), "a | b |zz |4");
}

TEST(Dictionary, DecodesTheEncodingItNames) {
  EXPECT_EQ(Dictionary::parse(".encoding = \"windows-1252\"\nn = \"Gr\xFC\xDF\x80\"\n").value("n"),
            "Gr\u00FC\u00DF\u20AC");
  // GBK, Shift_JIS: bytes by `printf ... | iconv -f UTF-8 -t GBK | xxd`.
  EXPECT_EQ(Dictionary::parse(".encoding = \"GBK\"\nn = \"\xD0\xE9\xC4\xE2\xBB\xFA\"\n").value("n"),
            "\u865A\u62DF\u673A");
  // The second byte of this character is "|": decoding comes before the escapes.
  EXPECT_EQ(Dictionary::parse(".encoding = \"Shift_JIS\"\nn = \"\x83\x7C\x33\x30\"\n").value("n"),
            "\u30DD30");
  EXPECT_EQ(Dictionary::parse("\xEF\xBB\xBFn = \"x\"\n").value("n"), "x");
  // Without a name: UTF-8 where it is that, else windows-1252.
  EXPECT_EQ(Dictionary::parse("n = \"\xC3\xBC\"\n").value("n"), "\u00FC");
  EXPECT_EQ(Dictionary::parse("n = \"\xFC\"\n").value("n"), "\u00FC");
}

TEST(Dictionary, RefusesEncodingsThatItDoesNotKnow) {
  const auto parse = [](const char* text) { return [=] { Dictionary::parse(text); }; };
  EXPECT_EQ(error_kind_of(parse(".encoding = \"UTF-7\"\n")), ErrorKind::bad_encoding);
  EXPECT_EQ(error_kind_of(parse(".encoding = \"../../tmp/evil\"\n")), ErrorKind::bad_encoding);
  EXPECT_EQ(error_kind_of(parse(".encoding = \"UTF-8\"\nn = \"\xFC\"\n")), ErrorKind::bad_encoding);
  EXPECT_EQ(error_kind_of(parse(".encoding = \"GBK\"\nn = \"\xFF\xFF\"\n")),
            ErrorKind::bad_encoding);
  EXPECT_EQ(error_kind_of(parse("n = \"|FF\"\n")), ErrorKind::bad_encoding);
}

TEST(Dictionary, NamesTheLineOfWhatIsNoDictionary) {
  EXPECT_EQ(message_of("a = \"1\"\nrubbish\n"), "line 2: no \"=\" in \"rubbish\"");
  EXPECT_EQ(message_of("\n\na = \"open\n"), "line 3: the value's quote is not closed");
  EXPECT_EQ(message_of("a = \"1\" b = \"2\"\n"), "line 1: text behind the value: \"b = \"2\"\"");
  EXPECT_EQ(message_of("= \"1\"\n"), "line 1: no name in front of \"=\"");
  EXPECT_EQ(message_of("a = \"|00\"\n"), "line 1: the value holds a zero byte");
  EXPECT_EQ(message_of("a = \"1\"\nA = \"2\"\n"),
            "line 2: \"A\" already has another value in line 1");
  EXPECT_EQ(message_of(std::string(600, 'n') + " = \"1\"\n"), "line 1: a name of 600 bytes");
  EXPECT_EQ(error_kind_of([] {
              Dictionary::parse(
                  "\x7F"
                  "ELF\x02\x01\x01");
            }),
            ErrorKind::damaged);
}

TEST(Dictionary, AcceptsARepeatedLine) {
  EXPECT_EQ(Dictionary::parse("a = \"1\"\na = \"1\"\n").value("a"), "1");
}

TEST(Dictionary, IsBounded) {
  EXPECT_EQ(error_kind_of([] { Dictionary::parse(std::string(kLargestText + 1, '\n')); }),
            ErrorKind::limit_exceeded);
  std::string many;
  for (std::size_t i = 0; i <= kMostEntries; ++i) many += "k" + std::to_string(i) + " = \"\"\n";
  EXPECT_EQ(error_kind_of([&] { Dictionary::parse(many); }), ErrorKind::limit_exceeded);
}

TEST(Dictionary, ReadsBooleans) {
  const auto dictionary =
      Dictionary::parse("a = \"TRUE\"\nb = \"false\"\nc = \"1\"\nd = \"perhaps\"\n");
  EXPECT_EQ(dictionary.boolean("a"), true);
  EXPECT_EQ(dictionary.boolean("b"), false);
  EXPECT_EQ(dictionary.boolean("c"), true);
  EXPECT_EQ(dictionary.boolean("absent"), std::nullopt);
  EXPECT_EQ(error_kind_of([&] { dictionary.boolean("d"); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::guest::vm
