// Volumes whose structures are damaged: the first, the third or all copies of the metadata, places
// outside, entries that do not end. Made of the small volumes of make_volumes.py.
#include <cstring>

#include <libdeflate.h>

#include "base/endian.hpp"
#include "volume/bitlocker/bitlocker_tester.hpp"

namespace vixmount::volume::bitlocker {
namespace {

using test::content_of;
using test::made_plain;

constexpr std::size_t kKib = 1024;
constexpr std::size_t kBlocks[] = {128 * kKib, 256 * kKib, 384 * kKib};  // of make_volumes.py
// In a metadata block.
constexpr std::size_t kSize = 8;
constexpr std::size_t kVersion = 10;
constexpr std::size_t kState = 12;
constexpr std::size_t kStateOffset = 16;
constexpr std::size_t kHeaderSectors = 28;
constexpr std::size_t kBlockOffsets = 32;
constexpr std::size_t kHeaderOffset = 56;
constexpr std::size_t kDatasetEnd = 64 + 12;
constexpr std::size_t kNextNonce = 96;
constexpr std::size_t kFirstDatum = 112;

class DamagedBitlocker : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_MADE_VOLUMES();
    load("aes-cbc-128");
  }

  void load(const std::string& name) { image_ = vixmount::test::read_file(test::made_image(name)); }

  template <typename Number>
  void put(std::size_t place, Number number) {
    std::memcpy(image_.data() + place, &number, sizeof(number));
  }

  // The same change in all three blocks, with good checksums.
  template <typename Number>
  void put_in_blocks(std::size_t place, Number number) {
    for (const auto block : kBlocks) {
      put(block + place, number);
      seal(block);
    }
  }

  void seal(std::size_t block) {
    le16 units;
    std::memcpy(&units, image_.data() + block + kSize, sizeof(units));
    const std::size_t size = units * std::size_t{16};
    if (size + 8 <= 64 * kKib)
      put(block + size + 4, le32(libdeflate_crc32(0, image_.data() + block, size)));
  }

  Resolution resolve() const {
    return test::resolve_with_keys(vixmount::test::memory_source(image_), test::made_startup_key());
  }

  void expect_opened(std::size_t remarks) const {
    const auto resolution = resolve();
    ASSERT_EQ(resolution.volumes.size(), 1U);
    EXPECT_EQ(resolution.remarks.size(), remarks);
    EXPECT_EQ(resolution.volumes[0].health.detail, "");
    EXPECT_TRUE(content_of(*resolution.volumes[0].source) == made_plain("aes-cbc-128"));
  }

  void expect_unusable(const std::string& part_of_detail) const {
    const auto resolution = resolve();
    ASSERT_EQ(resolution.volumes.size(), 1U);
    EXPECT_EQ(resolution.volumes[0].health.condition, Condition::unusable);
    EXPECT_NE(resolution.volumes[0].health.detail.find(part_of_detail), std::string::npos)
        << resolution.volumes[0].health.detail;
  }

  std::string image_;
};

TEST_F(DamagedBitlocker, OneGoodCopyOfTheMetadataIsEnough) {
  image_[kBlocks[0] + kFirstDatum] ^= 1;
  expect_opened(1);
  image_[kBlocks[2] + 3] ^= 1;
  expect_opened(2);
  image_[kBlocks[1] + kNextNonce] ^= 1;
  expect_unusable("none of the metadata blocks is good");
}

TEST_F(DamagedBitlocker, CopiesMayBeNamedOutsideTheVolume) {
  put(160 + 16, le64(std::uint64_t{1} << 60));
  put(160 + 24, le64(image_.size() - 100));
  expect_opened(2);
  put(160 + 32, le64(~std::uint64_t{0}));
  expect_unusable("behind the end of the volume");
}

// The copy that Windows wrote last has seen more nonces. The older one here tells another state.
TEST_F(DamagedBitlocker, TheNewestCopyCounts) {
  put(kBlocks[0] + kNextNonce, le32(1));
  put(kBlocks[0] + kStateOffset, le64(4096));
  seal(kBlocks[0]);
  expect_opened(0);
}

// Who changes the metadata can make their CRC-32 good, but not their SHA-256, which is encrypted.
TEST_F(DamagedBitlocker, ACopyThatFitsItsSha256IsPreferred) {
  for (const auto block : {kBlocks[0], kBlocks[1]}) {
    put(block + kStateOffset, le64(448 * kKib));
    seal(block);
  }
  expect_opened(0);
  put(kBlocks[2] + kStateOffset, le64(448 * kKib));
  seal(kBlocks[2]);
  const auto resolution = resolve();
  ASSERT_EQ(resolution.remarks.size(), 1U);
  EXPECT_NE(resolution.remarks[0].find("do not fit the SHA-256"), std::string::npos);
}

TEST_F(DamagedBitlocker, VersionsToComeAreSaid) {
  put_in_blocks(kVersion, le16(3));
  expect_unusable("BitLocker metadata of version 3 is not supported");
}

TEST_F(DamagedBitlocker, BlocksOfImpossibleSizes) {
  for (const std::uint16_t units : {0, 1, 6, 4096, 65535}) {
    for (const auto block : kBlocks) put(block + kSize, le16(units));
    expect_unusable("a BitLocker metadata block says it has");
  }
}

TEST_F(DamagedBitlocker, EntriesThatDoNotFit) {
  put_in_blocks(kFirstDatum, le16(7));
  expect_unusable("a BitLocker metadata entry says it has 7 bytes");
  put_in_blocks(kFirstDatum, le16(65535));
  expect_unusable("runs past the end");
  put_in_blocks(kDatasetEnd, le32(0xFFFFFFFF));
  expect_unusable("runs past the end");
}

// An entry of size 0 ends them: the volume has no protector that could open it then.
TEST_F(DamagedBitlocker, EntriesThatEndAtOnce) {
  put_in_blocks(kFirstDatum, le16(0));
  const auto resolution = resolve();
  EXPECT_EQ(resolution.volumes.at(0).health.condition, Condition::locked);
  EXPECT_EQ(resolution.volumes[0].health.detail.substr(0, 39),
            "BitLocker, protected by: nothing known;");
}

TEST_F(DamagedBitlocker, StructuresOutsideTheVolumeOrOverItsBegin) {
  put_in_blocks(kHeaderOffset, le64(image_.size() - 4096));
  expect_unusable("behind its end");
  put_in_blocks(kHeaderOffset, le64(512 * kKib + 1));
  expect_unusable("does not begin with a sector");
  put_in_blocks(kHeaderOffset, le64(4096));
  expect_unusable("lies over the first sectors");
  load("aes-cbc-128");
  put_in_blocks(kBlockOffsets, le64(512));
  expect_unusable("lies over the first sectors");
  put_in_blocks(kBlockOffsets, le64(~std::uint64_t{511}));
  expect_unusable("overflows");
  load("aes-cbc-128");
  put_in_blocks(kStateOffset, le64(4095));
  expect_unusable("does not begin with a sector");
  load("aes-cbc-128");
  put_in_blocks(kHeaderSectors, le32(17));
  expect_unusable("tell of 8704 and of 8192 first bytes");
}

TEST_F(DamagedBitlocker, ConversionsOfImpossibleSizes) {
  put_in_blocks(kState, le16(2));
  put_in_blocks(kStateOffset, le64(~std::uint64_t{511}));
  put_in_blocks(kStateOffset + 8, le32(0xFFFFFE00));
  expect_unusable("overflows");
}

TEST_F(DamagedBitlocker, SectorsOfImpossibleSizes) {
  for (const std::uint16_t bytes : {1, 256, 513, 8192}) {
    put(11, le16(bytes));
    expect_unusable(fmt::format("BitLocker with sectors of {} bytes", bytes));
  }
}

TEST_F(DamagedBitlocker, VolumesThatAreCutOff) {
  const auto whole = image_;
  for (const auto length : {0, 100, 511}) {
    image_ = whole.substr(0, static_cast<std::size_t>(length));
    EXPECT_EQ(resolve().volumes.at(0).health, Health()) << length;
  }
  image_ = whole.substr(0, 512);
  expect_unusable("none of the metadata blocks is good");
  image_ = whole.substr(0, kBlocks[1]);  // behind it is where the first sectors are kept
  expect_unusable("behind its end");
}

TEST_F(DamagedBitlocker, VistaClustersThatAreNoPowerOfTwo) {
  load("vista");
  image_[13] = 3;
  expect_unusable("clusters of 1536 bytes");
  image_[13] = 0;
  expect_unusable("clusters of 0 bytes");
}

TEST_F(DamagedBitlocker, BitmapsOfEncryptOnWrite) {
  constexpr std::size_t kInformation[] = {540 * kKib, 544 * kKib};
  constexpr std::size_t kBitmap = 548 * kKib;
  load("encrypt-on-write");
  const auto whole = image_;
  const auto plain = made_plain("encrypt-on-write");
  const auto opens = [&] { return content_of(*resolve().volumes.at(0).source) == plain; };
  image_[kInformation[0] + 20] ^= 1;
  EXPECT_TRUE(opens());
  image_[kInformation[1]] ^= 1;
  expect_unusable("no encrypt-on-write information");
  image_ = whole;
  image_[kBitmap + 20] ^= 1;
  expect_unusable("an encrypt-on-write bitmap has a wrong checksum");
  image_ = whole;
  image_[kBitmap + 1 * kKib + 40] ^= 1;  // the older record
  EXPECT_TRUE(opens());
  image_[kBitmap + 2 * kKib + 40] ^= 1;
  expect_unusable("has no good record");
}

// What no bitmap tells of cannot be known to be plain or encrypted.
TEST_F(DamagedBitlocker, BytesOutsideTheBitmapsOfEncryptOnWriteAreNotGuessed) {
  load("encrypt-on-write");
  constexpr std::size_t kBitmap = 548 * kKib;
  put(kBitmap + 28, le64(600 * kKib));  // the size of the region
  put(kBitmap + 56, le32(0));
  put(kBitmap + 56, le32(libdeflate_crc32(0, image_.data() + kBitmap, kKib)));
  const auto resolution = resolve();
  const auto& source = *resolution.volumes.at(0).source;
  EXPECT_NO_THROW(io::read_bytes(source, 599 * kKib, kKib));
  EXPECT_EQ(vixmount::test::error_kind_of([&] { io::read_bytes(source, 600 * kKib, 1); }),
            ErrorKind::unsupported);
}

}  // namespace
}  // namespace vixmount::volume::bitlocker
