// Every entry of every manifest whose volumes are UFS.
#include <filesystem>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

const std::string kImages[] = {"ufs/dfvfs/ufs2.raw", "ufs/fuseufs/ufs-little.img"};

TEST(UfsCorpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const auto& image : kImages) {
    SCOPED_TRACE(image);
    const auto disk = test::open_image(test::corpus_image(image).string());
    for (const auto& expected : test::read_manifest(image)) {
      if (!expected.identity.contains("TYPE")) continue;  // the whole disk around a partition
      const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
      const auto files = open(volume, OpenOptions{}, Log{});
      EXPECT_EQ(files->info().type, expected.identity.at("TYPE"));
      EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
      const auto label = expected.identity.find("LABEL");
      EXPECT_EQ(files->info().label, label == expected.identity.end() ? "" : label->second);
      const auto matched = test::compare_with_manifest(*files, expected);
      EXPECT_EQ(matched, expected.entries.size());
      std::printf("%-30s %8llu %zu / %zu %s\n", image.c_str(),
                  static_cast<unsigned long long>(expected.offset), matched,
                  expected.entries.size(), files->info().state.c_str());
    }
  }
}

// The table above leaves out no manifest with such a volume.
TEST(UfsCorpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::set<std::string> listed(std::begin(kImages), std::end(kImages));
  const auto manifests = test::corpus().value() / "manifests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(manifests)) {
    if (entry.path().extension() != ".tsv") continue;
    const std::regex shape("# (?:volume|blkid) .*TYPE=ufs");
    if (!std::regex_search(test::read_file(entry.path()), shape)) continue;
    const auto name =
        std::filesystem::relative(entry.path(), manifests).replace_extension().string();
    EXPECT_TRUE(listed.contains(name)) << name;
  }
}

// Of util-linux' own tests: a superblock and no more is left of its first megabyte.
TEST(UfsCorpus, TheProbeImageIsIdentified) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image("probe/utillinux/ufs.img").string());
  const auto identified = identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "ufs");
  EXPECT_EQ(identified->uuid, "4b0e640aec56ac70");
}

}  // namespace
}  // namespace vixmount::fs
