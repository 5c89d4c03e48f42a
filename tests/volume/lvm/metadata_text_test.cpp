#include "volume/lvm/metadata_text.hpp"

#include "support/support.hpp"

namespace vixmount::volume::lvm {
namespace {

std::unique_ptr<const MetadataText> parse(const std::string& text) {
  return MetadataText::parse(text);
}

TEST(LvmMetadataText, HasSectionsNumbersStringsAndLists) {
  const auto text = parse(
      "# a comment { with braces }\n"
      "vg-0 {\n\tid = \"abc\"\n\tseqno = 42\t# said twice: 43\n\tempty = []\n"
      "\tflags=[\"A\",\"B\"]\n\tstripes = [\n\"pv0\", 17,\n\"pv1\", 0\n]\n\tnested { deep { x = 1 "
      "} }\n}\n"
      "version = 1");
  const auto vg = text->root().find_section("vg-0");
  ASSERT_TRUE(vg);
  EXPECT_EQ(vg->text("id"), "abc");
  EXPECT_EQ(vg->number("seqno"), 42U);
  EXPECT_TRUE(vg->list("empty").empty());
  EXPECT_TRUE(vg->has("empty"));
  EXPECT_FALSE(vg->has("other"));
  EXPECT_EQ(vg->texts("flags"), (std::vector<std::string>{"A", "B"}));
  const auto stripes = vg->list("stripes");
  ASSERT_EQ(stripes.size(), 4U);
  EXPECT_EQ(stripes[0].text(), "pv0");
  EXPECT_EQ(stripes[1].number(), 17U);
  EXPECT_EQ(vg->find_section("nested")->find_section("deep")->number("x"), 1U);
  EXPECT_EQ(text->root().number("version"), 1U);
  EXPECT_EQ(text->root().sections().size(), 1U);
}

TEST(LvmMetadataText, UnderstandsEscapesInStrings) {
  const auto text = parse(R"(a = "say \"hi\" \\ there" b = 'single "x"' c = "#{")");
  EXPECT_EQ(text->root().text("a"), R"(say "hi" \ there)");
  EXPECT_EQ(text->root().text("b"), R"(single "x")");
  EXPECT_EQ(text->root().text("c"), "#{");
}

TEST(LvmMetadataText, OtherKindsAreDamage) {
  const auto text = parse("a = \"x\" n = -1 f = 1.5 big = 99999999999999999999 s { }");
  const auto kind = [](auto body) { return vixmount::test::error_kind_of(body); };
  EXPECT_EQ(kind([&] { text->root().number("a"); }), ErrorKind::damaged);
  EXPECT_EQ(kind([&] { text->root().number("n"); }), ErrorKind::damaged);
  EXPECT_EQ(kind([&] { text->root().number("f"); }), ErrorKind::damaged);
  EXPECT_EQ(kind([&] { text->root().number("big"); }), ErrorKind::damaged);
  EXPECT_EQ(kind([&] { text->root().text("n"); }), ErrorKind::damaged);
  EXPECT_EQ(kind([&] { text->root().list("s"); }), ErrorKind::damaged);
  EXPECT_EQ(kind([&] { text->root().number("missing"); }), ErrorKind::damaged);
}

TEST(LvmMetadataText, BadGrammarIsDamageAtItsPlace) {
  for (const std::string bad : {"a", "a =", "a = [1", "a = [1 2]", "a { b = 1", "}", "= 1",
                                "a = \"open", "a = x", "a = {", "a = \"\\", "{ }", "a = [[1]]"})
    EXPECT_EQ(vixmount::test::error_kind_of([&] { parse(bad); }), ErrorKind::damaged) << bad;
  try {
    parse("good = 1\nbad ! 2");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.offset(), 13U);
  }
}

TEST(LvmMetadataText, NestsToABoundedDepth) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "a {";
    return text + std::string(static_cast<std::size_t>(depth), '}');
  };
  EXPECT_NO_THROW(parse(nested(16)));
  EXPECT_EQ(vixmount::test::error_kind_of([&] { parse(nested(17)); }), ErrorKind::damaged);
  EXPECT_EQ(vixmount::test::error_kind_of([&] { parse(nested(100000)); }), ErrorKind::damaged);
}

// Several MiB, as a group of many thousands of volumes has; and as many entries as cannot be meant.
TEST(LvmMetadataText, IsBoundedByItsOwnLength) {
  std::string text = "vg {\n";
  for (int i = 0; i < 100000; ++i)
    text += "lv" + std::to_string(i) + " {\nstart_extent = 0\nstripes = [\n\"pv0\", 1,\n]\n}\n";
  const auto parsed = parse(text + "}\n");
  EXPECT_EQ(parsed->root().find_section("vg")->sections().size(), 100000U);
  std::string dense = "a=[";
  for (int i = 0; i < 10000; ++i) dense += "1,";
  EXPECT_EQ(vixmount::test::error_kind_of([&] { parse(dense + "]"); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::lvm
