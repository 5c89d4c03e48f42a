// The VMDKs that other projects published, against the hash of their virtual disk in the manifests.
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

namespace fs = std::filesystem;

struct VirtualDisk {
  std::string size, sha256;
};

// From the line "# container vmdk KIND; virtual disk SIZE sha256 SUM".
VirtualDisk virtual_disk_of(const std::string& manifest) {
  VirtualDisk disk;
  const auto at = manifest.find("; virtual disk ");
  if (at == std::string::npos) throw std::runtime_error("the manifest names no virtual disk");
  std::istringstream words(manifest.substr(at));
  std::string skipped;
  words >> skipped >> skipped >> skipped >> disk.size >> skipped >> disk.sha256;
  return disk;
}

TEST(VmdkCorpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto manifests = vixmount::test::corpus().value() / "manifests";
  int checked = 0;
  for (const auto& entry : fs::recursive_directory_iterator(manifests / "vmdk")) {
    if (entry.path().extension() != ".tsv") continue;
    const auto expected = virtual_disk_of(vixmount::test::read_file(entry.path()));
    const auto name = fs::relative(entry.path(), manifests).replace_extension().string();
    const auto image = vixmount::test::corpus_image(name);
    // Extents that are kept compressed are unpacked beside a copy of the descriptor.
    const TemporaryFolder folder;
    fs::copy(image.parent_path(), folder.path());
    for (const auto& packed : fs::directory_iterator(folder.path()))
      if (packed.path().extension() == ".xz")
        vixmount::test::run("xz -d '" + packed.path().string() + "'");
    const auto disk = open(folder.file(image.filename()));
    EXPECT_EQ(std::to_string(disk.info.capacity), expected.size) << name;
    EXPECT_EQ(vixmount::test::sha256_of(*disk.source), expected.sha256) << name;
    ++checked;
  }
  std::printf("%d images checked\n", checked);
  EXPECT_GE(checked, 4);
}

TEST(VmdkCorpus, DescriptorOfAVmwareStream) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto disk = open(vixmount::test::corpus_image("vmdk/vmdkrs/streamOptimized.vmdk"));
  EXPECT_EQ(disk.info.format, "vmdk");
  EXPECT_EQ(disk.info.adapter_type, "buslogic");
  EXPECT_EQ(disk.info.uuid, "60 00 C2 9f e4 0c 87 33-ea 3e c3 1b 2b 43 52 e9");
  ASSERT_TRUE(disk.info.physical_geometry);
  EXPECT_EQ(disk.info.physical_geometry->cylinders, 301U);
  EXPECT_EQ(disk.info.physical_geometry->heads, 4U);
  EXPECT_EQ(disk.info.physical_geometry->sectors, 17U);
  EXPECT_FALSE(disk.info.bios_geometry);
  EXPECT_EQ(disk.info.metadata.at("virtualHWVersion"), "7");
  EXPECT_EQ(disk.info.links[0].create_type, "streamOptimized");
}

}  // namespace
}  // namespace vixmount::disk::test
