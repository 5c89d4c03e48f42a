#include "volume/key_ring.hpp"

#include <gtest/gtest.h>

#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

Volume partition(std::size_t disk, std::uint32_t number) {
  Volume volume;
  volume.name = fmt::format("disk {} partition {}", disk + 1, number);
  volume.disk = disk;
  volume.offset = 1 << 20;
  volume.partition_number = number;
  volume.partition_uuid = "c3f97747-b8ad-40de-a403-2f63ff132366";
  return volume;
}

constexpr auto kUuid = "B0DF0D80-9a8f-4aa0-b43e-6613e6bd9dbf";

TEST(KeySelector, MeansAPartitionByAllItsNames) {
  const auto volume = partition(1, 2);
  for (const auto* selector :
       {"all", "b0df0d80-9A8F-4aa0-b43e-6613e6bd9dbf", "C3F97747-b8ad-40de-a403-2f63ff132366",
        "disk 2 partition 2", "/dev/sdb2", "/dev/vdb2", "/dev/hdb2", "/dev/xvdb2",
        "/dev/nvme0n2p2"})
    EXPECT_TRUE(selects(selector, volume, kUuid)) << selector;
  for (const auto* selector : {"", "ALL", "/dev/sdb", "/dev/sda2", "/dev/sdb22", "/dev/nvme0n22",
                               "disk 2", "b0df0d80", "/dev/mapper/x"})
    EXPECT_FALSE(selects(selector, volume, kUuid)) << selector;
}

TEST(KeySelector, MeansAWholeDisk) {
  Volume volume;
  volume.name = "disk 28";
  volume.disk = 27;
  volume.offset = 0;
  EXPECT_TRUE(selects("/dev/sdab", volume, ""));
  EXPECT_TRUE(selects("/dev/nvme0n28", volume, ""));
  EXPECT_TRUE(selects("disk 28", volume, ""));
  EXPECT_FALSE(selects("/dev/sdab1", volume, ""));
  EXPECT_FALSE(selects("", volume, "")) << "no id is not the same as no id";
}

TEST(KeySelector, MeansALogicalVolumeByTheGuestsNames) {
  Volume volume;
  volume.name = "/dev/vg0/home";
  volume.device_names = {"/dev/vg0/home", "/dev/mapper/vg0-home"};
  volume.uuid = "Ab-1";
  // Of a single disk, and yet neither that disk nor a partition.
  volume.disk = 0;
  volume.offset = 5 << 20;
  EXPECT_TRUE(selects("/dev/vg0/home", volume, kUuid));
  EXPECT_TRUE(selects("/dev/mapper/vg0-home", volume, kUuid));
  EXPECT_TRUE(selects("ab-1", volume, kUuid));
  EXPECT_FALSE(selects("/dev/sda", volume, kUuid));
}

TEST(KeyRing, HandsOutTheKeysThatAreMeantInTheirOrder) {
  std::vector<Key> keys;
  keys.push_back({"/dev/sda1", KeyKind::passphrase, Secret(std::string_view("first"))});
  keys.push_back({"/dev/sda2", KeyKind::passphrase, Secret(std::string_view("other"))});
  keys.push_back({"all", KeyKind::volume_key, Secret(std::string_view("second"))});
  const KeyRing ring(std::move(keys));
  Container container;
  container.name = "disk 1 partition 1";
  container.volume = std::make_shared<const Volume>(partition(0, 1));
  const auto found = ring.keys_for(container, kUuid);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]->secret.text(), "first");
  EXPECT_EQ(found[1]->secret.text(), "second");
  EXPECT_EQ(found[1]->kind, KeyKind::volume_key);
  EXPECT_TRUE(KeyRing().keys_for(container, kUuid).empty());
}

}  // namespace
}  // namespace vixmount::volume
