// The small volumes of make_volumes.py as cryptsetup and dm-crypt of a Linux kernel read them.
#include <fstream>

#include "volume/bitlocker/bitlocker_tester.hpp"

namespace vixmount::volume::bitlocker {
namespace {

// Vista and volumes in conversion are not supported there.
constexpr const char* kNames =
    "aes-xts-128 aes-xts-256 xts-4096 aes-cbc-256 cbc-4096 aes-cbc-256-elephant elephant-4096 "
    "to-go";

TEST(LinuxBitlocker, ReadsEveryVolumeAsTheKernelDoes) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("cryptsetup");
  const auto folder = vixmount::test::made_in_uml(
      "bitlocker-by-kernel",
      std::string("'" VIXMOUNT_SOURCE_DIR "/tests/volume/bitlocker/hash_by_kernel.sh' ") + kNames,
      {"tests/volume/bitlocker/hash_by_kernel.sh", "tests/volume/bitlocker/read_by_kernel.sh",
       "tests/volume/bitlocker/make_volumes.py"});
  const auto key =
      test::ring_of(vixmount::test::read_file(folder / "startup.bek"), KeyKind::startup_key);
  std::ifstream lines(folder / "sha256.txt");
  std::size_t count = 0;
  for (std::string name, sha256; lines >> name >> sha256; ++count) {
    const auto volume = test::only_volume(test::open_file(folder / (name + ".img")), key);
    EXPECT_EQ(volume.health.detail, "") << name;
    EXPECT_EQ(vixmount::test::sha256_of(*volume.source), sha256) << name;
  }
  EXPECT_EQ(count, 8U);
}

}  // namespace
}  // namespace vixmount::volume::bitlocker
