#include "guest/vm/disks.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest::vm {
namespace {

std::vector<VirtualDisk> disks(std::string_view text) { return disks_of(Dictionary::parse(text)); }

std::string addresses(const std::vector<VirtualDisk>& all) {
  std::string out;
  for (const auto& disk : all) out += (out.empty() ? "" : " ") + disk.address.to_string();
  return out;
}

TEST(DiskAddress, ReadsAndWrites) {
  const auto address = DiskAddress::parse("SCSI1:15");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->kind, ControllerKind::scsi);
  EXPECT_EQ(address->bus, 1u);
  EXPECT_EQ(address->unit, 15u);
  EXPECT_EQ(address->to_string(), "scsi1:15");
  EXPECT_EQ(DiskAddress::parse("nvme0:63")->to_string(), "nvme0:63");
}

TEST(DiskAddress, RefusesWhatIsNone) {
  for (const auto* text : {"", "scsi", "scsi0", "scsi0:", "scsi:0", "scsi0:0:0", "scsi0:-1",
                           "scsi0:256", "scsi0:4294967296", "usb0:0", "scsi0:0 ", "scsi 0:0"})
    EXPECT_FALSE(DiskAddress::parse(text)) << text;
}

TEST(Disks, AreOrderedAsDocumented) {
  const auto all = disks(
      "ide0:0.fileName = \"i.vmdk\"\n"
      "nvme0:0.fileName = \"n.vmdk\"\n"
      "scsi0:10.fileName = \"b.vmdk\"\n"
      "scsi0:2.fileName = \"a.vmdk\"\n"
      "scsi1:0.fileName = \"c.vmdk\"\n"
      "sata0:1.fileName = \"s.vmdk\"\n");
  EXPECT_EQ(addresses(all), "scsi0:2 scsi0:10 scsi1:0 sata0:1 nvme0:0 ide0:0");
  EXPECT_EQ(all.front().file_name, "a.vmdk");
}

TEST(Disks, LeaveOutWhatIsNoDisk) {
  EXPECT_EQ(addresses(disks("ide1:0.fileName = \"/isos/debian.iso\"\n"
                            "ide1:0.deviceType = \"cdrom-image\"\n"
                            "ide1:1.fileName = \"emptyBackingString\"\n"
                            "ide1:1.deviceType = \"atapi-cdrom\"\n"
                            "sata0:0.fileName = \"auto detect\"\n"
                            "sata0:1.fileName = \"tools.ISO\"\n"
                            "sata0:2.deviceType = \"cdrom-raw\"\n"
                            "scsi0:5.fileName = \"/dev/st0\"\n"
                            "scsi0:5.deviceType = \"scsi-passthru\"\n"
                            "scsi0:6.fileName = \"\"\n"
                            "floppy0.fileName = \"/dev/fd0\"\n"
                            "scsi00:0.fileName = \"x.vmdk\"\n"
                            "scsi0.fileName = \"x.vmdk\"\n"
                            "scsi0:0.fileName = \"disk.vmdk\"\n")),
            "scsi0:0");
}

TEST(Disks, TellModeTypeAndPresence) {
  const auto all = disks(
      "scsi0.present = \"TRUE\"\n"
      "scsi0:0.present = \"TRUE\"\n"
      "scsi0:0.filename = \"d0.vmdk\"\n"
      "scsi0:0.deviceType = \"scsi-hardDisk\"\n"
      "scsi0:0.mode = \"independent-persistent\"\n"
      "scsi0:1.present = \"FALSE\"\n"
      "scsi0:1.fileName = \"d1.vmdk\"\n"
      "scsi0:2.fileName = \"d2.vmdk\"\n"
      "sata0.present = \"FALSE\"\n"
      "sata0:0.present = \"TRUE\"\n"
      "sata0:0.fileName = \"d3.vmdk\"\n");
  ASSERT_EQ(addresses(all), "scsi0:0 scsi0:1 scsi0:2 sata0:0");
  EXPECT_TRUE(all[0].present);
  EXPECT_TRUE(all[0].is_independent());
  EXPECT_EQ(all[0].device_type, "scsi-hardDisk");
  EXPECT_FALSE(all[1].present);
  EXPECT_FALSE(all[1].is_independent());
  EXPECT_TRUE(all[2].present);
  EXPECT_FALSE(all[3].present) << "its controller is absent";
}

}  // namespace
}  // namespace vixmount::guest::vm
