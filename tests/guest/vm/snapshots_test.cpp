#include "guest/vm/snapshots.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest::vm {
namespace {

using test::error_kind_of;

// Laid out as a product writes it: a root, two children of it, a grandchild; the current state
// stands on "after update".
constexpr std::string_view kTree =
    ".encoding = \"UTF-8\"\n"
    "snapshot.lastUID = \"7\"\n"
    "snapshot.current = \"5\"\n"
    "snapshot0.uid = \"1\"\n"
    "snapshot0.filename = \"vm-Snapshot1.vmsn\"\n"
    "snapshot0.displayName = \"fresh install\"\n"
    "snapshot0.description = \"nothing |22in|22 it|0Ayet\"\n"
    "snapshot0.createTimeHigh = \"388745\"\n"
    "snapshot0.createTimeLow = \"1991180826\"\n"
    "snapshot0.numDisks = \"2\"\n"
    "snapshot0.disk0.fileName = \"vm_1.vmdk\"\n"
    "snapshot0.disk0.node = \"sata0:0\"\n"
    "snapshot0.disk1.fileName = \"vm.vmdk\"\n"
    "snapshot0.disk1.node = \"scsi0:0\"\n"
    "snapshot1.uid = \"2\"\n"
    "snapshot1.parent = \"1\"\n"
    "snapshot1.displayName = \"before update\"\n"
    "snapshot1.type = \"1\"\n"
    "snapshot1.createTimeHigh = \"388801\"\n"
    "snapshot1.createTimeLow = \"-814770620\"\n"
    "snapshot1.numDisks = \"1\"\n"
    "snapshot1.disk0.fileName = \"vm-000001.vmdk\"\n"
    "snapshot1.disk0.node = \"scsi0:0\"\n"
    "snapshot2.uid = \"5\"\n"
    "snapshot2.parent = \"2\"\n"
    "snapshot2.displayName = \"after update\"\n"
    "snapshot2.numDisks = \"1\"\n"
    "snapshot2.disk0.fileName = \"/vmfs/volumes/ds1/vm/vm-000002.vmdk\"\n"
    "snapshot2.disk0.node = \"scsi0:0\"\n"
    "snapshot3.uid = \"6\"\n"
    "snapshot3.parent = \"1\"\n"
    "snapshot3.displayName = \"before update\"\n"
    "snapshot3.numDisks = \"0\"\n"
    "snapshot.numSnapshots = \"4\"\n";

SnapshotTree tree(std::string_view text) { return snapshots_of(Dictionary::parse(text)); }

std::string message_of(const SnapshotTree& snapshots, std::string_view name) {
  try {
    snapshots.find(name);
  } catch (const Error& error) {
    return error.message();
  }
  ADD_FAILURE() << "no Error was thrown";
  return {};
}

TEST(Snapshots, FormATree) {
  const auto snapshots = tree(kTree);
  ASSERT_EQ(snapshots.snapshots.size(), 4u);
  EXPECT_TRUE(snapshots.remarks.empty());
  EXPECT_EQ(snapshots.current, 2u);
  const auto& root = snapshots.snapshots[0];
  EXPECT_EQ(root.id, 1u);
  EXPECT_EQ(root.name, "fresh install");
  EXPECT_EQ(root.description, "nothing \"in\" it\nyet");
  EXPECT_EQ(root.state_file, "vm-Snapshot1.vmsn");
  EXPECT_EQ(root.parent, std::nullopt);
  EXPECT_EQ(root.children, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(root.type, std::nullopt);
  EXPECT_EQ(snapshots.snapshots[1].type, 1u);
  EXPECT_EQ(snapshots.snapshots[2].parent, 1u);
}

TEST(Snapshots, TellTheirDisksByAddress) {
  const auto snapshots = tree(kTree);
  const auto& disks = snapshots.snapshots[0].disks;
  ASSERT_EQ(disks.size(), 2u);
  EXPECT_EQ(disks[0].address.to_string(), "scsi0:0");
  EXPECT_EQ(disks[0].file_name, "vm.vmdk");
  EXPECT_EQ(disks[1].address.to_string(), "sata0:0");
  EXPECT_EQ(disks[1].file_name, "vm_1.vmdk");
  EXPECT_TRUE(snapshots.snapshots[3].disks.empty());
}

// python3 -c 'print((388801 << 32) | (-814770620 & 0xffffffff))'
TEST(Snapshots, TellWhenTheyWereMade) {
  const auto snapshots = tree(kTree);
  EXPECT_EQ(snapshots.snapshots[0].created, 1669649052664346);
  EXPECT_EQ(snapshots.snapshots[1].created, 1669891059848772);
  EXPECT_EQ(snapshots.snapshots[2].created, std::nullopt);
}

TEST(Snapshots, AreFoundByNameAndId) {
  const auto snapshots = tree(kTree);
  EXPECT_EQ(snapshots.find("fresh install").id, 1u);
  EXPECT_EQ(snapshots.find("5").id, 5u);
  EXPECT_EQ(snapshots.find("uid:6").id, 6u);
  EXPECT_EQ(message_of(snapshots, "before update"),
            "\"before update\" may mean several snapshots: 2 \"before update\", 6 \"before "
            "update\"; name one of them by uid:NUMBER");
  EXPECT_EQ(message_of(snapshots, "nope"),
            "there is no snapshot \"nope\"; the VM has 1 \"fresh install\", 2 \"before update\", "
            "5 \"after update\", 6 \"before update\"");
  EXPECT_EQ(message_of(SnapshotTree{}, "x"), "there is no snapshot \"x\"; the VM has none");
}

TEST(Snapshots, ANumberThatIsAlsoANameIsAmbiguous) {
  const auto snapshots = tree(
      "snapshot0.uid = \"1\"\nsnapshot0.displayName = \"2\"\n"
      "snapshot1.uid = \"2\"\nsnapshot1.displayName = \"one\"\n");
  EXPECT_EQ(error_kind_of([&] { snapshots.find("2"); }), ErrorKind::invalid_argument);
  EXPECT_EQ(snapshots.find("uid:2").name, "one");
  EXPECT_EQ(snapshots.find("1").name, "2");
}

TEST(Snapshots, LeftoversOfDeletedOnesDoNotCount) {
  const auto snapshots = tree(
      "snapshot.numSnapshots = \"1\"\n"
      "snapshot0.uid = \"9\"\nsnapshot0.displayName = \"alive\"\n"
      "snapshot1.uid = \"3\"\nsnapshot1.displayName = \"gone\"\n");
  ASSERT_EQ(snapshots.snapshots.size(), 1u);
  EXPECT_EQ(snapshots.snapshots[0].name, "alive");
  EXPECT_EQ(snapshots.remarks.size(), 1u);
  EXPECT_TRUE(tree("snapshot.numSnapshots = \"0\"\nsnapshot0.uid = \"9\"\n").snapshots.empty());
  EXPECT_TRUE(tree(".encoding = \"UTF-8\"\nsnapshot.lastUID = \"3\"\n").snapshots.empty());
}

TEST(Snapshots, AParentThatIsNotThereIsARemark) {
  const auto snapshots = tree("snapshot0.uid = \"2\"\nsnapshot0.parent = \"1\"\n");
  EXPECT_EQ(snapshots.snapshots[0].parent, std::nullopt);
  EXPECT_EQ(snapshots.remarks.size(), 1u);
}

TEST(Snapshots, HostileTreesAreRefused) {
  const auto kind = [](std::string text) { return error_kind_of([&] { tree(text); }); };
  EXPECT_EQ(kind("snapshot0.uid = \"1\"\nsnapshot0.parent = \"1\"\n"), ErrorKind::damaged);
  EXPECT_EQ(kind("snapshot0.uid = \"1\"\nsnapshot0.parent = \"2\"\n"
                 "snapshot1.uid = \"2\"\nsnapshot1.parent = \"1\"\n"),
            ErrorKind::damaged);
  EXPECT_EQ(kind("snapshot0.uid = \"1\"\nsnapshot1.uid = \"1\"\n"), ErrorKind::damaged);
  EXPECT_EQ(kind("snapshot0.uid = \"one\"\n"), ErrorKind::damaged);
  EXPECT_EQ(kind("snapshot0.uid = \"1\"\nsnapshot0.numDisks = \"1\"\n"), ErrorKind::damaged);
  EXPECT_EQ(kind("snapshot0.uid = \"1\"\nsnapshot0.numDisks = \"1\"\n"
                 "snapshot0.disk0.fileName = \"a\"\nsnapshot0.disk0.node = \"usb0\"\n"),
            ErrorKind::damaged);
  EXPECT_EQ(kind("snapshot0.uid = \"1\"\nsnapshot0.numDisks = \"18446744073709551615\"\n"),
            ErrorKind::limit_exceeded);
  std::string many;
  for (std::size_t i = 0; i <= kMostSnapshots; ++i)
    many += "snapshot" + std::to_string(i) + ".uid = \"" + std::to_string(i + 1) + "\"\n";
  EXPECT_EQ(kind(many), ErrorKind::limit_exceeded);
}

}  // namespace
}  // namespace vixmount::guest::vm
