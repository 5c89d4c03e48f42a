// Every entry of every manifest whose volume is HFS+, as a table.
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

struct Image {
  const char* name;
  const char* command;  // a container: writes the flat disk of the image $1 to $OUT
};

constexpr Image kImages[] = {
    {"hfs/dfvfs/hfsplus.raw", ""},
    {"other/dfvfs/hfsplus_zlib.dmg", "qemu-img convert -f dmg -O raw \"$1\" \"$OUT\""},
};

io::SourcePtr open_disk(const Image& image, const test::TemporaryFolder& folder) {
  const auto path = test::corpus_image(image.name).string();
  if (*image.command == '\0') return test::open_image(path);
  const auto flat = folder.file("disk.raw");
  test::run("set -- '" + path + "'; OUT='" + flat + "'; " + image.command);
  return test::open_image(flat);
}

// Their reader lists the folders that hold what hard links lead to, which are empty here.
void drop_private_folders(test::ManifestVolume& volume) {
  EXPECT_EQ(volume.entries.erase("␀␀␀␀HFS+ Private Data"), 1U);
  EXPECT_EQ(volume.entries.erase(".HFS+ Private Directory Data\\x0d"), 1U);
}

// Their reader lists no resource forks; size and sum are those that The Sleuth Kit's icat gives.
void add_resource_fork(test::ManifestVolume& volume) {
  volume.streams["a_directory/a_resourcefork:rsrc"] = {
      'A', "17", "8c9eea71ce8d2f7c15dd3918235881aa9067f87df6e147639c60601c9028fb3a", ""};
}

TEST(HfsPlusCorpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  std::printf("%-34s %10s %4s / %-4s %s\n", "image", "offset", "same", "all", "state");
  for (const auto& image : kImages) {
    SCOPED_TRACE(image.name);
    const test::TemporaryFolder folder;
    const auto disk = open_disk(image, folder);
    for (auto expected : test::read_manifest(image.name)) {
      drop_private_folders(expected);
      add_resource_fork(expected);
      const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
      const auto files = open(volume, OpenOptions{}, Log{});
      EXPECT_EQ(files->info().type, "hfsplus");
      EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
      EXPECT_EQ(files->info().label, expected.identity.at("LABEL"));
      const auto matched = test::compare_with_manifest(*files, expected);
      EXPECT_EQ(matched, expected.entries.size() + expected.streams.size());
      std::printf("%-34s %10llu %4zu / %-4zu %s\n", image.name,
                  static_cast<unsigned long long>(expected.offset), matched,
                  expected.entries.size(), files->info().state.c_str());
    }
  }
}

// The table above leaves out no manifest with such a volume.
TEST(HfsPlusCorpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::set<std::string> listed;
  for (const auto& image : kImages) listed.insert(image.name);
  const auto manifests = test::corpus().value() / "manifests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(manifests)) {
    if (entry.path().extension() != ".tsv") continue;
    const std::regex shape("# (?:volume|blkid) .*TYPE=hfsplus");
    if (!std::regex_search(test::read_file(entry.path()), shape)) continue;
    const auto name =
        std::filesystem::relative(entry.path(), manifests).replace_extension().string();
    EXPECT_TRUE(listed.contains(name)) << name;
  }
}

TEST(HfsPlusCorpus, TheProbeImageOpens) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume =
      test::open_image(test::corpus_image("probe/utillinux/hfsplus.img").string());
  const auto identified = identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable) << identified->remark;
  EXPECT_EQ(identified->label, "123456789ABCDE");
  const auto files = open(volume, OpenOptions{}, Log{});
  std::size_t nodes = 0;
  test::walk(*files, [&](const test::WalkedNode&) { ++nodes; });
  std::printf("hfsplus: %zu nodes\n", nodes);
}

}  // namespace
}  // namespace vixmount::fs
