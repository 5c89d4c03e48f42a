// True arrays, made by mdadm and read by the kernel's md driver in user-mode-linux, against ours.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "io/sources.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"
#include "volume/md/md.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

namespace fs = std::filesystem;

fs::path arrays(const std::string& maker) {
  const std::string folder = VIXMOUNT_SOURCE_DIR "/tests/volume/md/";
  return test::made_in_uml(
      "md_" + maker, "UML_TIMEOUT=250 " + folder + "run_uml.sh make_" + maker + ".sh",
      {"tests/volume/md/run_uml.sh", "tests/volume/md/array_tools.sh",
       "tests/volume/md/make_" + maker + ".sh", "tests/volume/md/hash_arrays.sh"});
}

// The disks NAME.0, NAME.1 ... but those of the set "0,2" ("-": none), in reverse: the order of the
// disks must not matter.
std::vector<DiskInput> disks_of(const fs::path& folder, const std::string& name,
                                const std::string& without) {
  std::vector<DiskInput> disks;
  for (int i = 0; fs::exists(folder / fmt::format("{}.{}", name, i)); ++i) {
    if (("," + without + ",").find(fmt::format(",{},", i)) != std::string::npos) continue;
    const auto path = folder / fmt::format("{}.{}", name, i);
    disks.insert(
        disks.begin(),
        DiskInput{std::make_shared<io::FileSource>(io::HostFile::open(path.string())), 512});
  }
  return disks;
}

// What the kernel reads is told by the manifest; how whole the array is, by how it was made.
Condition expected_condition(const std::string& name, const std::string& without) {
  static const std::map<std::string, Condition> kSpecial = {
      {"stale-raid1 -", Condition::degraded},   {"stale-raid5 -", Condition::degraded},
      {"spare-raid5 3", Condition::good},       {"replaced-raid5 1", Condition::good},
      {"rebuild-raid5 -", Condition::degraded},
  };
  const auto found = kSpecial.find(name + " " + without);
  if (found != kSpecial.end()) return found->second;
  return without == "-" ? Condition::good : Condition::degraded;
}

// Partition tables in arrays are another scheme's: what is wanted here is the array.
const Volume& the_array(const Resolution& resolution) {
  const auto found = std::find_if(resolution.volumes.begin(), resolution.volumes.end(),
                                  [](const Volume& volume) { return volume.scheme == "md"; });
  if (found == resolution.volumes.end()) throw std::runtime_error("there is no array");
  return *found;
}

Resolution resolve_arrays(const std::vector<DiskInput>& disks, const std::string& name) {
  if (name.starts_with("partitions-")) return resolve(disks, Log());
  return resolve_with({md::make_md_scheme()}, disks, Log());
}

class TrueArrays : public testing::TestWithParam<const char*> {};

TEST_P(TrueArrays, ReadAsTheKernelReadsThem) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mdadm");
  const auto folder = arrays(GetParam());
  std::ifstream manifest(folder / "manifest.txt");
  std::size_t count = 0;
  for (std::string line; std::getline(manifest, line); ++count) {
    SCOPED_TRACE(line);
    std::istringstream words(line);
    std::string name, without, size, sum;
    words >> name >> without >> size >> sum;
    const auto resolution = resolve_arrays(disks_of(folder, name, without), name);
    const auto& volume = the_array(resolution);
    std::printf("%-24s %-6s %-26s %-9s %s\n", name.c_str(), without.c_str(), volume.layout.c_str(),
                size.c_str(), volume.health.detail.c_str());
    for (const auto& remark : resolution.remarks) std::printf("    %s\n", remark.c_str());
    // The kernel replays the journal; that is not done here, and said.
    if (size == "refused" || name == "journal-raid5") {
      EXPECT_ANY_THROW(test::sha256_of(*volume.source));
      continue;
    }
    EXPECT_EQ(std::to_string(volume.size), size);
    EXPECT_EQ(volume.health.condition, expected_condition(name, without)) << volume.health.detail;
    EXPECT_EQ(test::sha256_of(*volume.source), sum);
  }
  EXPECT_GT(count, 0U);
}

// The superblock at the end of the last partition is not taken for one of the disk, and a partition
// table at the begin of mirrored disks not for theirs.
TEST(TrueArraysAndPartitions, EachTableIsFoundWhereItBelongs) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mdadm");
  const auto folder = arrays("states");
  for (const std::string version : {"0.90", "1.0"}) {
    const auto outside = resolve(disks_of(folder, "partitions-" + version, "-"), Log());
    ASSERT_EQ(outside.volumes.size(), 3U) << version;
    EXPECT_EQ(outside.volumes[0].partition_number, 1U);
    EXPECT_EQ(outside.volumes[1].partition_number, 1U);
    EXPECT_EQ(outside.volumes[2].scheme, "md");
    const auto inside = resolve(disks_of(folder, "partitioned-" + version, "-"), Log());
    ASSERT_EQ(inside.volumes.size(), 2U) << version;
    for (const auto& volume : inside.volumes) {
      EXPECT_EQ(volume.scheme, "mbr");
      EXPECT_FALSE(volume.disk) << "a mirrored partition lies on no single disk";
    }
    EXPECT_EQ(inside.volumes[0].size, 1U << 20);
  }
}

TEST(TrueContainers, MirrorsOfImsmAreReadAndDdfIsSaid) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mdadm");
  const auto folder = arrays("containers");
  std::istringstream manifest(test::read_file(folder / "manifest.txt"));
  std::string name, without, size, sum;
  manifest >> name >> without >> size >> sum;
  for (const std::string missing : {"-", "0", "1"}) {
    const auto imsm = resolve(disks_of(folder, name, missing), Log());
    ASSERT_EQ(imsm.volumes.size(), 1U);
    EXPECT_EQ(imsm.volumes[0].scheme, "imsm");
    EXPECT_EQ(imsm.volumes[0].device_names, std::vector<std::string>{"/dev/md/mirror"});
    EXPECT_EQ(std::to_string(imsm.volumes[0].size), size);
    EXPECT_EQ(test::sha256_of(*imsm.volumes[0].source), sum) << missing;
  }
  const auto ddf = resolve(disks_of(folder, "ddf", "-"), Log());
  ASSERT_EQ(ddf.volumes.size(), 2U);
  for (const auto& disk : ddf.volumes) {
    EXPECT_EQ(disk.health.condition, Condition::unusable);
    EXPECT_NE(disk.health.detail.find("its volumes: 'volume'"), std::string::npos)
        << disk.health.detail;
  }
}

// MD_UUID and MD_NAME of mdadm --detail --export.
TEST(TrueArraysNames, AreThoseOfMdadm) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mdadm");
  const auto folder = arrays("levels");
  for (const std::string name :
       {"raid1-0.90", "raid5-1.0", "raid6-1.2", "raid1-bitmap", "raid1-3"}) {
    const auto detail = test::read_file(folder / (name + ".detail"));
    const auto resolution = resolve(disks_of(folder, name, "-"), Log());
    const auto& volume = the_array(resolution);
    EXPECT_NE(detail.find("MD_UUID=" + volume.uuid + "\n"), std::string::npos) << name;
    EXPECT_NE(detail.find("MD_LEVEL=" + volume.layout.substr(0, 5) + "\n"), std::string::npos)
        << name;
    const auto at = detail.find("MD_NAME=");
    if (at == std::string::npos) continue;
    const auto md_name = detail.substr(at + 8, detail.find('\n', at) - at - 8);
    EXPECT_NE(std::find(volume.device_names.begin(), volume.device_names.end(),
                        "/dev/disk/by-id/md-name-" + md_name),
              volume.device_names.end())
        << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Made, TrueArrays,
                         testing::Values("levels", "layouts", "states", "crashes"));

}  // namespace
}  // namespace vixmount::volume
