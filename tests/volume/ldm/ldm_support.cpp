#include "volume/ldm/ldm_support.hpp"

#include <sstream>
#include <stdexcept>

#include "io/sources.hpp"
#include "support/made_once.hpp"

namespace vixmount::volume::test {
namespace {

std::filesystem::path made() {
  const std::string recipe = "tests/volume/ldm/make_ldm.py";
  return vixmount::test::made_once("ldm", "python3 '" VIXMOUNT_SOURCE_DIR "/" + recipe + "' .",
                                   {recipe});
}

}  // namespace

std::string made_disk(const std::string& set, int number) {
  return (made() / set / ("disk" + std::to_string(number) + ".img")).string();
}

std::vector<ExpectedVolume> made_manifest(const std::string& set) {
  std::istringstream text(vixmount::test::read_file(made() / set / "manifest"));
  std::vector<ExpectedVolume> volumes;
  ExpectedVolume volume;
  while (text >> volume.name >> volume.layout >> volume.size >> volume.sha256 >> volume.guid >>
         volume.drive_letter) {
    if (volume.drive_letter == "-") volume.drive_letter.clear();
    volumes.push_back(volume);
  }
  return volumes;
}

io::SourcePtr open_disk(const std::string& path) {
  return std::make_shared<io::FileSource>(io::HostFile::open(path));
}

Resolution resolve_sources(const std::vector<io::SourcePtr>& disks) {
  std::vector<DiskInput> inputs;
  for (const auto& disk : disks) inputs.push_back({disk, 512});
  return resolve(inputs, Log());
}

Resolution resolve_made(const std::string& set, const std::vector<int>& numbers) {
  std::vector<io::SourcePtr> disks;
  for (const auto number : numbers) disks.push_back(open_disk(made_disk(set, number)));
  return resolve_sources(disks);
}

const Volume& find_volume(const Resolution& resolution, const std::string& name) {
  for (const auto& volume : resolution.volumes)
    if (volume.scheme == "ldm" && volume.name.ends_with("/" + name)) return volume;
  throw std::runtime_error("no volume " + name);
}

void expect_volume(const Resolution& resolution, const ExpectedVolume& expected) {
  SCOPED_TRACE(expected.name);
  const auto& volume = find_volume(resolution, expected.name);
  EXPECT_EQ(volume.type, VolumeType::dynamic);
  EXPECT_EQ(volume.layout, expected.layout);
  EXPECT_EQ(volume.uuid, expected.guid);
  EXPECT_EQ(volume.drive_letter, expected.drive_letter);
  ASSERT_EQ(volume.size, expected.size);
  EXPECT_EQ(vixmount::test::sha256_of(*volume.source), expected.sha256);
}

}  // namespace vixmount::volume::test
