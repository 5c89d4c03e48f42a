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
  return test::made_once("md_" + maker, "UML_TIMEOUT=250 " + folder + "run_uml.sh make_" + maker + ".sh",
                         {"tests/volume/md/run_uml.sh", "tests/volume/md/array_tools.sh",
                          "tests/volume/md/make_" + maker + ".sh",
                          "tests/volume/md/hash_arrays.sh", "tests/support/uml/run.sh",
                          "tests/support/uml/init.sh"});
}

// The disks NAME.0, NAME.1 ... but those of the set "0,2" ("-": none), in reverse: the order of the
// disks must not matter.
std::vector<DiskInput> disks_of(const fs::path& folder, const std::string& name,
                                const std::string& without) {
  std::vector<DiskInput> disks;
  for (int i = 0; fs::exists(folder / fmt::format("{}.{}", name, i)); ++i) {
    if (("," + without + ",").find(fmt::format(",{},", i)) != std::string::npos) continue;
    const auto path = folder / fmt::format("{}.{}", name, i);
    disks.insert(disks.begin(), DiskInput{std::make_shared<io::FileSource>(
                                    io::HostFile::open(path.string())), 512});
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
  const auto found =
      std::find_if(resolution.volumes.begin(), resolution.volumes.end(),
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

INSTANTIATE_TEST_SUITE_P(Made, TrueArrays, testing::Values("levels", "layouts", "states", "crashes"));

}  // namespace
}  // namespace vixmount::volume
