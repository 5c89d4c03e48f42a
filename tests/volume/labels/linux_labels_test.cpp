// The same labels as the Linux kernel reads them, in user-mode-linux.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "support/made_once.hpp"
#include "support/support.hpp"
#include "volume/disk_builder.hpp"
#include "volume/labels/labels_support.hpp"

namespace vixmount::volume::test {
namespace {

// What Linux lists and this reader leaves out on purpose: extended containers, slices that have a
// label, the whole disk by another name, Apple's map and free space.
const std::map<std::string, std::set<std::string>> kLeftOut = {
    {"freebsd", {"1 64 1000", "2 1100 2", "3 1400 1000"}},
    {"netbsd", {"2 600 2000"}},
    {"openbsd", {"4 64 4000"}},
    {"solaris", {"1 64 3000", "7 64 3000"}},
    {"solaris82", {"2 64 3000", "7 64 3000"}},
    {"sun", {"3 0 4096"}},
    {"sun_untagged", {}},
    {"apple", {"1 1 63", "2 64 100"}},
    {"apple2048", {"1 4 60"}},
};

std::map<std::string, std::set<std::string>> partitions_by_linux() {
  const std::string folder = "tests/volume/labels/";
  std::string disks;
  for (const auto& [name, lines] : kLeftOut)
    disks += " '" + (made_labels() / (name + ".img")).string() + "'";
  const auto made = vixmount::test::made_in_uml(
      "linux_labels",
      "'" VIXMOUNT_SOURCE_DIR "/tests/support/uml/run.sh' . '" VIXMOUNT_SOURCE_DIR "/" + folder +
          "list_partitions.sh'" + disks + " >partitions",
      {folder + "list_partitions.sh", folder + "make_labels.py"});
  std::map<std::string, std::set<std::string>> found;
  std::ifstream list(made / "partitions");
  auto name = kLeftOut.begin();
  for (std::string line; std::getline(list, line);) {
    if (line == "disk" && name != kLeftOut.end())
      found[(name++)->first];
    else if (name != kLeftOut.begin())
      found[std::prev(name)->first].insert(line);
  }
  return found;
}

TEST(LabelsByLinux, HaveTheSameNumbersAndPlaces) {
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  const auto by_linux = partitions_by_linux();
  ASSERT_EQ(by_linux.size(), kLeftOut.size());
  for (const auto& [name, expected] : by_linux) {
    SCOPED_TRACE(name);
    const auto resolution = resolve_label(name);
    std::set<std::string> found = kLeftOut.at(name);
    // Linux does not list partitions that are marked as unused.
    for (const auto& volume : resolution.volumes)
      if (volume.type_name != "unused")
        found.insert(fmt::format("{} {} {}", volume.partition_number, *volume.offset / 512,
                                 volume.size / 512));
    EXPECT_EQ(found, expected);
  }
}

}  // namespace
}  // namespace vixmount::volume::test
