// The volumes of the made disks as ldmtool and Linux' device mapper assemble them, in
// user-mode-linux.
#include <map>
#include <sstream>

#include "support/made_once.hpp"
#include "volume/ldm/ldm_support.hpp"

namespace vixmount::volume::test {
namespace {

// Name and SHA-256 of each volume of a set of five disks.
std::map<std::string, std::string> sums_by_linux(const std::string& set) {
  const std::string folder = "tests/volume/ldm/";
  std::string disks, copies;
  for (int i = 1; i <= 5; ++i) {
    const auto copy = "disk" + std::to_string(i) + ".img";
    copies += "cp '" + made_disk(set, i) + "' " + copy + " && ";
    disks += " " + copy;
  }
  const auto made = vixmount::test::made_in_uml(
      "linux_ldm_" + set,
      copies + "'" VIXMOUNT_SOURCE_DIR "/tests/support/uml/run.sh' . '" VIXMOUNT_SOURCE_DIR "/" +
          folder + "assemble.sh'" + disks + " >sums && rm *.img",
      {folder + "assemble.sh", folder + "make_ldm.py"});
  std::istringstream lines(vixmount::test::read_file(made / "sums"));
  std::map<std::string, std::string> sums;
  for (std::string name, sum; lines >> name >> sum;) sums[name] = sum;
  return sums;
}

class LdmByLinux : public testing::TestWithParam<const char*> {};

TEST_P(LdmByLinux, HasTheSameVolumes) {
  for (const auto* program : {"python3", "ldmtool", "dmsetup", "linux.uml"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto by_linux = sums_by_linux(GetParam());
  const auto resolution = resolve_made(GetParam(), {1, 2, 3, 4, 5});
  EXPECT_EQ(by_linux.size(), 5U);
  for (const auto& [name, sum] : by_linux)
    EXPECT_EQ(vixmount::test::sha256_of(*find_volume(resolution, name).source), sum) << name;
}
INSTANTIATE_TEST_SUITE_P(Tables, LdmByLinux, testing::Values("mbr", "gpt"));

}  // namespace
}  // namespace vixmount::volume::test
