#include "worker/protocol/archive.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"
#include "worker/protocol/channel.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {
namespace {

Entry sample_entry() {
  Entry entry;
  entry.path = "etc/hosts";
  entry.location = {3, 0x123456789AULL};
  entry.attributes.type = fs::NodeType::regular;
  entry.attributes.size = 1ULL << 40;
  entry.attributes.modified = {-5, 999999999};
  entry.attributes.born = fs::Timestamp{7, 8};
  entry.attributes.encrypted = true;
  entry.link_target = std::string("a\0b", 3);
  return entry;
}

TEST(Archive, EveryFieldComesBack) {
  NextBatch::Result batch;
  batch.entries.push_back(sample_entry());
  batch.finished = true;
  const auto back = decode<NextBatch::Result>(encode(batch));
  ASSERT_EQ(back.entries.size(), 1U);
  const auto& entry = back.entries.front();
  EXPECT_EQ(entry.path, "etc/hosts");
  EXPECT_EQ(entry.location, sample_entry().location);
  EXPECT_EQ(entry.attributes.size, 1ULL << 40);
  EXPECT_EQ(entry.attributes.modified, (fs::Timestamp{-5, 999999999}));
  EXPECT_EQ(entry.attributes.born, (fs::Timestamp{7, 8}));
  EXPECT_TRUE(entry.attributes.encrypted);
  EXPECT_EQ(entry.link_target.size(), 3U);
  EXPECT_TRUE(back.finished);
}

TEST(Archive, DiskInformationComesBack) {
  DiskSetDescription set;
  disk::DiskInfo disk;
  disk.format = "vmdk";
  disk.capacity = 12345;
  disk.bios_geometry = disk::Geometry{1, 2, 3};
  disk.metadata = {{"adapterType", "lsilogic"}, {"uuid", "60 00"}};
  disk.links.push_back({"/a.vmdk", "custom", "b.vmdk", 0xFFFFFFFE, {"x", "y"}});
  set.disks.push_back(disk);
  set.remarks = {"one"};
  const auto back = decode<DiskSetDescription>(encode(set));
  EXPECT_EQ(back.disks.at(0).metadata, disk.metadata);
  EXPECT_EQ(back.disks.at(0).bios_geometry->sectors, 3U);
  EXPECT_FALSE(back.disks.at(0).physical_geometry);
  EXPECT_EQ(back.disks.at(0).links.at(0).extent_paths, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(back.remarks, set.remarks);
}

TEST(Archive, TheStackOfVolumesComesBack) {
  DiskSetDescription set;
  VolumeDescription volume;
  volume.number = 1;
  volume.name = "/dev/vg0/root";
  volume.layout = "raid5";
  volume.scheme_uuid = "AbC-1";
  volume.health = {volume::Condition::degraded, "2 of 3 members"};
  volume.device_names = {"/dev/vg0/root", "/dev/mapper/vg0-root"};
  volume.drive_letter = "E:";
  set.volumes.push_back(volume);
  volume::Layer disk;
  disk.name = "disk 1";
  volume::Layer group;
  group.kind = volume::Layer::Kind::group;
  group.scheme = "lvm2";
  group.uuid = "XyZ";
  group.size = 1ULL << 40;
  group.health = {volume::Condition::incomplete, "PV x is missing"};
  group.on = {0};
  volume::Layer root;
  root.kind = volume::Layer::Kind::volume;
  root.layout = "linear";
  root.on = {1};
  root.volume = 0;
  set.layers = {disk, group, root};
  const auto back = decode<DiskSetDescription>(encode(set));
  const auto& again = back.volumes.at(0);
  EXPECT_EQ(again.name, volume.name);
  EXPECT_EQ(again.layout, "raid5");
  EXPECT_EQ(again.scheme_uuid, "AbC-1");
  EXPECT_EQ(again.health, volume.health);
  EXPECT_EQ(again.device_names, volume.device_names);
  EXPECT_EQ(again.drive_letter, "E:");
  ASSERT_EQ(back.layers.size(), 3U);
  EXPECT_EQ(back.layers[0].kind, volume::Layer::Kind::disk);
  EXPECT_EQ(back.layers[0].name, "disk 1");
  EXPECT_FALSE(back.layers[0].volume);
  EXPECT_EQ(back.layers[1].scheme, "lvm2");
  EXPECT_EQ(back.layers[1].uuid, "XyZ");
  EXPECT_EQ(back.layers[1].size, 1ULL << 40);
  EXPECT_EQ(back.layers[1].health, group.health);
  EXPECT_EQ(back.layers[1].on, std::vector<std::size_t>{0});
  EXPECT_EQ(back.layers[2].layout, "linear");
  EXPECT_EQ(back.layers[2].volume, 0U);
}

TEST(Archive, KeysComeBackWhateverTheirSize) {
  OpenDisks request;
  request.disks.push_back({"/a.vmdk", {}, ""});
  const std::string large(3 * Channel::kPacketBytes, 'k');
  request.keys.push_back({"all", volume::KeyKind::passphrase, Secret(std::string_view("a\0b", 3))});
  request.keys.push_back({"/dev/sda2", volume::KeyKind::startup_key, Secret(large)});
  request.keys.push_back({"uuid", volume::KeyKind::recovery_password, Secret()});
  const auto back = decode<OpenDisks>(encode(request));
  ASSERT_EQ(back.keys.size(), 3U);
  EXPECT_EQ(back.keys[0].selector, "all");
  EXPECT_EQ(back.keys[0].secret.text(), std::string_view("a\0b", 3));
  EXPECT_EQ(back.keys[1].kind, volume::KeyKind::startup_key);
  EXPECT_EQ(back.keys[1].secret.text(), large);
  EXPECT_TRUE(back.keys[2].secret.empty());
}

TEST(Archive, EveryCutAndEveryExtraByteIsRefused) {
  NextBatch::Result batch;
  batch.entries.push_back(sample_entry());
  const auto bytes = encode(batch);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_EQ(test::error_kind_of([&] { decode<NextBatch::Result>(bytes.substr(0, length)); }),
              ErrorKind::worker_lost)
        << "cut at " << length;
  EXPECT_EQ(test::error_kind_of([&] { decode<NextBatch::Result>(bytes + "x"); }),
            ErrorKind::worker_lost);
}

TEST(Archive, ACountBeyondTheMessageAllocatesNothing) {
  // 0xFFFFFFFF entries announced in a message of 5 bytes.
  EXPECT_EQ(
      test::error_kind_of([] { decode<NextBatch::Result>(std::string("\xFF\xFF\xFF\xFF\0", 5)); }),
      ErrorKind::worker_lost);
}

}  // namespace
}  // namespace vixmount::worker
