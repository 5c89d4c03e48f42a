// Descriptors with mixed extents, written by hand.
#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

using vixmount::test::error_kind_of;
using vixmount::test::write_file;

class Extents : public testing::Test {
 protected:
  Disk open_extents(const std::string& lines) {
    write_file(path_, descriptor_text(lines));
    return open(path_);
  }
  Error error_of_extents(const std::string& lines) {
    write_file(path_, descriptor_text(lines));
    return error_of(path_);
  }
  static char byte_at(const Disk& disk, std::uint64_t offset) {
    return std::to_integer<char>(io::read_bytes(*disk.source, offset, 1)[0]);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("disk.vmdk");
};

TEST_F(Extents, EachKeepsItsPlaceInTheDisk) {
  write_file(folder_.file("one.img"), std::string(512, 'x') + std::string(1024, 'a'));
  write_file(folder_.file("two.img"), std::string(1024, 'b'));
  const auto disk = open_extents(
      "RW 2 FLAT \"one.img\" 1\nRW 3 ZERO\nNOACCESS 2 FLAT \"gone.img\" 0\nRDONLY 2 VMFS "
      "\"two.img\"");
  EXPECT_EQ(disk.info.capacity, 9 * 512U);
  EXPECT_EQ(byte_at(disk, 0), 'a') << "an offset inside the file";
  EXPECT_EQ(byte_at(disk, 1023), 'a');
  EXPECT_EQ(disk.source->map(1024, 3 * 512).kind, io::ExtentKind::zero);
  EXPECT_EQ(byte_at(disk, 7 * 512), 'b');
  EXPECT_EQ(error_kind_of([&] { byte_at(disk, 5 * 512); }), ErrorKind::access_denied);
  EXPECT_EQ(error_kind_of([&] { io::read_bytes(*disk.source, 0, 9 * 512); }),
            ErrorKind::access_denied);
  EXPECT_EQ(disk.info.links[0].extent_paths.size(), 2U);
}

TEST_F(Extents, AFlatFileThatIsTooShortIsReadableAsFarAsItGoes) {
  write_file(folder_.file("short.img"), std::string(700, 'a'));
  const auto disk = open_extents("RW 4 FLAT \"short.img\" 0\nRW 1 ZERO");
  EXPECT_EQ(byte_at(disk, 699), 'a');
  EXPECT_EQ(error_kind_of([&] { byte_at(disk, 700); }), ErrorKind::damaged);
  EXPECT_EQ(error_kind_of([&] { byte_at(disk, 2047); }), ErrorKind::damaged);
  EXPECT_EQ(byte_at(disk, 2048), '\0');
}

TEST_F(Extents, APartitionedDeviceIsPartsOfOneFile) {
  std::string device;
  for (const char c : {'0', '1', '2', '3'}) device += std::string(512, c);
  write_file(folder_.file("device"), device);
  write_file(folder_.file("mbr.img"), std::string(512, 'm'));
  const auto disk = open_extents(
      "RW 1 FLAT \"mbr.img\" 0\nRW 1 FLAT \"device\" 1 partitionUUID device\n"
      "RW 1 ZERO\nRW 1 FLAT \"device\" 3");
  EXPECT_EQ(byte_at(disk, 0), 'm');
  EXPECT_EQ(byte_at(disk, 512), '1');
  EXPECT_EQ(byte_at(disk, 1024), '\0');
  EXPECT_EQ(byte_at(disk, 1536), '3');
  EXPECT_EQ(disk.info.links[0].extent_paths.size(), 2U) << "the device is opened once";
}

TEST_F(Extents, ARawDeviceMappingNeedsItsDevice) {
  const auto absent = error_of_extents("RW 4 VMFSRDM \"disk-rdm.vmdk\"");
  EXPECT_EQ(absent.kind(), ErrorKind::unsupported);
  EXPECT_TRUE(contains(absent.message(), "raw device mapping")) << absent.message();
  write_file(folder_.file("disk-rdm.vmdk"), "mapping");
  EXPECT_EQ(error_of_extents("RW 4 VMFSRDM \"disk-rdm.vmdk\"").kind(), ErrorKind::unsupported);
  write_file(folder_.file("disk-rdm.vmdk"), std::string(2048, 'r'));
  EXPECT_EQ(byte_at(open_extents("RW 4 VMFSRDM \"disk-rdm.vmdk\""), 2047), 'r');
}

TEST_F(Extents, AMissingExtentIsNamedWithItsLine) {
  const auto error = error_of_extents("RW 4 FLAT \"gone-flat.vmdk\" 0");
  EXPECT_EQ(error.kind(), ErrorKind::not_found);
  EXPECT_TRUE(contains(error.message(), "gone-flat.vmdk")) << error.message();
  EXPECT_TRUE(contains(error.message(), "line 8")) << error.message();
}

TEST_F(Extents, AFileThatIsNoSparseExtentIsRefused) {
  write_file(folder_.file("x.img"), std::string(4096, 'x'));
  for (const std::string type : {"SPARSE", "VMFSSPARSE", "SESPARSE"})
    EXPECT_EQ(error_of_extents("RW 4 " + type + " \"x.img\"").kind(), ErrorKind::damaged) << type;
}

TEST_F(Extents, DirectoriesAndSpecialFilesAreRefused) {
  EXPECT_EQ(error_of_extents("RW 4 FLAT \".\" 0").kind(), ErrorKind::wrong_file_type);
  vixmount::test::run("mkfifo '" + folder_.file("pipe") + "'");
  EXPECT_EQ(error_of_extents("RW 4 FLAT \"pipe\" 0").kind(), ErrorKind::wrong_file_type);
}

TEST_F(Extents, ForeignFilesAreTold) {
  const std::vector<std::pair<std::string, std::string>> all = {
      {"QFI\xfb", "QCOW2"},
      {"vhdxfile", "VHDX"},
      {"conectix", "VHD"},
      {std::string(512, '\0') + "conectix" + std::string(504, '\0'), "VHD"},
      {std::string(510, '\0') + "\x55\xaa", "raw:PATH"},
      {"", "empty"},
      {"anything else", "raw:PATH"},
  };
  for (const auto& [content, word] : all) {
    write_file(path_, content);
    const auto error = error_of(path_);
    EXPECT_EQ(error.kind(), ErrorKind::not_a_disk);
    EXPECT_TRUE(contains(error.message(), word)) << error.message();
  }
}

TEST_F(Extents, RawOnlyWhenAsked) {
  write_file(path_, std::string(1536, 'r'));
  EXPECT_EQ(error_of(path_).kind(), ErrorKind::not_a_disk);
  const auto disk = open(path_, {.raw = true});
  EXPECT_EQ(disk.info.format, "raw");
  EXPECT_EQ(disk.info.capacity, 1536U);
  EXPECT_EQ(byte_at(disk, 1535), 'r');
  ASSERT_EQ(disk.info.links.size(), 1U);
  EXPECT_EQ(disk.info.links[0].create_type, "raw");
}

TEST_F(Extents, ADescriptorEndsAtTheFirstNul) {
  write_file(path_, descriptor_text("RW 4 ZERO") + std::string(1000, '\0'));
  EXPECT_EQ(open(path_).info.capacity, 2048U);
  // What QEMU leaves behind when a new content id has a digit less: the old text's last bytes.
  write_file(path_, descriptor_text("RW 4 ZERO") + std::string("\0\n", 2) + std::string(400, '\0'));
  EXPECT_EQ(open(path_).info.capacity, 2048U);
}

}  // namespace
}  // namespace vixmount::disk::test
