#include "volume/lvm/metadata_area.hpp"

#include "support/support.hpp"
#include "volume/lvm/group_builder.hpp"

namespace vixmount::volume::lvm {
namespace {

using test::PvBuilder;

constexpr std::uint64_t kArea = PvBuilder::kAreaBegin;
constexpr std::uint64_t kSize = 4096;
constexpr ByteRange kRange{kArea, kArea + kSize};

PvBuilder builder() { return PvBuilder('a', 'A', kSize); }

std::string text_of(const PvBuilder& pv) {
  const auto source = pv.source();
  const auto location = locate_text(*source, kRange);
  return location ? read_text(*source, *location) : "(none)";
}

TEST(LvmMetadataArea, HoldsTheCommittedText) {
  EXPECT_EQ(text_of(builder().text("vg { }\n", 1024)), "vg { }\n");
}

TEST(LvmMetadataArea, TextRunsAroundTheEnd) {
  std::string text = "vg { # ";
  for (int i = 0; i < 300; ++i) text += static_cast<char>('a' + i % 26);
  EXPECT_EQ(text_of(builder().text(text, kSize - 100)), text);
  // With its NUL it ends exactly at the area's end.
  EXPECT_EQ(text_of(builder().text(text, kSize - text.size() - 1)), text);
}

TEST(LvmMetadataArea, MayBeEmptyOrIgnored) {
  EXPECT_EQ(text_of(builder()), "(none)");
  const auto ignored = builder().text("vg { }", 512, 1).source();
  EXPECT_TRUE(locate_text(*ignored, kRange)->ignored);
}

TEST(LvmMetadataArea, SaysWhatIsDamaged) {
  const auto kind = [](const PvBuilder& pv) {
    return vixmount::test::error_kind_of([&] { text_of(pv); });
  };
  EXPECT_EQ(kind(builder().text("vg { }", 512).poke(kArea + 5, 'x')), ErrorKind::damaged);
  EXPECT_EQ(kind(builder().text("vg { }", 512).poke(kArea + 100, 'x')), ErrorKind::damaged);
  EXPECT_EQ(kind(builder().text("vg { }", 512).poke(kArea + 512 + 3, 'x')), ErrorKind::damaged);
  // Texts that begin in the header, behind the area's end, or are longer than it.
  EXPECT_EQ(kind(PvBuilder('a', 'A', kSize).text(std::string(kSize - 512, ' '))),
            ErrorKind::damaged);
  const auto other_size = builder().text("vg { }").source();
  EXPECT_EQ(vixmount::test::error_kind_of([&] {
              locate_text(*other_size, {kArea, kArea + kSize + 512});
            }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::lvm
