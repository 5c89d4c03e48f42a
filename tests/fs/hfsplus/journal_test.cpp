// Dirty journals made of the difference between two states of a volume that Linux wrote: what is
// replayed is what the kernel showed of the second state.
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "kernel_volume.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus {
namespace {

struct Case {
  const char* order;
  const char* last;  // how the last transaction is: see journal.py
  const char* remark;
};

constexpr Case kCases[] = {
    {"big", "whole", ""},      {"little", "whole", ""},
    {"little", "behind", ""},  {"big", "wrapped", ""},
    {"little", "cut", "rest is damaged"},  {"big", "damaged", "checksum is wrong"},
};

std::string make_dirty(const test::TemporaryFolder& folder, const Case& one) {
  const auto made = kernel_volumes().string();
  const auto path = folder.file("dirty.img");
  test::run("python3 -B '" VIXMOUNT_SOURCE_DIR "/tests/fs/hfsplus/journal.py' '" + made +
            "/before.img' '" + made + "/journaled.img' '" + path + "' " + one.order + " " +
            one.last);
  return path;
}

class HfsPlusJournal : public testing::TestWithParam<Case> {};

TEST_P(HfsPlusJournal, ReplayShowsTheLastState) {
  for (const char* const program : {"linux.uml", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  const test::TemporaryFolder folder;
  const auto volume = test::open_image(make_dirty(folder, GetParam()));
  const auto files = open(volume, Options{}, Log{});
  EXPECT_NE(files->info().state.find("journal replayed: "), std::string::npos)
      << files->info().state;
  EXPECT_NE(files->info().state.find(GetParam().remark), std::string::npos) << files->info().state;
  auto view = read_kernel_view(kernel_volumes() / "journaled.tsv");
  for (const auto* const own : {"/.journal", "/.journal_info_block"})
    view.nodes.at(own).sum.clear();
  // The volume is macOS' now, which reads the 32 bits that Linux wrote as 8 and 24.
  view.nodes.at("/special/null").device_major = 0;
  view.nodes.at("/special/null").device_minor = 1 << 20 | 3;
  view.nodes.at("/special/disk").device_major = 259 >> 4;
  view.nodes.at("/special/disk").device_minor = (259 & 15) << 20 | 70000;
  compare_with_kernel(*files, view);
}

INSTANTIATE_TEST_SUITE_P(Cases, HfsPlusJournal, testing::ValuesIn(kCases), [](const auto& one) {
  return std::string(one.param.order) + "_" + one.param.last;
});

// The first leaf of the catalog, with the root and its name, is in the journal alone: the volume
// was cut off while it was written in its place.
TEST(HfsPlusJournalIdentify, AVolumeThatNeedsItsJournalIsKnown) {
  for (const char* const program : {"linux.uml", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  const test::TemporaryFolder folder;
  auto image = test::read_file(make_dirty(folder, kCases[1]));
  const auto number = [&](std::size_t at) {
    return BytesView(std::as_bytes(std::span(image))).be32_at(at);
  };
  const auto block = number(1024 + 40), catalog = number(1024 + 272 + 16) * block;
  const auto leaf = number(catalog + 14 + 10);
  const auto node = number(catalog + 14 + 16) & 0xFFFF0000U;
  image.replace(catalog + leaf * (node >> 16), 512, 512, '\0');
  const auto found = fs::identify(test::memory_source(image));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->label, "Test volume");
  EXPECT_TRUE(found->mountable) << found->remark;
  const auto files = fs::open(test::memory_source(image), OpenOptions{}, Log{});
  EXPECT_TRUE(files->lookup(files->root(), "new"));
  OpenOptions options;
  options.replay_journal = false;
  EXPECT_EQ(test::error_kind_of([&] { fs::open(test::memory_source(image), options, Log{}); }),
            ErrorKind::damaged);
}

TEST(HfsPlusJournalOptions, WithoutReplayTheOldStateIsShown) {
  for (const char* const program : {"linux.uml", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  const test::TemporaryFolder folder;
  const auto volume = test::open_image(make_dirty(folder, kCases[0]));
  Options options;
  options.replay_journal = false;
  const auto files = open(volume, options, Log{});
  EXPECT_EQ(files->info().state, "journal not replayed");
  EXPECT_FALSE(files->lookup(files->root(), "new"));
  EXPECT_TRUE(open(volume, Options{}, Log{})->lookup(files->root(), "new"));
}

}  // namespace
}  // namespace vixmount::fs::hfsplus
