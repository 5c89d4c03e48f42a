// Volume groups that LVM itself made, in user-mode-linux. The expected content comes from a second
// kernel that assembled copies of the same disks, with all of them and with some removed.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "io/sources.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"
#include "volume/scheme.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume {
namespace {

namespace fs = std::filesystem;

// What the kernel read of a volume: nothing where it could not.
struct Expected {
  std::string name;
  std::uint64_t size = 0;
  std::optional<std::string> sha256;
};
using Manifest = std::map<std::string, std::map<std::string, Expected>>;  // by case, by LV UUID

struct Fixture {
  std::string maker;
  unsigned disks;
  std::string cases;
};

std::vector<std::vector<std::string>> words_of_lines(const fs::path& file) {
  std::ifstream in(file);
  std::vector<std::vector<std::string>> lines;
  for (std::string line, word; std::getline(in, line);) {
    lines.emplace_back();
    for (std::istringstream words(line); words >> word;) lines.back().push_back(word);
  }
  return lines;
}

fs::path make(const Fixture& fixture) {
  const std::string folder = "tests/volume/lvm/uml/";
  return vixmount::test::made_in_uml("lvm-" + fixture.maker,
                                     "'" VIXMOUNT_SOURCE_DIR "/" + folder + "make.sh' " +
                                         fixture.maker + " " + std::to_string(fixture.disks) +
                                         " '" + fixture.cases + "'",
                                     {folder + "make.sh", folder + "guest.sh", folder + "hash.sh",
                                      folder + fixture.maker + ".sh"});
}

Manifest read_manifest(const fs::path& folder) {
  Manifest manifest;
  for (const auto& words : words_of_lines(folder / "manifest")) {
    Expected expected{words.at(2), std::stoull(words.at(3)), std::nullopt};
    if (words.at(4) != "unreadable") expected.sha256 = words.at(4);
    manifest[words.at(0)][words.at(1)] = expected;
  }
  return manifest;
}

Resolution open_disks(const fs::path& folder, const std::vector<std::string>& disks) {
  std::vector<DiskInput> inputs;
  for (const auto& disk : disks)
    inputs.push_back(
        {std::make_shared<io::FileSource>(io::HostFile::open((folder / disk).string()))});
  return resolve(inputs, Log());
}

std::optional<std::string> sha256_if_readable(const io::ByteSource& source) {
  try {
    return vixmount::test::sha256_of(source);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string word_for(const Health& health) {
  switch (health.condition) {
    case Condition::good:
      return "good";
    case Condition::degraded:
      return "degraded";
    case Condition::incomplete:
      return "incomplete";
    default:
      return "unusable";
  }
}

// A volume that is a member of another group is a layer, but not listed.
bool is_member(const Resolution& resolution, const std::string& uuid) {
  return std::any_of(resolution.layers.begin(), resolution.layers.end(),
                     [&](const Layer& layer) { return layer.uuid == uuid && !layer.volume; });
}

// Compares one case and prints its row. `healthy`: what the kernel read with all disks; where it
// gives up and we need not (a lost cache that held copies alone), that is what must be read.
void check_case(const std::string& name, const Resolution& resolution,
                const std::map<std::string, Expected>& expected,
                const std::map<std::string, Expected>& healthy) {
  std::map<std::string, const Volume*> volumes;
  for (const auto& volume : resolution.volumes)
    if (!volume.uuid.empty()) volumes[volume.uuid] = &volume;
  std::map<std::string, unsigned> counts;
  unsigned same = 0, compared = 0;
  for (const auto& [uuid, kernel] : expected) {
    if (is_member(resolution, uuid)) continue;
    const auto found = volumes.find(uuid);
    if (found == volumes.end()) {
      ADD_FAILURE() << name << ": " << kernel.name << " is not listed";
      continue;
    }
    const auto& volume = *found->second;
    const auto about =
        name + ": " + kernel.name + " " + volume.layout + ": " + volume.health.detail;
    const auto sha256 = sha256_if_readable(*volume.source);
    const bool more = sha256 && !kernel.sha256 && healthy.count(uuid) != 0;
    EXPECT_EQ(sha256, more ? healthy.at(uuid).sha256 : kernel.sha256) << about;
    if (kernel.sha256) {
      EXPECT_EQ(volume.size, kernel.size) << about;
    }
    EXPECT_EQ(volume.health.condition <= Condition::degraded, sha256.has_value()) << about;
    EXPECT_EQ(volume.device_names.front(), "/dev/" + kernel.name);
    ++compared;
    same += sha256 == kernel.sha256;
    if (more) std::printf("  %s (the kernel cannot)\n", about.c_str());
    ++counts[word_for(volume.health)];
  }
  for (const auto& [uuid, volume] : volumes)
    if (volume->type == VolumeType::logical) {
      EXPECT_EQ(expected.count(uuid), 1U) << name << ": LVM does not show " << volume->name;
    }
  std::printf("%-28s %3u volumes, %3u as the kernel reads them:", name.c_str(), compared, same);
  for (const auto& [word, count] : counts) std::printf(" %u %s", count, word.c_str());
  std::printf("\n");
}

void check(const Fixture& fixture) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("lvm");
  const auto folder = make(fixture);
  const auto manifest = read_manifest(folder);
  ASSERT_FALSE(manifest.empty());
  for (auto words : words_of_lines(folder / "cases")) {
    const auto name = words.front();
    words.erase(words.begin());
    const auto expected = manifest.find(name);
    ASSERT_NE(expected, manifest.end()) << name;
    check_case(name, open_disks(folder, words), expected->second, manifest.at("healthy"));
  }
}

const Fixture kLevels = {"levels", 6,
                         "healthy disk1 disk2 disk3 disk4 disk5 disk6\n"
                         "without-3 disk1 disk2 disk4 disk5 disk6\n"
                         "without-1-and-2 disk3 disk4 disk5 disk6"};
const Fixture kStacks = {"stacks", 3,
                         "healthy disk1 disk2 disk3\n"
                         "without-2 disk1 disk3\n"
                         "without-3 disk1 disk2"};
const Fixture kStale = {"stale", 4,
                        "healthy disk1 disk2 disk3 disk4\n"
                        "without-1 disk2 disk3 disk4"};
const Fixture kGroups = {"groups", 7,
                         "healthy disk1 disk2 disk3 disk4 disk5 disk7\n"
                         "twin disk6"};

TEST(LinuxLvm, ReadsAllLevelsAsTheKernelDoes) { check(kLevels); }
TEST(LinuxLvm, ReadsThinVolumesSnapshotsAndCachesAfterAPowerCut) { check(kStacks); }
TEST(LinuxLvm, TrustsNoDiskThatWasAway) { check(kStale); }
TEST(LinuxLvm, FindsGroupsWhereverTheirMetadataIs) { check(kGroups); }

// Each disk removed alone: what survives reads as before, the rest says so, and what must survive
// does.
TEST(LinuxLvm, ReadsRedundantVolumesWithAnyDiskRemoved) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("lvm");
  const auto folder = make(kLevels);
  const auto healthy = read_manifest(folder).at("healthy");
  for (unsigned removed = 1; removed <= 6; ++removed) {
    std::vector<std::string> disks;
    for (unsigned i = 6; i >= 1; --i)  // in any order
      if (i != removed) disks.push_back("disk" + std::to_string(i));
    unsigned degraded = 0;
    for (const auto& volume : open_disks(folder, disks).volumes) {
      const auto about = fmt::format("without {}: {}", removed, volume.name);
      const auto sha256 = sha256_if_readable(*volume.source);
      EXPECT_EQ(volume.health.condition <= Condition::degraded, sha256.has_value()) << about;
      if (sha256) {
        EXPECT_EQ(sha256, healthy.at(volume.uuid).sha256) << about;
      }
      const bool redundant =
          volume.layout.starts_with("raid") && !volume.layout.starts_with("raid0");
      if (redundant) {
        EXPECT_TRUE(sha256.has_value()) << about << ": " << volume.health.detail;
      }
      degraded += volume.health.condition == Condition::degraded;
    }
    std::printf("without disk %u: %u volumes degraded and read\n", removed, degraded);
  }
}

// A copy of a disk from before, and one that left the group, change nothing and are told.
TEST(LinuxLvm, LeavesOldDisksOut) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("lvm");
  const auto folder = make(kGroups);
  const auto healthy = read_manifest(folder).at("healthy");
  const auto resolution = open_disks(folder, {"disk1-old", "disk4", "disk3", "disk2", "disk1"});
  unsigned same = 0;
  for (const auto& volume : resolution.volumes)
    if (volume.type == VolumeType::logical)
      same += sha256_if_readable(*volume.source) == healthy.at(volume.uuid).sha256;
  EXPECT_EQ(same, 3U);
  EXPECT_EQ(resolution.volumes.size(), 5U);
  const auto remarks = fmt::format("{}", fmt::join(resolution.remarks, "\n"));
  EXPECT_NE(remarks.find("disk 1: has the same UUID"), std::string::npos) << remarks;
  EXPECT_NE(remarks.find("disk 2: holds metadata"), std::string::npos) << remarks;
  // Alone, the old copy is the group as it was then.
  EXPECT_EQ(open_disks(folder, {"disk1-old"}).volumes.size(), 3U);
}

}  // namespace
}  // namespace vixmount::volume
