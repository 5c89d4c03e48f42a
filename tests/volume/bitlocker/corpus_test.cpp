// The corpus' BitLocker volumes, made by Windows. What they decrypt to is in their manifests, by
// dislocker and by those who made them.
#include <fstream>
#include <map>

#include "volume/bitlocker/bitlocker_tester.hpp"

namespace vixmount::volume::bitlocker {
namespace {

using test::only_volume;
using test::ring_of;

// "PW" -> "anaconda" and so on.
std::map<std::string, std::string> read_manifest(const std::string& image) {
  std::ifstream manifest(vixmount::test::corpus().value() / "manifests" / (image + ".tsv"));
  std::map<std::string, std::string> values;
  for (std::string line; std::getline(manifest, line);) {
    const auto name_end = line.find(' ', 2);
    if (line.starts_with("# ") && name_end != std::string::npos)
      values.emplace(line.substr(2, name_end - 2), line.substr(name_end + 1));
  }
  return values;
}

struct CorpusVolume {
  const char* image;
  const char* layout;
};

class BitlockerCorpus : public testing::TestWithParam<CorpusVolume> {
 protected:
  std::string image() const { return std::string("bitlocker/cryptsetup/") + GetParam().image; }
  io::SourcePtr disk() const {
    return test::open_file(vixmount::test::corpus_image(image()).string());
  }
};

TEST_P(BitlockerCorpus, DecryptsWithItsPassword) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto manifest = read_manifest(image());
  const auto resolution = test::resolve_with_keys(disk(), ring_of(manifest.at("PW")));
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_TRUE(resolution.remarks.empty());
  const auto& volume = resolution.volumes[0];
  EXPECT_EQ(volume.scheme, "bitlocker");
  EXPECT_EQ(volume.name, "disk 1 (BitLocker)");
  EXPECT_EQ(volume.layout, GetParam().layout);
  EXPECT_EQ(volume.uuid, manifest.at("GUID"));
  EXPECT_EQ(volume.disk, 0U);
  EXPECT_EQ(volume.offset, 0U);
  EXPECT_EQ(vixmount::test::sha256_of(*volume.source), manifest.at("SHA256SUM"));
}

TEST_P(BitlockerCorpus, DecryptsWithItsRecoveryPasswordGivenAsAPassphrase) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto manifest = read_manifest(image());
  const auto volume = only_volume(disk(), ring_of(manifest.at("RP") + "\n"));
  EXPECT_EQ(vixmount::test::sha256_of(*volume.source), manifest.at("SHA256SUM"));
}

INSTANTIATE_TEST_SUITE_P(
    Images, BitlockerCorpus,
    testing::Values(CorpusVolume{"bitlk-aes-cbc-128.img", "aes-cbc-128"},
                    CorpusVolume{"bitlk-aes-cbc-elephant-128.img", "aes-cbc-128-elephant"},
                    CorpusVolume{"bitlk-aes-xts-128.img", "aes-xts-128"},
                    CorpusVolume{"bitlk-togo-aes-xts-128.img", "aes-xts-128"}));

TEST(BitlockerCorpusVolume, NamesItsProtectorsWithoutAKey) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto disk = test::open_file(
      vixmount::test::corpus_image("bitlocker/cryptsetup/bitlk-aes-xts-128.img").string());
  const auto volume = only_volume(disk);
  EXPECT_EQ(volume.health.condition, Condition::locked);
  EXPECT_EQ(volume.health.detail,
            "BitLocker, protected by: password, recovery password "
            "{64311DEA-4587-4029-924A-BA299647998E}");
  EXPECT_EQ(volume.scheme, "whole disk");
  EXPECT_EQ(volume.size, disk->size());
}

// Only its first 34603936 bytes were kept: the first metadata block without its checksum.
TEST(BitlockerCorpusVolume, SaysWhatIsDamagedWhereItsMetadataAreCutOff) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = only_volume(
      test::open_file(vixmount::test::corpus_image("probe/utillinux/bitlocker-win7.img").string()));
  EXPECT_EQ(volume.health.condition, Condition::unusable);
  EXPECT_NE(volume.health.detail.find("none of the metadata blocks is good"), std::string::npos);
}

}  // namespace
}  // namespace vixmount::volume::bitlocker
