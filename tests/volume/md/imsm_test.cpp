// Containers of firmware RAID, made field by field.
#include <cstring>
#include <optional>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/md/imsm_layout.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

namespace raw = md::imsm_layout;
constexpr std::size_t kSector = 512;

struct Container2 {
  std::uint8_t level = 1;
  std::vector<std::uint32_t> disk_sectors = {128, 128};
  std::uint32_t order_of_second = 1;
  std::optional<std::uint8_t> migration;  // adds the map before it
  std::uint32_t order_of_second_before = 1;
  std::uint8_t is_dirty = 0;
  std::uint32_t generation = 5;
  std::uint32_t wrong = 0;  // added to the checksum

  // Disk `index`, its data all of the letter `fill`.
  io::SourcePtr disk(std::size_t index, char fill) const {
    std::vector<std::byte> metadata;
    const auto add = [&](const auto& part) {
      const auto* const first = reinterpret_cast<const std::byte*>(&part);
      metadata.insert(metadata.end(), first, first + sizeof(part));
    };
    raw::Super super{};
    std::memcpy(super.signature.data(), raw::kSignature.data(), raw::kSignature.size());
    super.family = 0x1234;
    super.generation = generation;
    super.disk_count = 2;
    super.volume_count = 1;
    const std::size_t maps = migration ? 2 : 1;
    super.size = static_cast<std::uint32_t>(sizeof(raw::Super) + 2 * sizeof(raw::Disk) +
                                            sizeof(raw::Volume) + maps * (sizeof(raw::Map) + 8));
    add(super);
    for (const auto sectors : disk_sectors) {
      raw::Disk entry{};
      entry.total_blocks_low = sectors;
      add(entry);
    }
    raw::Volume volume{};
    std::memcpy(volume.name.data(), "Volume0", 7);
    volume.size_low = level == 0 ? 128 : 64;
    volume.is_migrating = migration ? 1 : 0;
    volume.migration = migration.value_or(0);
    volume.dirty = is_dirty;
    add(volume);
    raw::Map map{};
    map.member_blocks_low = 64;
    map.strip_blocks = 8;
    map.level = level;
    map.member_count = 2;
    for (const auto order : {order_of_second, order_of_second_before}) {
      add(map);
      add(le32(0));
      add(le32(order));
      if (!migration) break;
    }
    std::uint32_t sum = wrong;
    for (std::size_t at = 0; at < metadata.size(); at += 4) sum += BytesView(metadata).le32_at(at);
    const le32 checksum = sum;
    std::memcpy(metadata.data() + offsetof(raw::Super, checksum), &checksum, 4);
    // The anchor in the last sector but one, the rest in the sector before it.
    std::vector<std::byte> bytes(disk_sectors[index] * kSector, std::byte(fill));
    const auto anchor = bytes.size() - 2 * kSector;
    std::memcpy(bytes.data() + anchor, metadata.data(), std::min(metadata.size(), kSector));
    if (metadata.size() > kSector)
      std::memcpy(bytes.data() + anchor - kSector, metadata.data() + kSector,
                  metadata.size() - kSector);
    return std::make_shared<io::MemorySource>(std::move(bytes));
  }
};

Volume only_volume(const std::vector<DiskInput>& disks) {
  const auto resolution = resolve(disks, Log());
  if (resolution.volumes.size() != 1) throw std::runtime_error("not one volume");
  return resolution.volumes[0];
}

char byte_at(const Volume& volume, std::uint64_t offset) {
  return static_cast<char>(io::read_bytes(*volume.source, offset, 1)[0]);
}

TEST(Imsm, MirrorsAreReadWholeAndByHalf) {
  const Container2 container;
  const auto whole = only_volume({{container.disk(0, 'a')}, {container.disk(1, 'a')}});
  EXPECT_EQ(whole.scheme, "imsm");
  EXPECT_EQ(whole.device_names, std::vector<std::string>{"/dev/md/Volume0"});
  EXPECT_EQ(whole.size, 64 * kSector);
  EXPECT_EQ(whole.health.condition, Condition::good);
  EXPECT_EQ(byte_at(whole, 0), 'a');
  const auto half = only_volume({{container.disk(1, 'b')}});
  EXPECT_EQ(half.health, (Health{Condition::degraded, "1 of 2 members"}));
  EXPECT_EQ(byte_at(half, 64 * kSector - 1), 'b');
}

TEST(Imsm, StripesAreReadWhereTheSizesTellTheDisks) {
  Container2 container;
  container.level = 0;
  container.disk_sectors = {128, 136};
  const auto volume = only_volume({{container.disk(1, 'b')}, {container.disk(0, 'a')}});
  EXPECT_EQ(volume.health.condition, Condition::good);
  EXPECT_EQ(byte_at(volume, 8 * kSector - 1), 'a');
  EXPECT_EQ(byte_at(volume, 8 * kSector), 'b');
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}}).health.condition, Condition::incomplete);
}

TEST(Imsm, StripesOfEqualDisksAreNotGuessed) {
  Container2 container;
  container.level = 0;
  const auto volume = only_volume({{container.disk(0, 'a')}, {container.disk(1, 'b')}});
  EXPECT_EQ(volume.health.condition, Condition::unusable);
  EXPECT_NE(volume.health.detail.find("serial numbers"), std::string::npos);
  EXPECT_ANY_THROW(byte_at(volume, 0));
}

TEST(Imsm, AHalfBeingRebuiltIsNotRead) {
  Container2 container;
  container.order_of_second = 1 | raw::kOrderRebuild;
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}, {container.disk(1, 'b')}}).health.condition,
            Condition::unusable);
  container.disk_sectors = {128, 136};
  const auto told = only_volume({{container.disk(0, 'a')}, {container.disk(1, 'b')}});
  EXPECT_EQ(told.health.condition, Condition::degraded);
  EXPECT_EQ(byte_at(told, 0), 'a');
}

// As mdadm marks it: the map in front is how the volume shall be, the one behind it how it is.
TEST(Imsm, AHalfThatIsRebuiltOntoASpareIsNotRead) {
  Container2 container;
  container.migration = raw::kMigrationRebuild;
  container.order_of_second_before = 1 | raw::kOrderRebuild;
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}, {container.disk(1, 'b')}}).health.condition,
            Condition::unusable);
  container.disk_sectors = {128, 136};
  const auto told = only_volume({{container.disk(1, 'b')}, {container.disk(0, 'a')}});
  EXPECT_EQ(told.health.condition, Condition::degraded);
  EXPECT_EQ(byte_at(told, 0), 'a');
  EXPECT_EQ(only_volume({{container.disk(1, 'b')}}).health.condition, Condition::incomplete);
}

TEST(Imsm, ParityThatIsNotComputedYetIsNotUsed) {
  Container2 container;
  container.level = 5;
  container.disk_sectors = {128, 136};
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}}).health.condition, Condition::degraded);
  container.migration = raw::kMigrationInitialise;
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}}).health.condition, Condition::unusable);
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}, {container.disk(1, 'b')}}).health.condition,
            Condition::good);
  container.migration.reset();
  container.is_dirty = 1;
  EXPECT_EQ(only_volume({{container.disk(0, 'a')}}).health.condition, Condition::unusable);
}

TEST(Imsm, OlderMetadataIsLeftOut) {
  Container2 old_one, new_one;
  old_one.generation = 4;
  const auto volume = only_volume({{old_one.disk(0, 'o')}, {new_one.disk(1, 'n')}});
  EXPECT_EQ(volume.health.condition, Condition::degraded);
  EXPECT_EQ(byte_at(volume, 0), 'n');
}

TEST(Imsm, DamageIsARemark) {
  Container2 container;
  container.wrong = 1;
  const auto resolution = resolve({{container.disk(0, 'a')}}, Log());
  EXPECT_EQ(resolution.volumes[0].scheme, "whole disk");
  ASSERT_EQ(resolution.remarks.size(), 1U);
  EXPECT_NE(resolution.remarks[0].find("wrong checksum"), std::string::npos);
  Container2 far;
  far.order_of_second = 9;
  EXPECT_NE(resolve({{far.disk(0, 'a')}}, Log()).remarks.at(0).find("names disk 9 of 2"),
            std::string::npos);
}

TEST(Ddf, IsSaid) {
  std::vector<std::byte> bytes(64 * kSector);
  const be32 magic = 0xDE11DE11;
  std::memcpy(bytes.data() + 63 * kSector, &magic, 4);
  const auto volume = only_volume({{std::make_shared<io::MemorySource>(std::move(bytes))}});
  EXPECT_EQ(volume.health.condition, Condition::unusable);
  EXPECT_NE(volume.health.detail.find("DDF"), std::string::npos);
}

}  // namespace
}  // namespace vixmount::volume
