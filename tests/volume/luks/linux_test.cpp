// Volumes that cryptsetup made and dm-crypt of a Linux kernel read, in user-mode-linux.
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "base/checked.hpp"
#include "luks_tester.hpp"
#include "support/made_once.hpp"

namespace vixmount::volume::luks {
namespace {

using test::only_volume;
using test::ring_of;
using vixmount::test::read_file;

std::filesystem::path disks() {
  return vixmount::test::made_in_uml(
      "luks-disks", "'" VIXMOUNT_SOURCE_DIR "/tests/volume/luks/make_luks_disks.sh'",
      {"tests/volume/luks/make_luks_disks.sh", "tests/volume/luks/make_in_uml.sh"});
}

#define VIXMOUNT_REQUIRE_LINUX()         \
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml"); \
  VIXMOUNT_REQUIRE_PROGRAM("cryptsetup")

struct Plain {
  std::uint64_t size = 0;
  std::string sha256;
};

// By name of the image, from the kernel.
std::map<std::string, Plain> manifest() {
  std::map<std::string, Plain> all;
  std::ifstream lines(disks() / "sha256.txt");
  std::string name;
  Plain plain;
  while (lines >> name >> plain.size >> plain.sha256) all[name] = plain;
  return all;
}

std::string image(const std::string& name) { return (disks() / (name + ".img")).string(); }
std::string secret(const std::string& name) { return read_file(disks() / name); }

// How `volume` of the image `name` compares to what the kernel read.
void expect_as_kernel(const Volume& volume, const std::string& name) {
  const auto expected = manifest();
  ASSERT_TRUE(expected.contains(name)) << name;
  EXPECT_EQ(volume.health.detail, "") << name;
  EXPECT_EQ(volume.size, expected.at(name).size) << name;
  EXPECT_EQ(vixmount::test::sha256_of(*volume.source), expected.at(name).sha256) << name;
}

// What is said by name; everything else is decrypted.
const std::map<std::string, std::string> kUnsupported = {{"luks1-serpent", "the cipher serpent"},
                                                         {"luks1-whirlpool", "the hash whirlpool"}};

TEST(LinuxLuks, ReadsEveryVolumeAsTheKernelDoes) {
  VIXMOUNT_REQUIRE_LINUX();
  const auto all = manifest();
  EXPECT_EQ(all.size(), 21U);
  for (const auto& [name, plain] : all) {
    const auto key = name.find("slots") != std::string::npos ? "key_file.bin" : "passphrase.txt";
    const auto volume = only_volume(image(name), secret(key));
    if (const auto reason = kUnsupported.find(name); reason != kUnsupported.end())
      EXPECT_NE(volume.health.detail.find(reason->second), std::string::npos) << name;
    else
      expect_as_kernel(volume, name);
    std::printf(
        "%-24s %8ju bytes  %s\n", name.c_str(), static_cast<std::uintmax_t>(plain.size),
        volume.health.detail.empty() ? volume.layout.c_str() : volume.health.detail.c_str());
  }
}

TEST(LinuxLuks, TriesAllSlotsAndNoDeletedOne) {
  VIXMOUNT_REQUIRE_LINUX();
  const auto condition = [](const std::string& name, const std::string& key) {
    return only_volume(image(name), secret(key)).health.condition;
  };
  // Of LUKS1 the passphrase's slot was deleted, of LUKS2 the second one's.
  EXPECT_EQ(condition("luks1-slots", "passphrase.txt"), Condition::locked);
  EXPECT_EQ(condition("luks1-slots", "second.txt"), Condition::good);
  EXPECT_EQ(condition("luks2-slots", "passphrase.txt"), Condition::good);
  EXPECT_EQ(condition("luks2-slots", "second.txt"), Condition::locked);
}

TEST(LinuxLuks, TakesAKeyFileWithTheEditorsLineBreak) {
  VIXMOUNT_REQUIRE_LINUX();
  for (const auto* ending : {"\n", "\r\n"})
    expect_as_kernel(only_volume(image("luks2-sector-512"), secret("passphrase.txt") + ending),
                     "luks2-sector-512");
  EXPECT_EQ(
      only_volume(image("luks2-sector-512"), secret("passphrase.txt") + "\n\n").health.condition,
      Condition::locked);
}

TEST(LinuxLuks, TakesAVolumeKeyWhenItIsTheRightOne) {
  VIXMOUNT_REQUIRE_LINUX();
  for (const auto* name : {"luks1-essiv", "luks2-sector-512"}) {
    const auto disk = test::open_file(image(name));
    auto key = secret(std::string(name) + ".key");
    expect_as_kernel(only_volume(disk, ring_of({key}, KeyKind::volume_key)), name);
    EXPECT_EQ(only_volume(disk, ring_of({key})).health.condition, Condition::locked);
    key[0] = static_cast<char>(key[0] ^ 1);
    EXPECT_EQ(only_volume(disk, ring_of({key}, KeyKind::volume_key)).health.condition,
              Condition::locked);
  }
}

// The image with `count` bytes at `offset` inverted.
io::SourcePtr damaged(const std::string& name, std::uint64_t offset, std::size_t count) {
  auto bytes = read_file(image(name));
  for (std::size_t i = 0; i < count; ++i) {
    auto& byte = bytes.at(static_cast<std::size_t>(offset) + i);
    byte = static_cast<char>(~byte);
  }
  return vixmount::test::memory_source(bytes);
}

TEST(LinuxLuks, UsesTheCopyOfADamagedHeader) {
  VIXMOUNT_REQUIRE_LINUX();
  const std::string name = "luks2-argon2id";
  const auto keys = ring_of({secret("passphrase.txt")});
  constexpr std::uint64_t kMetadata = 4096;
  constexpr std::uint64_t kSecondHeader = 16384;
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{16}, kMetadata + 100}) {
    const auto resolution = test::resolve_with_keys(damaged(name, offset, 2), keys);
    ASSERT_EQ(resolution.volumes.size(), 1U);
    expect_as_kernel(resolution.volumes[0], name);
    EXPECT_EQ(resolution.remarks.size(), 2U) << offset;
  }
  const auto resolution =
      test::resolve_with_keys(damaged(name, kSecondHeader + kMetadata, 2), keys);
  expect_as_kernel(resolution.volumes.at(0), name);
  ASSERT_EQ(resolution.remarks.size(), 1U);
  EXPECT_NE(resolution.remarks[0].find("checksum"), std::string::npos);
}

// A second maker, whose plain content is known.
TEST(QemuLuks, ReadsWhatQemuEncrypts) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  const auto folder = vixmount::test::made_once(
      "luks-qemu",
      "seq 1 200000 | head -c 1m >plain.raw\n"
      "make() {\n"
      // It measures its own speed, which may fail on a busy machine.
      "  for attempt in $(seq 50); do qemu-img convert -q -f raw -O luks --object "
      "secret,id=s,data=abc"
      " -o key-secret=s,iter-time=10,$2 plain.raw $1.luks && return; done\n"
      "}\n"
      "make xts cipher-alg=aes-256,cipher-mode=xts\n"
      "make essiv cipher-alg=aes-128,cipher-mode=cbc,ivgen-alg=essiv,ivgen-hash-alg=sha256\n",
      {});
  for (const auto* name : {"xts.luks", "essiv.luks"}) {
    const auto volume = only_volume((folder / name).string(), "abc");
    EXPECT_EQ(vixmount::test::sha256_of(*volume.source),
              vixmount::test::sha256_of_file(folder / "plain.raw"))
        << name;
  }
}

TEST(LinuxLuks, ReadsAnyAlignment) {
  VIXMOUNT_REQUIRE_LINUX();
  for (const auto* name : {"luks2-sector-4096", "luks2-cbc-4096", "luks1-ecb"}) {
    const auto volume = only_volume(image(name), secret("passphrase.txt"));
    const auto whole = io::read_bytes(*volume.source, 0, volume.size);
    for (const std::uint64_t offset : {0, 1, 511, 512, 4095, 4096, 70001, 131072}) {
      for (const std::size_t length : {1, 15, 512, 4096, 8191, 262144, 434000}) {
        const auto part = io::read_bytes(*volume.source, offset, length);
        EXPECT_TRUE(std::equal(part.begin(), part.end(),
                               whole.begin() + static_cast<std::ptrdiff_t>(offset)))
            << name << " " << offset << " " << length;
      }
    }
  }
}

TEST(LinuxLuks, ReadsUnencryptedVolumesStraightFromTheFile) {
  VIXMOUNT_REQUIRE_LINUX();
  const auto volume = only_volume(image("luks1-null"), std::string());
  const auto extent = volume.source->map(0, volume.size);
  EXPECT_EQ(extent.kind, io::ExtentKind::data);
  EXPECT_EQ(extent.length, volume.size);
}

}  // namespace
}  // namespace vixmount::volume::luks
