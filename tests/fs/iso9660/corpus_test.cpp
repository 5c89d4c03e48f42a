// Every entry of every manifest whose volume is ISO 9660, as a table.
#include <set>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/registry.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::iso9660 {
namespace {

struct Image {
  const char* name;
  bool has_plain_names = false;  // whose reader showed them as they are on the disk
};

constexpr Image kImages[] = {
    {"iso/dfvfs/iso9660.raw", true},
    {"iso/libarchive/iso_joliet_rockridge.iso"},
    {"iso/libarchive/iso_rockridge_new.iso"},
};

// libarchive leaves the capitals of plain names; Linux, and so this reader, does not.
void use_small_letters(test::ManifestVolume& volume) {
  decltype(volume.entries) entries;
  for (auto& [path, entry] : volume.entries)
    entries.emplace(to_lower_ascii(path), std::move(entry));
  volume.entries = std::move(entries);
}

TEST(Iso9660Corpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::printf("%-42s %4s / %-4s %s\n", "image", "same", "all", "state");
  for (const auto& image : kImages) {
    SCOPED_TRACE(image.name);
    const auto disk = test::open_image(test::corpus_image(image.name).string());
    for (auto expected : test::read_manifest(image.name)) {
      if (image.has_plain_names) use_small_letters(expected);
      const auto files = fs::open(disk, OpenOptions{}, Log{});
      EXPECT_EQ(files->info().type, expected.identity.at("TYPE"));
      EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
      EXPECT_EQ(files->info().label, expected.identity.at("LABEL"));
      const auto matched = test::compare_with_manifest(*files, expected);
      EXPECT_EQ(matched, expected.entries.size());
      std::printf("%-42s %4zu / %-4zu %s\n", image.name, matched, expected.entries.size(),
                  files->info().state.c_str());
    }
  }
}

// The table above leaves out no manifest with such a volume.
TEST(Iso9660Corpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::set<std::string> listed;
  for (const auto& image : kImages) listed.insert(image.name);
  for (const auto& name : test::manifests_with("iso9660"))
    EXPECT_TRUE(listed.contains(name)) << name;
}

// util-linux' own image; its label and time are checked with all probes of the registry.
TEST(Iso9660Corpus, ProbeImagesOpen) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume =
      test::open_image(test::corpus_image("probe/utillinux/iso-joliet.img").string());
  const auto identified = identify(*volume);
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable) << identified->remark;
  const auto files = fs::open(volume, OpenOptions{}, Log{});
  std::size_t nodes = 0;
  test::walk(*files, [&](const test::WalkedNode& node) {
    std::printf("%s\n", node.path.c_str());
    ++nodes;
  });
  EXPECT_GT(nodes, 0U);
}

}  // namespace
}  // namespace vixmount::fs::iso9660
