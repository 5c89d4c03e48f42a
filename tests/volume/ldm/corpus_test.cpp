// Disks that Windows Server 2003 R2 and 2008 R2 made, and what ldmtool tells of them.
#include <regex>

#include "volume/ldm/ldm_support.hpp"

namespace vixmount::volume::test {
namespace {

const std::string kFolder = "ldm/libldm/ldm-";

struct Case {
  const char* manifest;
  std::vector<const char*> disks;
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.manifest; }

Resolution resolve_corpus(const std::vector<const char*>& disks) {
  std::vector<io::SourcePtr> sources;
  for (const auto* disk : disks)
    sources.push_back(open_disk(vixmount::test::corpus_image(kFolder + disk + ".img").string()));
  return resolve_sources(sources);
}

class LdmCorpus : public testing::TestWithParam<Case> {};

TEST_P(LdmCorpus, HasTheVolumeOfItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto text = vixmount::test::read_file(vixmount::test::corpus().value() / "manifests" /
                                              (kFolder + GetParam().manifest + ".tsv"));
  const std::regex shape(
      "# disk group (\\S+) (\\S+)\n# volume (\\S+) type (\\S+) size \\d+ chunk \\d+ hint (\\S+) "
      "[^\n]*\n# assembled volume (\\d+) sha256 (\\S+)");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(text, match, shape));
  const auto resolution = resolve_corpus(GetParam().disks);
  const auto& volume = find_volume(resolution, match[3]);
  EXPECT_EQ(volume.name, match[1].str() + "/" + match[3].str());
  EXPECT_EQ(volume.device_names.front(),
            "/dev/mapper/ldm_vol_" + match[1].str() + "_" + match[3].str());
  EXPECT_EQ(volume.layout, match[4].str());
  EXPECT_EQ(volume.drive_letter, match[5].str());
  EXPECT_EQ(volume.health, Health());
  EXPECT_EQ(std::to_string(volume.size), match[6].str());
  EXPECT_EQ(vixmount::test::sha256_of(*volume.source), match[7].str());
  std::printf("%-28s %-10s %10llu bytes match\n", GetParam().manifest, volume.layout.c_str(),
              static_cast<unsigned long long>(volume.size));
}

INSTANTIATE_TEST_SUITE_P(
    Images, LdmCorpus,
    testing::Values(Case{"2003r2-simple-Volume1", {"2003r2-simple-1"}},
                    Case{"2003r2-striped-Stripe1", {"2003r2-striped-1", "2003r2-striped-2"}},
                    Case{"2003r2-striped-Stripe1", {"2003r2-striped-2", "2003r2-striped-1"}},
                    Case{"2003r2-striped-Volume4", {"2003r2-striped-1", "2003r2-striped-2"}},
                    Case{"2008r2-spanned-Volume1", {"2008r2-spanned-1", "2008r2-spanned-2"}}));

// The whole of what the two disks of 2008 tell: the GPT disk's reserved partition, and the volumes
// whose disks are not here. Names, sizes and layouts as `ldmtool show volume` has them.
TEST(LdmCorpusGroup, ListsAllVolumesAndWhatIsMissing) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto resolution = resolve_corpus({"2008r2-spanned-1", "2008r2-spanned-2"});
  std::vector<std::string> found;
  for (const auto& volume : resolution.volumes)
    found.push_back(volume.scheme + " " + volume.name + " " + volume.layout + " " +
                    std::to_string(volume.size / 512) + " " + volume.drive_letter);
  EXPECT_EQ(found, (std::vector<std::string>{
                       "gpt disk 2 partition 2  63488 ",
                       "ldm WIN-ERRDJSBDAVF-Dg0/Volume1 spanned 129024 E:",
                       "ldm WIN-ERRDJSBDAVF-Dg0/Volume2 striped 65536 F:",
                       "ldm WIN-ERRDJSBDAVF-Dg0/Volume3 mirrored 32768 G:",
                       "ldm WIN-ERRDJSBDAVF-Dg0/Volume4 raid5 65536 H:",
                       "ldm WIN-ERRDJSBDAVF-Dg0/Volume5 spanned 190464 I:",
                   }));
  const auto& missing = find_volume(resolution, "Volume2");
  EXPECT_EQ(missing.health.condition, Condition::incomplete);
  EXPECT_EQ(missing.health.detail,
            "Disk3 (06495a94-fbfd-11e1-8cf9-52540061f5db) is missing, "
            "Disk4 (06495a98-fbfd-11e1-8cf9-52540061f5db) is missing");
  EXPECT_EQ(vixmount::test::error_kind_of([&] { io::read_bytes(*missing.source, 0, 512); }),
            ErrorKind::damaged);
  EXPECT_TRUE(resolution.remarks.empty());
}

TEST(LdmCorpusGroup, StandsInTheLayersOverItsDisks) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto resolution = resolve_corpus({"2008r2-spanned-2", "2008r2-spanned-1"});
  std::vector<std::string> groups;
  for (const auto& layer : resolution.layers)
    if (layer.kind == Layer::Kind::group)
      groups.push_back(layer.scheme + " " + layer.name + " " + layer.uuid + " " +
                       std::to_string(layer.on.size()) + " " + layer.health.detail);
  EXPECT_EQ(groups, (std::vector<std::string>{
                        "gpt   1 ",
                        "ldm WIN-ERRDJSBDAVF-Dg0 06495a84-fbfd-11e1-8cf9-52540061f5db 2 2 of 9 "
                        "disks",
                    }));
}

}  // namespace
}  // namespace vixmount::volume::test
