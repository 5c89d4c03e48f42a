// Every entry of every manifest whose volumes are of the formats below, as a table.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "fs/registry/identify_file.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs {
namespace {

// blkid's names. ext and NTFS have tables of their own.
const std::set<std::string, std::less<>> kTypes = {
    "xfs", "btrfs", "vfat", "exfat", "iso9660", "udf", "hfs", "hfsplus", "ufs"};
// Folders of the corpus that hold nothing else: none of their images may be missing in the table.
constexpr std::array kFolders = {"exfat", "fat", "hfs", "iso", "other", "ufs", "xfs"};

// How the flat disk $OUT is made of the container $1, by the word in the manifest's line
// "# container". $2 is the parent of a differencing disk.
const std::map<std::string, std::string> kContainers = {
    {"vpc", "qemu-img convert -f vpc -O raw \"$1\" \"$OUT\""},
    {"vhdx", "qemu-img convert -f vhdx -O raw \"$1\" \"$OUT\""},
    {"qcow2", "qemu-img convert -f qcow2 -O raw \"$1\" \"$OUT\""},
    {"dmg", "qemu-img convert -f dmg -O raw \"$1\" \"$OUT\""},
    {"vhd differencing",
     "python3 '" VIXMOUNT_SOURCE_DIR
     "/tests/fs/support/flatten.py' vhd-child \"$OUT\" \"$1\" \"$2\""},
};
const std::map<std::string, std::string> kParents = {
    {"vhd/dfvfs/fat-differential.vhd", "vhd/dfvfs/fat-parent.vhd"},
};

std::filesystem::path manifests() { return vixmount::test::corpus().value() / "manifests"; }

// The names of all images that have a volume of kTypes.
std::vector<std::string> images() {
  const std::regex volume_line("# volume .* blkid TYPE=([a-z0-9]+)");
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(manifests())) {
    if (entry.path().extension() != ".tsv") continue;
    const auto text = vixmount::test::read_file(entry.path());
    const std::sregex_iterator end;
    if (std::any_of(std::sregex_iterator(text.begin(), text.end(), volume_line), end,
                    [](const auto& found) { return kTypes.contains(found[1].str()); }))
      names.push_back(
          std::filesystem::relative(entry.path(), manifests()).replace_extension().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

io::SourcePtr open_disk(const std::string& name, const vixmount::test::TemporaryFolder& folder) {
  const auto path = vixmount::test::corpus_image(name).string();
  const auto manifest = vixmount::test::read_file(manifests() / (name + ".tsv"));
  std::smatch container;
  if (!std::regex_search(manifest, container, std::regex("# container ([^;]+);")))
    return vixmount::test::open_image(path);
  const auto flat = folder.file("disk.raw");
  const auto parent = kParents.find(name);
  const auto parent_path =
      parent == kParents.end() ? "" : vixmount::test::corpus_image(parent->second).string();
  vixmount::test::run("set -- '" + path + "' '" + parent_path + "'; OUT='" + flat + "'; " +
                      kContainers.at(container[1]));
  return vixmount::test::open_image(flat);
}

// libarchive leaves the capitals of plain ISO 9660 names; Linux, and so we, do not.
void use_small_letters(vixmount::test::ManifestVolume& volume) {
  decltype(volume.entries) entries;
  for (auto& [path, entry] : volume.entries)
    entries.emplace(to_lower_ascii(path), std::move(entry));
  volume.entries = std::move(entries);
}

// Where the manifest's reader has a view of its own.
void correct(const std::string& name, vixmount::test::ManifestVolume& volume) {
  // The Sleuth Kit lists the label of FAT and exFAT as a file, libfshfs the folders of HFS+ that
  // hold what hard links lead to.
  std::erase_if(volume.entries, [](const auto& entry) {
    return entry.first.ends_with("(Volume Label Entry)") ||
           entry.first == "␀␀␀␀HFS+ Private Data" ||
           entry.first == ".HFS+ Private Directory Data\\x0d";
  });
  // libfshfs lists no resource forks; size and sum are those that The Sleuth Kit's icat gives.
  if (volume.entries.contains("a_directory/a_resourcefork"))
    volume.streams["a_directory/a_resourcefork:rsrc"] = {
        'A', "17", "8c9eea71ce8d2f7c15dd3918235881aa9067f87df6e147639c60601c9028fb3a", ""};
  if (name == "iso/dfvfs/iso9660.raw") use_small_letters(volume);
  // The manifest has the sum of twelve zeros for this file. The child's sector bitmap does not have
  // its sector, so that the parent's content is right by the VHD specification: that is in the
  // parent's manifest.
  if (name == "vhd/dfvfs/fat-differential.vhd") {
    const std::string path = "System Volume Information/WPSettings.dat";
    volume.entries.at(path).sha256 =
        vixmount::test::read_manifest(kParents.at(name)).at(0).entries.at(path).sha256;
  }
}

std::string identity(const vixmount::test::ManifestVolume& volume, const std::string& key) {
  const auto found = volume.identity.find(key);
  return found == volume.identity.end() ? "" : found->second;
}

// Compares one volume and prints its line.
void compare(const std::string& name, const io::SourcePtr& volume,
             const vixmount::test::ManifestVolume& expected) {
  const auto found = identify(volume);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->type, identity(expected, "TYPE"));
  EXPECT_EQ(found->uuid, identity(expected, "UUID"));
  ASSERT_TRUE(found->mountable) << found->remark;
  const auto files = open(volume, OpenOptions{}, Log{});
  EXPECT_EQ(files->info().type, found->type);
  EXPECT_EQ(files->info().label, identity(expected, "LABEL"));
  EXPECT_EQ(files->info().state, "");
  const auto matched = vixmount::test::compare_with_manifest(*files, expected);
  const auto all = expected.entries.size() + expected.streams.size();
  EXPECT_EQ(matched, all);
  std::printf("%-40s %-8s %8llu %5zu %5zu\n", name.c_str(), found->type.c_str(),
              static_cast<unsigned long long>(expected.offset), all, matched);
}

TEST(RegistryCorpus, EveryManifestEntryMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const char* const program : {"qemu-img", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  std::printf("%-40s %-8s %8s %5s %5s\n", "image", "type", "offset", "all", "same");
  std::size_t volumes = 0;
  for (const auto& name : images()) {
    SCOPED_TRACE(name);
    const vixmount::test::TemporaryFolder folder;
    const auto disk = open_disk(name, folder);
    for (auto expected : vixmount::test::read_manifest(name)) {
      if (!kTypes.contains(identity(expected, "TYPE"))) continue;
      correct(name, expected);
      const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
      compare(name, volume, expected);
      ++volumes;
    }
  }
  std::printf("%zu volumes\n", volumes);
  EXPECT_GE(volumes, 16U);
}

// util-linux' images for its own tests, and how many nodes are in each by The Sleuth Kit, isoinfo or
// the kernel's mount. What blkid says of them is compared with all other probe images.
TEST(RegistryCorpus, ProbeImagesHaveTheirFiles) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::map<std::string, std::size_t> nodes = {
      {"btrfs", 0}, {"exfat", 100}, {"fat", 0}, {"fat32_xp_label1", 0}, {"hfsplus", 0},
      {"iso-joliet", 4}, {"udf", 0}, {"xfs", 0}, {"xfs-v5", 0}};
  for (const auto& [name, expected] : nodes) {
    SCOPED_TRACE(name);
    const auto image = vixmount::test::corpus_image("probe/utillinux/" + name + ".img");
    const auto files = open(vixmount::test::open_image(image.string()), OpenOptions{}, Log{});
    EXPECT_TRUE(kTypes.contains(files->info().type));
    std::size_t found = 0;
    vixmount::test::walk(*files, [&](const auto&) { ++found; });
    EXPECT_EQ(found, expected);
  }
}

// What is left of its volume is a superblock and the first megabyte.
TEST(RegistryCorpus, AProbeImageThatWasCutIsDamaged) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto image = vixmount::test::corpus_image("probe/utillinux/ufs.img");
  const auto volume = vixmount::test::open_image(image.string());
  EXPECT_EQ(vixmount::test::error_kind_of([&] { open(volume, OpenOptions{}, Log{}); }),
            ErrorKind::damaged);
}

TEST(RegistryCorpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto listed = images();
  for (const auto* const folder : kFolders)
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(manifests() / folder)) {
      if (entry.path().extension() != ".tsv") continue;
      const auto name =
          std::filesystem::relative(entry.path(), manifests()).replace_extension().string();
      EXPECT_TRUE(std::binary_search(listed.begin(), listed.end(), name)) << name;
    }
}

}  // namespace
}  // namespace vixmount::fs
