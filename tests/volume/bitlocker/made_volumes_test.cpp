// Volumes of the kinds that the corpus lacks, made by make_volumes.py: what they decrypt to is what
// it encrypted. dislocker and libbde, which share no code with either, read the same volumes.
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "volume/bitlocker/bitlocker_tester.hpp"

namespace vixmount::volume::bitlocker {
namespace {

using test::content_of;
using test::made_image;
using test::made_plain;
using test::made_startup_key;
using test::only_volume;
using test::open_file;
using vixmount::test::have_program;
using vixmount::test::read_file;
using vixmount::test::run;
using vixmount::test::TemporaryFolder;

struct MadeVolume {
  const char* name;
  const char* layout;
};

template <typename Parameter>
std::string test_name(const testing::TestParamInfo<Parameter>& info) {
  std::string name;
  if constexpr (std::is_same_v<Parameter, MadeVolume>)
    name = info.param.name;
  else
    name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class BitlockerMadeVolume : public testing::TestWithParam<MadeVolume> {};

TEST_P(BitlockerMadeVolume, DecryptsToWhatWasEncrypted) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume = only_volume(open_file(made_image(GetParam().name)), made_startup_key());
  EXPECT_EQ(volume.scheme, "bitlocker");
  EXPECT_EQ(volume.layout, GetParam().layout);
  EXPECT_EQ(volume.uuid, "11112222-3333-4444-5555-666677778888");
  EXPECT_EQ(volume.health, Health());
  EXPECT_TRUE(content_of(*volume.source) == made_plain(GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BitlockerMadeVolume,
    testing::Values(
        MadeVolume{"aes-cbc-128-elephant", "aes-cbc-128-elephant"},
        MadeVolume{"aes-cbc-256-elephant", "aes-cbc-256-elephant"},
        MadeVolume{"aes-cbc-128", "aes-cbc-128"}, MadeVolume{"aes-cbc-256", "aes-cbc-256"},
        MadeVolume{"aes-xts-128", "aes-xts-128"}, MadeVolume{"aes-xts-256", "aes-xts-256"},
        MadeVolume{"elephant-4096", "aes-cbc-128-elephant"}, MadeVolume{"cbc-4096", "aes-cbc-256"},
        MadeVolume{"xts-4096", "aes-xts-256"}, MadeVolume{"to-go", "aes-xts-128"},
        MadeVolume{"vista", "aes-cbc-128-elephant"}, MadeVolume{"vista-place", "aes-cbc-256"},
        MadeVolume{"vista-backup", "aes-cbc-256-elephant"}, MadeVolume{"clear-key", "aes-xts-128"},
        MadeVolume{"partial", "aes-cbc-128"}, MadeVolume{"partial-header", "aes-xts-256"},
        MadeVolume{"decrypted", "not encrypted"}, MadeVolume{"encrypt-on-write", "aes-xts-128"}),
    test_name<MadeVolume>);

// What another program shows may stop at its own idea of the volume's end: dislocker at the end of
// what is encrypted, libbde at NTFS' number of sectors.
void expect_same(const std::string& theirs, const std::string& plain) {
  ASSERT_GT(theirs.size(), plain.size() / 2);
  EXPECT_TRUE(plain.starts_with(theirs));
}

class BitlockerByDislocker : public testing::TestWithParam<const char*> {};

TEST_P(BitlockerByDislocker, DecryptsToTheSame) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  VIXMOUNT_REQUIRE_PROGRAM("dislocker-file");
  const std::string name = GetParam();
  const TemporaryFolder folder;
  run("dislocker-file -q -r -V '" + made_image(name) + "' -f '" +
      (test::made_volumes() / "startup.bek").string() + "' -- '" + folder.file("out") + "' 2>&1");
  auto theirs = read_file(folder.file("out"));
  auto plain = made_plain(name);
  // It leaves the cluster of the second MFT in Vista's first sector as it is on the disk.
  if (name == "vista") theirs.replace(56, 8, plain, 56, 8);
  expect_same(theirs, plain);
}

// 0.7.2 does not know encrypt-on-write.
INSTANTIATE_TEST_SUITE_P(Kinds, BitlockerByDislocker,
                         testing::Values("aes-cbc-128-elephant", "aes-cbc-256-elephant",
                                         "aes-cbc-128", "aes-cbc-256", "aes-xts-128", "aes-xts-256",
                                         "elephant-4096", "cbc-4096", "xts-4096", "to-go", "vista",
                                         "clear-key", "partial", "partial-header"),
                         test_name<const char*>);

class BitlockerByLibbde : public testing::TestWithParam<const char*> {};

TEST_P(BitlockerByLibbde, DecryptsToTheSame) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  VIXMOUNT_REQUIRE_PROGRAM("bdemount");
  if (!std::filesystem::exists("/dev/fuse")) GTEST_SKIP() << "needs FUSE";
  const TemporaryFolder folder;
  const auto mount = folder.file("mount");
  std::filesystem::create_directory(mount);
  // The program goes on in the background before the mount is there.
  run("bdemount -s '" + (test::made_volumes() / "startup.bek").string() + "' '" +
      made_image(GetParam()) + "' '" + mount +
      "' >/dev/null 2>&1 && "
      "for i in $(seq 100); do [ -e '" +
      mount +
      "/bde1' ] && break; sleep 0.02; done; "
      "cat '" +
      mount + "/bde1' > '" + folder.file("out") + "'; fusermount3 -u '" + mount + "'");
  expect_same(read_file(folder.file("out")), made_plain(GetParam()));
}

// 20190102 does not know AES-XTS 256, and of Vista only what no Vista writes.
INSTANTIATE_TEST_SUITE_P(Kinds, BitlockerByLibbde,
                         testing::Values("aes-cbc-128-elephant", "aes-cbc-256", "aes-xts-128",
                                         "elephant-4096", "to-go", "vista-place", "partial"),
                         test_name<const char*>);

TEST(BitlockerVolume, SaysWhichBytesWereBeingConverted) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto resolution =
      test::resolve_with_keys(open_file(made_image("dirty")), made_startup_key());
  ASSERT_EQ(resolution.volumes.size(), 1U);
  ASSERT_EQ(resolution.remarks.size(), 1U);
  EXPECT_EQ(resolution.remarks[0],
            "disk 1: BitLocker was converting 8192 bytes at byte 593920 when the disk was copied; "
            "they cannot be read");
  const auto& source = *resolution.volumes[0].source;
  const auto plain = made_plain("dirty");
  const auto expect_plain = [&](std::size_t begin, std::size_t end) {
    const auto bytes = io::read_bytes(source, begin, end - begin);
    EXPECT_EQ(std::memcmp(bytes.data(), plain.data() + begin, bytes.size()), 0);
  };
  expect_plain(0, 593920);
  expect_plain(593920 + 8192, plain.size());
  EXPECT_EQ(vixmount::test::error_kind_of([&] { io::read_bytes(source, 593920 + 8191, 1); }),
            ErrorKind::unsupported);
}

TEST(BitlockerVolume, MapsWhatIsPlainToTheDisk) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  constexpr std::uint64_t kKib = 1024;
  const auto volume = only_volume(open_file(made_image("partial")), made_startup_key());
  const auto& source = *volume.source;
  // The first sectors are kept behind what is encrypted.
  const auto first = source.map(0, volume.size);
  EXPECT_EQ(first.kind, io::ExtentKind::data);
  EXPECT_EQ(first.position, 512 * kKib);
  EXPECT_EQ(first.length, 8 * kKib);
  const auto encrypted = source.map(8 * kKib, volume.size - 8 * kKib);
  EXPECT_EQ(encrypted.kind, io::ExtentKind::opaque);
  EXPECT_EQ(encrypted.length, 120 * kKib);
  const auto block = source.map(128 * kKib, volume.size - 128 * kKib);
  EXPECT_EQ(block.kind, io::ExtentKind::zero);
  EXPECT_EQ(block.length, 64 * kKib);
  const auto plain = source.map(448 * kKib, volume.size - 448 * kKib);
  EXPECT_EQ(plain.kind, io::ExtentKind::data);
  EXPECT_EQ(plain.position, 448 * kKib);
  EXPECT_EQ(plain.length, 64 * kKib);  // up to where the first sectors are kept
}

TEST(BitlockerVolume, IsReadFromAnyByteOn) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume = only_volume(open_file(made_image("elephant-4096")), made_startup_key());
  const auto plain = made_plain("elephant-4096");
  for (const std::size_t begin : {1, 4095, 8191, 131071, 200001, 524287}) {
    const auto bytes = io::read_bytes(*volume.source, begin, 70001);
    EXPECT_EQ(std::memcmp(bytes.data(), plain.data() + begin, bytes.size()), 0) << begin;
  }
}

TEST(BitlockerVolume, KeepsThePlaceOfItsPartition) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  constexpr std::uint64_t kBegin = 64 * 512;
  std::string table(kBegin, '\0');
  const auto image = read_file(made_image("aes-cbc-128"));
  const unsigned char entry[] = {0, 0, 0, 0, 7, 0, 0, 0, 64, 0, 0, 0, 0, 5, 0, 0};  // 1280 sectors
  table.replace(446, sizeof(entry), reinterpret_cast<const char*>(entry), sizeof(entry));
  table.replace(510, 2, "\x55\xaa");
  const auto volume = only_volume(vixmount::test::memory_source(table + image), made_startup_key());
  EXPECT_EQ(volume.scheme, "bitlocker");
  EXPECT_EQ(volume.name, "disk 1 partition 1 (BitLocker)");
  EXPECT_EQ(volume.type, VolumeType::mbr_partition);
  EXPECT_EQ(volume.partition_number, 1U);
  EXPECT_EQ(volume.offset, kBegin);
  EXPECT_EQ(volume.disk, 0U);
  EXPECT_TRUE(content_of(*volume.source) == made_plain("aes-cbc-128"));
}

TEST(BitlockerVolume, RemarksThatProtectionIsSuspended) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto resolution = test::resolve_with_keys(open_file(made_image("clear-key")), {});
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_TRUE(content_of(*resolution.volumes[0].source) == made_plain("clear-key"));
  ASSERT_EQ(resolution.remarks.size(), 1U);
  EXPECT_NE(resolution.remarks[0].find("suspended"), std::string::npos);
}

TEST(BitlockerVolume, RemarksThatEncryptionWasGoingOn) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto resolution =
      test::resolve_with_keys(open_file(made_image("encrypt-on-write")), made_startup_key());
  ASSERT_EQ(resolution.remarks.size(), 1U);
  // Four chunks of 32 KiB.
  EXPECT_NE(resolution.remarks[0].find("131072 bytes were still plain"), std::string::npos);
}

}  // namespace
}  // namespace vixmount::volume::bitlocker
