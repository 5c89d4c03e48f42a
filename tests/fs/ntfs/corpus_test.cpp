// Every entry of every manifest whose volumes are NTFS, as a table, and what the probe image is
// called.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/volume.hpp"

namespace vixmount::fs::ntfs {
namespace {

namespace host = std::filesystem;

struct Image {
  std::string manifest;
  // A shell command that writes the flat disk to $OUT; empty where the image is flat. {IMAGE NAME}
  // stands for an unpacked image of the corpus.
  std::string flatten;
  // Dynamic disks, whose volume the manifest is of; the name of that volume.
  std::vector<std::string> dynamic_disks = {};
  std::string dynamic_volume = {};
};

const std::string kConvert = "qemu-img convert -O raw ";
const std::string kFlatten = "python3 '" VIXMOUNT_SOURCE_DIR "/tests/fs/support/flatten.py' ";
const Image kImages[] = {
    {"ntfs/dfvfs/ntfs.raw", ""},
    {"ntfs/colinfinck/testfs1.img", ""},
    {"vhd/dfvfs/ntfs-dynamic.vhd", kConvert + "{IMAGE vhd/dfvfs/ntfs-dynamic.vhd} $OUT"},
    {"vhdx/dfvfs/ntfs-dynamic.vhdx", kConvert + "{IMAGE vhdx/dfvfs/ntfs-dynamic.vhdx} $OUT"},
    {"vhdx/dfvfs/ntfs-parent.vhdx", kConvert + "{IMAGE vhdx/dfvfs/ntfs-parent.vhdx} $OUT"},
    {"vhdx/dfvfs/ntfs-differential.vhdx",
     kFlatten + "vhdx-child $OUT {IMAGE vhdx/dfvfs/ntfs-differential.vhdx}"
                " {IMAGE vhdx/dfvfs/ntfs-parent.vhdx}"},
    {"qcow/plaso/vsstest.qcow2", kConvert + "{IMAGE qcow/plaso/vsstest.qcow2} $OUT"},
    {"vmdk/vmdkrs/streamOptimized.vmdk",
     kConvert + "{IMAGE vmdk/vmdkrs/streamOptimized.vmdk} $OUT"},
    // The extent's file has to stand beside its descriptor.
    {"vmdk/vmdkrs/twoGbMaxExtentSparse.vmdk",
     "cp {IMAGE vmdk/vmdkrs/twoGbMaxExtentSparse.vmdk}"
     " {IMAGE vmdk/vmdkrs/twoGbMaxExtentSparse-s001.vmdk} . && " +
         kConvert + "twoGbMaxExtentSparse.vmdk $OUT"},
    {"ldm/libldm/ldm-2003r2-simple-Volume1", "", {"2003r2-simple-1"}, "Volume1"},
    {"ldm/libldm/ldm-2003r2-striped-Stripe1",
     "",
     {"2003r2-striped-1", "2003r2-striped-2"},
     "Stripe1"},
    {"ldm/libldm/ldm-2003r2-striped-Volume4",
     "",
     {"2003r2-striped-1", "2003r2-striped-2"},
     "Volume4"},
    {"ldm/libldm/ldm-2008r2-spanned-Volume1",
     "",
     {"2008r2-spanned-1", "2008r2-spanned-2"},
     "Volume1"},
};

std::string with_image_paths(std::string command) {
  for (auto at = command.find("{IMAGE "); at != std::string::npos; at = command.find("{IMAGE ")) {
    const auto end = command.find('}', at);
    const auto path = test::corpus_image(command.substr(at + 7, end - at - 7)).string();
    command.replace(at, end + 1 - at, path);
  }
  return command;
}

std::string manifest_text(const std::string& name) {
  return test::read_file(test::corpus().value() / "manifests" / (name + ".tsv"));
}

// The sum of the whole flat disk or assembled volume, where the manifest tells it.
std::string expected_sum(const std::string& text) {
  const std::regex shape("(?:virtual disk|assembled volume) [0-9]+ sha256 ([0-9a-f]{64})");
  std::smatch match;
  return std::regex_search(text, match, shape) ? match[1].str() : std::string();
}

// The flat disk, or the volume of dynamic disks.
io::SourcePtr open_content(const Image& image, const test::TemporaryFolder& folder) {
  if (!image.flatten.empty()) {
    const auto path = folder.file("disk.raw");
    test::run("cd '" + folder.path().string() + "' && OUT='" + path + "' && " +
              with_image_paths(image.flatten));
    return test::open_image(path);
  }
  if (image.dynamic_disks.empty())
    return test::open_image(test::corpus_image(image.manifest).string());
  std::vector<volume::DiskInput> disks;
  for (const auto& disk : image.dynamic_disks)
    disks.push_back({test::open_image(
        test::corpus_image("ldm/libldm/ldm-" + disk + ".img").string())});
  for (const auto& volume : volume::resolve(disks, Log{}).volumes)
    if (volume.name.ends_with("/" + image.dynamic_volume)) return volume.source;
  throw std::runtime_error("no volume " + image.dynamic_volume);
}

void check_volume(const io::SourcePtr& disk, test::ManifestVolume expected,
                  const std::string& name) {
  // The manifests' reader shows links as the files that hold them: ntfs-3g's IntxLNK files and the
  // reparse points of Windows.
  if (const auto link = expected.entries.find("a_link"); link != expected.entries.end())
    link->second = {'L', "-", "-", "?"};
  const auto size = expected.size != 0 ? expected.size : disk->size();
  const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, size);
  const auto files = ntfs::open(volume, OpenOptions{}, Log{});
  if (expected.identity.contains("UUID")) {
    EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
    EXPECT_EQ(files->info().label, expected.identity.at("LABEL"));
  }
  const auto matched = test::compare_with_manifest(*files, expected);
  const auto total = expected.entries.size() + expected.streams.size();
  EXPECT_EQ(matched, total);
  std::printf("%-42s %10llu %4zu / %-4zu %s\n", name.c_str(),
              static_cast<unsigned long long>(expected.offset), matched, total,
              files->info().state.c_str());
}

TEST(NtfsCorpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const char* const program : {"qemu-img", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  std::printf("%-42s %10s %4s / %-4s %s\n", "image", "offset", "same", "all", "state");
  for (const auto& image : kImages) {
    SCOPED_TRACE(image.manifest);
    const test::TemporaryFolder folder;
    const auto disk = open_content(image, folder);
    if (const auto sum = expected_sum(manifest_text(image.manifest)); !sum.empty()) {
      ASSERT_EQ(test::sha256_of(*disk), sum);
    }
    for (const auto& volume : test::read_manifest(image.manifest))
      check_volume(disk, volume, image.manifest);
  }
}

// The table above leaves out no manifest with an NTFS volume that can be read without a key.
TEST(NtfsCorpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::set<std::string> listed;
  for (const auto& image : kImages) listed.insert(image.manifest);
  const auto manifests = test::corpus().value() / "manifests";
  for (const auto& entry : host::recursive_directory_iterator(manifests)) {
    if (entry.path().extension() != ".tsv") continue;
    const auto name = host::relative(entry.path(), manifests).replace_extension().string();
    if (name.starts_with("bitlocker/")) continue;
    const std::regex shape("# (?:volume|blkid) .*TYPE=ntfs");
    if (!std::regex_search(test::read_file(entry.path()), shape)) continue;
    EXPECT_TRUE(listed.contains(name)) << name;
  }
}

// From the manifest of this image.
TEST(NtfsProbe, IsIdentifiedAsByBlkid) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image("probe/utillinux/ntfs.img").string());
  const auto identified = identify(*volume);
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable);
  EXPECT_EQ(identified->label, "Новый том");
  EXPECT_EQ(identified->uuid, "09CBB6DE30C87310");
  const auto files = ntfs::open(volume, OpenOptions{}, Log{});
  files->list(files->root(), 0, [](const DirectoryEntry&) { return true; });
}

}  // namespace
}  // namespace vixmount::fs::ntfs
