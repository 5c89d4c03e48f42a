// A real disk of another project, with the volumes and hashes its manifest tells.
#include <fstream>
#include <map>
#include <regex>

#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/lvm/label.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::lvm {
namespace {

io::SourcePtr image(const std::string& name) {
  return std::make_shared<io::FileSource>(
      io::HostFile::open(vixmount::test::corpus_image(name).string()));
}

TEST(LvmCorpus, HasTheVolumesOfItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::string name = "lvm/dfvfs/lvm.raw";
  std::ifstream manifest(vixmount::test::corpus().value() / "manifests" / (name + ".tsv"));
  const std::regex line_of_volume(
      R"(# volume logical volume (\S+) size (\d+) sha256 ([0-9a-f]+) .*)");
  const auto resolution = resolve({{image(name), 512}}, Log());
  std::size_t found = 0;
  std::smatch match;
  for (std::string line; std::getline(manifest, line);) {
    if (!std::regex_match(line, match, line_of_volume)) continue;
    ASSERT_LT(found, resolution.volumes.size());
    const auto& volume = resolution.volumes[found++];
    EXPECT_EQ(volume.device_names.front(), "/dev/test_volume_group/" + match[1].str());
    EXPECT_EQ(volume.size, std::stoull(match[2]));
    EXPECT_EQ(vixmount::test::sha256_of(*volume.source), match[3].str());
    EXPECT_EQ(volume.health, Health{});
  }
  EXPECT_GT(found, 0U);
  EXPECT_EQ(found, resolution.volumes.size());
  EXPECT_TRUE(resolution.remarks.empty());
}

// A label alone: the image ends before its metadata does.
TEST(LvmCorpus, HasTheUuidThatBlkidSees) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto search = find_label(*image("probe/utillinux/lvm2.img"));
  ASSERT_TRUE(search.label);
  EXPECT_EQ(search.label->uuid, "Vynv4k-APH8-xQER-HSBb-8VJ3-SvFF-PB5O1U");
}

}  // namespace
}  // namespace vixmount::volume::lvm
