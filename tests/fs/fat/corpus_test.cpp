// Every entry of every manifest whose volumes are FAT or exFAT, as a table.
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
  std::string name;
  std::string command;  // a container: writes the flat disk of the images %1 and %2 to $OUT
  std::string parent;   // %2
};

const std::string kFlatten = "python3 '" VIXMOUNT_SOURCE_DIR "/tests/fs/support/flatten.py' ";
const Image kImages[] = {
    {"fat/dfvfs/fat12.raw", "", ""},
    {"fat/rustfatfs/fat16.img", "", ""},
    {"exfat/dsoprea/test.exfat", "", ""},
    {"vhd/dfvfs/fat-parent.vhd", "qemu-img convert -f vpc -O raw \"$1\" \"$OUT\"", ""},
    {"vhd/dfvfs/fat-differential.vhd", kFlatten + "vhd-child \"$OUT\" \"$1\" \"$2\"",
     "vhd/dfvfs/fat-parent.vhd"},
};

io::SourcePtr open_disk(const Image& image, const test::TemporaryFolder& folder) {
  const auto path = test::corpus_image(image.name).string();
  if (image.command.empty()) return test::open_image(path);
  const auto flat = folder.file("disk.raw");
  const auto parent = image.parent.empty() ? "" : test::corpus_image(image.parent).string();
  test::run("set -- '" + path + "' '" + parent + "'; OUT='" + flat + "'; " + image.command);
  return test::open_image(flat);
}

// Their reader lists the label as a file.
void drop_label(test::ManifestVolume& volume) {
  std::erase_if(volume.entries, [](const auto& entry) {
    return entry.first.ends_with("(Volume Label Entry)");
  });
}

// The manifest has the sum of twelve zeros for this file. The child's sector bitmap does not have
// its sector, so that the parent's content is right by the VHD specification: that is in the
// parent's manifest.
void correct_flattening(const Image& image, test::ManifestVolume& volume) {
  if (image.name != "vhd/dfvfs/fat-differential.vhd") return;
  const std::string path = "System Volume Information/WPSettings.dat";
  volume.entries.at(path).sha256 = test::read_manifest(image.parent).at(0).entries.at(path).sha256;
}

TEST(FatCorpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const char* const program : {"qemu-img", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  std::printf("%-34s %10s %4s / %-4s %s\n", "image", "offset", "same", "all", "state");
  for (const auto& image : kImages) {
    SCOPED_TRACE(image.name);
    const test::TemporaryFolder folder;
    const auto disk = open_disk(image, folder);
    for (auto expected : test::read_manifest(image.name)) {
      drop_label(expected);
      correct_flattening(image, expected);
      const auto volume =
          std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
      const auto files = open(volume, OpenOptions{}, Log{});
      EXPECT_EQ(files->info().type, expected.identity.at("TYPE"));
      EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
      EXPECT_EQ(files->info().label, expected.identity.at("LABEL"));
      const auto matched = test::compare_with_manifest(*files, expected);
      EXPECT_EQ(matched, expected.entries.size());
      std::printf("%-34s %10llu %4zu / %-4zu %s\n", image.name.c_str(),
                  static_cast<unsigned long long>(expected.offset), matched,
                  expected.entries.size(), files->info().state.c_str());
    }
  }
}

// The table above leaves out no manifest with such a volume.
TEST(FatCorpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::set<std::string> listed;
  for (const auto& image : kImages) listed.insert(image.name);
  const auto manifests = test::corpus().value() / "manifests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(manifests)) {
    if (entry.path().extension() != ".tsv") continue;
    const std::regex shape("# (?:volume|blkid) .*TYPE=(?:vfat|exfat)");
    if (!std::regex_search(test::read_file(entry.path()), shape)) continue;
    const auto name =
        std::filesystem::relative(entry.path(), manifests).replace_extension().string();
    EXPECT_TRUE(listed.contains(name)) << name;
  }
}

// Labels and serial numbers are those of util-linux' own tests, checked with all probes of the
// registry; that they open and list without an error is what is added here.
TEST(FatCorpus, ProbeImagesOpen) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const std::string name : {"fat", "fat32_xp_label1", "exfat"}) {
    SCOPED_TRACE(name);
    const auto volume =
        test::open_image(test::corpus_image("probe/utillinux/" + name + ".img").string());
    const auto identified = identify(volume);
    ASSERT_TRUE(identified);
    EXPECT_TRUE(identified->mountable) << identified->remark;
    const auto files = open(volume, OpenOptions{}, Log{});
    std::size_t nodes = 0;
    test::walk(*files, [&](const test::WalkedNode&) { ++nodes; });
    std::printf("%s: %zu nodes\n", name.c_str(), nodes);
  }
}

}  // namespace
}  // namespace vixmount::fs
