// Two signatures on one volume: the documented order decides.
#include <fstream>

#include "fs/registry/identify_file.hpp"

namespace vixmount::fs {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;

// A volume made by a tool, then given further bytes.
class Volume {
 public:
  Volume(std::uint64_t size, const std::string& command) : path_(folder_.file("volume.img")) {
    vixmount::test::write_file(path_, "");
    std::filesystem::resize_file(path_, size);
    make(command);
  }
  void make(const std::string& command) const {
    vixmount::test::run("F='" + path_ + "'; (" + command + ") 2>&1");
  }
  void write(std::uint64_t offset, std::string_view bytes) const {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  std::string type() const {
    const auto found = test::identify_file(path_);
    return found ? found->type : "";
  }
  std::string bytes(std::size_t offset, std::size_t length) const {
    return vixmount::test::read_file(path_).substr(offset, length);
  }

 private:
  vixmount::test::TemporaryFolder folder_;
  std::string path_;
};

// The superblock of a true ext4, as a later mkfs that starts at sector 0 would leave it.
std::string ext_superblock() {
  const Volume ext(4 * kMiB, "mkfs.ext4 -q $F");
  return ext.bytes(1024, 1024);
}

TEST(Overlap, NtfsOverAStaleExtSuperblock) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.ntfs");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.ext4");
  const Volume volume(16 * kMiB, "mkfs.ntfs -F -q $F");
  volume.write(1024, ext_superblock());
  EXPECT_EQ(volume.type(), "ntfs");
}

TEST(Overlap, FatOverAStaleExtSuperblock) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.fat");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.ext4");
  const Volume volume(64 * kMiB, "mkfs.fat -F 32 $F");
  volume.write(1024, ext_superblock());
  EXPECT_EQ(volume.type(), "vfat");
}

// A boot loader's sector in front of an ext may hold a parameter block (extlinux); no table of
// clusters follows.
TEST(Overlap, AParameterBlockWithoutATableIsNoFat) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.fat");
  const Volume fat(64 * kMiB, "mkfs.fat -F 32 $F");
  const Volume volume(64 * kMiB, "true");
  volume.write(0, fat.bytes(0, 512));
  EXPECT_EQ(volume.type(), "");
}

TEST(Overlap, ExfatOverOldFat) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.fat");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.exfat");
  const Volume volume(64 * kMiB, "mkfs.fat -F 32 $F; mkfs.exfat $F");
  EXPECT_EQ(volume.type(), "exfat");
}

TEST(Overlap, FatOverOldExfat) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.fat");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.exfat");
  const Volume volume(64 * kMiB, "mkfs.exfat $F; mkfs.fat -F 32 $F");
  EXPECT_EQ(volume.type(), "vfat");
}

TEST(Overlap, UdfBridgesAreUdf) {
  VIXMOUNT_REQUIRE_PROGRAM("genisoimage");
  const Volume volume(0, "genisoimage -quiet -udf -o $F /etc/hostname");
  EXPECT_EQ(volume.type(), "udf");
}

TEST(Overlap, HybridIsosAreIsos) {
  VIXMOUNT_REQUIRE_PROGRAM("xorrisofs");
  const Volume volume(0, "xorrisofs -quiet -hfsplus -partition_offset 16 -o $F /etc/hostname");
  EXPECT_EQ(volume.type(), "iso9660");
}

TEST(Overlap, SwapOverOldBtrfs) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.btrfs");
  VIXMOUNT_REQUIRE_PROGRAM("mkswap");
  const Volume volume(128 * kMiB, "mkfs.btrfs -q $F");
  const Volume swap(4 * kMiB, "mkswap $F");
  volume.write(0, swap.bytes(0, 4096));
  EXPECT_EQ(volume.type(), "swap");
}

}  // namespace
}  // namespace vixmount::fs
