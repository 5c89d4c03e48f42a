// True arrays, made by mdadm and read by the kernel's md driver in user-mode-linux, against ours.
#include <cstdio>
#include <fstream>
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

class TrueArrays : public testing::TestWithParam<const char*> {};

TEST_P(TrueArrays, ReadAsTheKernelReadsThem) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mdadm");
  const auto folder = arrays(GetParam());
  std::ifstream manifest(folder / "manifest.txt");
  std::size_t count = 0;
  for (std::string line; std::getline(manifest, line); ++count) {
    std::istringstream words(line);
    std::string name, without, size, sum;
    words >> name >> without >> size >> sum;
    const auto resolution = resolve(disks_of(folder, name, without), Log());
    ASSERT_EQ(resolution.volumes.size(), 1U) << line;
    const auto& volume = resolution.volumes[0];
    EXPECT_EQ(volume.scheme, "md") << line;
    std::printf("%-26s %-6s %-28s %-10s %s\n", name.c_str(), without.c_str(), volume.layout.c_str(),
                size.c_str(), volume.health.detail.c_str());
    if (size == "refused") {
      EXPECT_TRUE(volume.health.condition == Condition::incomplete ||
                  volume.health.condition == Condition::unusable)
          << line;
      EXPECT_ANY_THROW(io::read_bytes(*volume.source, 0, 512)) << line;
      continue;
    }
    EXPECT_EQ(std::to_string(volume.size), size) << line;
    EXPECT_EQ(volume.health.condition,
              without == "-" ? Condition::good : Condition::degraded) << line;
    EXPECT_EQ(test::sha256_of(*volume.source), sum) << line;
  }
  EXPECT_GT(count, 0U);
}

INSTANTIATE_TEST_SUITE_P(Made, TrueArrays, testing::Values("levels", "layouts"));

}  // namespace
}  // namespace vixmount::volume
