// What a header says is used, or said: on volumes made by hand.
#include <atomic>

#include <gtest/gtest.h>

#include "luks_builder.hpp"
#include "luks_tester.hpp"
#include "volume/luks/header.hpp"
#include "volume/luks/luks.hpp"
#include "volume/luks/unlock.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::luks {
namespace {

using test::json_of;
using test::keyslot_with;
using test::luks1_image;
using test::luks2_image;
using test::luks2_parts;
using test::only_volume;
using test::ring_of;
using test::segment_from;
using vixmount::test::memory_source;

Volume opened(const std::string& image, const std::string& passphrase = "any") {
  return only_volume(memory_source(image), ring_of({passphrase}));
}

// "CONDITION: detail" of the only volume.
void expect_refused(const std::string& image, Condition condition, const std::string& part) {
  const auto health = opened(image).health;
  EXPECT_EQ(health.condition, condition) << health.detail;
  EXPECT_NE(health.detail.find(part), std::string::npos) << health.detail;
}

TEST(Luks, OpensWhatTheBuilderMakes) {
  const auto two = opened(luks2_image(json_of(luks2_parts())));
  EXPECT_EQ(two.health, Health{});
  EXPECT_EQ(two.scheme, "luks");
  EXPECT_EQ(two.layout, "aes-xts-plain64");
  EXPECT_EQ(two.uuid, "01234567-89ab-cdef-0123-456789abcdef");
  EXPECT_EQ(two.name, "/dev/mapper/luks-01234567-89ab-cdef-0123-456789abcdef");
  EXPECT_EQ(two.device_names, std::vector<std::string>{two.name});
  EXPECT_EQ(two.size, 65536U);
  const auto one = opened(luks1_image({}));
  EXPECT_EQ(one.layout, "cipher_null-ecb");
  EXPECT_EQ(one.size, 61440U);
}

TEST(Luks, KeepsThePlaceOfItsContainer) {
  Volume partition;
  partition.type = VolumeType::gpt_partition;
  partition.scheme = "gpt";
  partition.name = "disk 1 partition 3";
  partition.disk = 0;
  partition.offset = 1 << 20;
  partition.partition_number = 3;
  partition.partition_uuid = "aabb";
  partition.device_names = {"/dev/vg/lv"};
  Container container;
  container.name = partition.name;
  container.source = memory_source(luks1_image({}));
  container.volume = std::make_shared<const Volume>(partition);
  const auto keys = ring_of({"any"});
  const auto scheme = make_luks_scheme(keys);
  Remarks remarks;
  const auto claim = scheme->claim(container, remarks);
  ASSERT_TRUE(claim && claim->member);
  const auto groups = scheme->assemble({claim->member}, remarks);
  ASSERT_EQ(groups.size(), 1U);
  const auto& volume = groups[0].volumes.at(0);
  EXPECT_EQ(volume.type, VolumeType::gpt_partition);
  EXPECT_EQ(volume.disk, 0U);
  EXPECT_EQ(volume.offset, 1U << 20);
  EXPECT_EQ(volume.partition_number, 3U);
  EXPECT_EQ(volume.partition_uuid, "aabb");
  EXPECT_EQ(volume.device_names,
            (std::vector<std::string>{"/dev/mapper/luks-01234567-89ab-cdef-0123-456789abcdef",
                                      "/dev/vg/lv"}));
  EXPECT_EQ(volume.size, volume.source->size());
}

TEST(Luks, SaysWhichKeysItWasGiven) {
  const auto disk = memory_source(luks2_image(json_of(luks2_parts())));
  const auto detail = [&](const KeyRing& keys) {
    const auto health = only_volume(disk, keys).health;
    EXPECT_EQ(health.condition, Condition::locked);
    return health.detail;
  };
  const std::string who = "LUKS2, UUID 01234567-89ab-cdef-0123-456789abcdef: ";
  EXPECT_EQ(detail({}), who + "no key was given");
  EXPECT_EQ(detail(ring_of({"for BitLocker"}, KeyKind::recovery_password)),
            who + "no key was given");
  EXPECT_EQ(detail(ring_of({"wrong"}, KeyKind::volume_key)),
            who + "the key that was given does not fit");
  EXPECT_EQ(detail(ring_of({"wrong", "as well"}, KeyKind::volume_key)),
            who + "none of the 2 keys that were given fits");
}

TEST(Luks, ChecksAVolumeKey) {
  const auto disk = memory_source(luks2_image(json_of(luks2_parts())));
  EXPECT_EQ(only_volume(disk, ring_of({test::volume_key()}, KeyKind::volume_key)).health, Health{});
}

TEST(Luks, RefusesDerivationsThatWouldTakeTooLong) {
  auto parts = luks2_parts();
  const auto with = [&](const std::string& derivation) {
    parts.keyslots = R"({"0":)" + keyslot_with(derivation) + "}";
    return luks2_image(json_of(parts));
  };
  expect_refused(
      with(R"({"type":"pbkdf2","hash":"sha256","iterations":4000000000,"salt":"c2FsdA=="})"),
      Condition::locked, "keyslot 0: 4000000000 iterations of sha256 are refused");
  expect_refused(
      with(
          R"({"type":"argon2id","time":4,"memory":8388608,"cpus":4,"salt":"c2FsdHNhbHRzYWx0"})"),
      Condition::locked, "8388608 KiB");
  expect_refused(with(R"({"type":"scrypt","salt":"c2FsdA=="})"), Condition::locked,
                 "no keyslot can be used");
  expect_refused(luks1_image({.iterations = 0xFFFFFFFF}), Condition::locked, "are refused");
  expect_refused(luks1_image({.digest_iterations = 0xFFFFFFFF}), Condition::unusable,
                 "are refused");
}

// Six slots of which each is allowed, but not all: the work is bounded, and a good slot behind them
// is not reached. The slots' areas are missing, so that nothing is really derived.
TEST(Luks, BoundsTheWorkOfAllSlots) {
  auto parts = luks2_parts();
  auto slow = keyslot_with(
      R"({"type":"pbkdf2","hash":"sha512","iterations":60000000,"salt":"c2FsdA=="})");
  slow.replace(slow.find("\"32768\""), 7, "\"99999999\"");
  parts.keyslots = "{";
  for (const auto* slot : {"0", "1", "2", "3", "4", "5"})
    parts.keyslots += fmt::format("\"{}\":{},", slot, slow);
  parts.keyslots.back() = '}';
  const auto health = opened(luks2_image(json_of(parts))).health;
  EXPECT_NE(health.detail.find("its area ends behind the end of the disk"), std::string::npos);
  EXPECT_NE(health.detail.find("it would take too long"), std::string::npos) << health.detail;
}

// Thousands of partitions may lie on the same header.
TEST(Luks, BoundsTheBytesOfAllHeaders) {
  const auto disk = memory_source(luks2_image(json_of(luks2_parts())));
  std::atomic<std::uint64_t> bytes_left = 3 * 16384 + 100;
  EXPECT_TRUE(find_luks2_copy(*disk, bytes_left).value().remarks.empty());
  EXPECT_EQ(bytes_left, 16384U + 100);
  const auto first_alone = find_luks2_copy(*disk, bytes_left);
  EXPECT_EQ(bytes_left, 100U);
  EXPECT_EQ(first_alone.value().remarks,
            std::vector<std::string>{
                "the LUKS2 headers of all disks have more than 268435456 bytes"});
  EXPECT_THROW(find_luks2_copy(*disk, bytes_left), Error);
}

// A keyslot whose derivation is quick may still have an area of megabytes.
TEST(Luks, CountsTheWorkOfAKeyslotsArea) {
  const auto work_with = [](std::uint32_t stripes) {
    const auto disk = memory_source(luks1_image({.stripes = stripes}));
    const Key key{"all", KeyKind::passphrase, Secret(std::string_view("any"))};
    std::atomic<std::uint64_t> work_left = kMostWork;
    unlock(read_luks1_header(*disk), *disk, {&key}, work_left);
    return kMostWork - work_left;
  };
  EXPECT_EQ(work_with(10'000) - work_with(1), 9'999U);  // stripes of 64 bytes
}

TEST(Luks, SaysWhatItDoesNotSupport) {
  const auto with_segments = [](const std::string& segments) {
    auto parts = luks2_parts();
    parts.segments = segments;
    return luks2_image(json_of(parts));
  };
  const auto with_config = [](const std::string& config) {
    auto parts = luks2_parts();
    parts.config = config;
    return luks2_image(json_of(parts));
  };
  expect_refused(with_config(R"({"requirements":{"mandatory":["online-reencrypt-v2"]}})"),
                 Condition::unusable, "re-encryption");
  expect_refused(with_config(R"({"requirements":{"mandatory":["opal"]}})"), Condition::unusable,
                 "requires opal");
  expect_refused(with_segments(R"({"0":{"type":"linear","offset":"65536","size":"dynamic"}})"),
                 Condition::unusable, "linear");
  expect_refused(with_segments(R"({"0":)" + segment_from(65536, "4096") + R"(,"1":)" +
                               segment_from(69632) + "}"),
                 Condition::unusable, "2 segments");
  expect_refused(with_segments(R"({"0":)" +
                               segment_from(65536, "dynamic",
                                            R"x("integrity":{"type":"hmac(sha256)"})x") +
                               "}"),
                 Condition::unusable, "authenticated (hmac(sha256))");
  expect_refused(with_segments(R"({"0":)" + segment_from(0) + "}"), Condition::unusable,
                 "detached");
  expect_refused(luks1_image({.payload_sector = 0}), Condition::unusable, "detached");
  auto twofish = json_of(luks2_parts());
  twofish.replace(twofish.find("aes-xts"), 3, "twofish");
  expect_refused(luks2_image(twofish), Condition::unusable, "the cipher twofish");
}

TEST(Luks, LeavesOutSegmentsOfAnEarlierState) {
  auto parts = luks2_parts();
  parts.segments = R"({"0":)" + segment_from(65536, "8192") + R"(,"1":)" +
                   segment_from(4096, "dynamic", R"("flags":["backup-final"])") + "}";
  EXPECT_EQ(opened(luks2_image(json_of(parts))).size, 8192U);
}

TEST(Luks, SaysWhereADiskIsCut) {
  const auto image = luks2_image(json_of(luks2_parts()));
  expect_refused(image.substr(0, 65536), Condition::unusable, "behind the end of the disk");
  expect_refused(luks1_image({}).substr(0, 500), Condition::unusable, "cut off");
  auto parts = luks2_parts();
  parts.segments = R"({"0":)" + segment_from(65536, "65537") + "}";
  expect_refused(luks2_image(json_of(parts)), Condition::unusable, "ends behind the end");
  parts.segments = R"({"0":)" + segment_from(65536, "18446744073709551615") + "}";
  expect_refused(luks2_image(json_of(parts)), Condition::unusable, "ends behind the end");
}

TEST(Luks, RefusesHeadersThatCannotBe) {
  expect_refused(luks1_image({.key_bytes = 0}), Condition::unusable, "a key of 0 bytes");
  expect_refused(luks1_image({.key_bytes = 1 << 20}), Condition::unusable, "a key of 1048576");
  expect_refused(luks1_image({.stripes = 0x7FFFFFFF}), Condition::locked, "no keyslot can be used");
  expect_refused(luks1_image({.material_sector = 0xFFFFFFFF}), Condition::locked,
                 "behind the end of the disk");
  auto image = luks1_image({});
  image[7] = 3;
  expect_refused(image, Condition::unusable, "version 3");
}

TEST(Luks, RefusesMetadataThatIsNone) {
  const auto refused = [](const std::string& json, const std::string& part) {
    expect_refused(luks2_image(json), Condition::unusable, part);
  };
  refused("", "LUKS2 metadata");
  refused("[]", "no object");
  refused(std::string(12000, '['), "LUKS2 metadata");
  refused(R"({"config":{},"segments":[]})", "segments of the whole is no object");
  refused(R"({"config":{},"segments":{}})", "no data segment");
  refused(R"({"config":{},"segments":{"0":{"type":7}}})", "type of segment 0 is no text");
  auto parts = luks2_parts();
  parts.digests = "{}";
  refused(json_of(parts), "no digest");
  parts = luks2_parts();
  parts.segments.replace(parts.segments.find("512"), 3, "513");
  refused(json_of(parts), "sectors of 513");
  parts = luks2_parts();
  parts.digests.replace(parts.digests.find("\"salt\":\"") + 8, 1, "*");
  refused(json_of(parts), "base64");
}

TEST(Luks, TakesTheNewerCopy) {
  auto newer = luks2_parts();
  newer.segments = R"({"0":)" + segment_from(65536, "4096") + "}";
  auto image = luks2_image(json_of(luks2_parts()));
  image.replace(test::kHeaderBytes, test::kHeaderBytes,
                test::luks2_copy(json_of(newer), 6, test::kHeaderBytes));
  EXPECT_EQ(opened(image).size, 4096U);
  image.replace(test::kHeaderBytes, test::kHeaderBytes,
                test::luks2_copy(json_of(newer), 4, test::kHeaderBytes));
  EXPECT_EQ(opened(image).size, 65536U);
}

TEST(Luks, SaysThatNoCopyIsGood) {
  auto image = luks2_image(json_of(luks2_parts()));
  image[5000] ^= 1;
  image[test::kHeaderBytes + 5000] ^= 1;
  expect_refused(image, Condition::unusable, "no good LUKS2 header: the checksum");
}

// What was made over a LUKS2 volume leaves the second copy where it is.
TEST(Luks, TakesALeftBehindCopyForNothing) {
  auto image = luks2_image(json_of(luks2_parts()));
  const auto scheme_of = [](const std::string& bytes) { return opened(bytes).scheme; };
  EXPECT_EQ(scheme_of(image), "luks");
  image.replace(0, 4096, std::string(4096, '\0'));
  EXPECT_EQ(scheme_of(image), "luks");
  image.replace(0, 4, "XFSB");
  EXPECT_EQ(scheme_of(image), "whole disk");
}

TEST(Luks, IsNotClaimedWhereThereIsNone) {
  for (const std::size_t size : {0, 5, 7, 8, 100, 4096})
    EXPECT_EQ(opened(std::string(size, '\0')).scheme, "whole disk") << size;
}

}  // namespace
}  // namespace vixmount::volume::luks
