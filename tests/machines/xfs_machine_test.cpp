// RHEL's layout: root and /home as XFS on LVM over two disks, /boot as XFS, an EFI system partition;
// with the logs that a crash left.
#include <gtest/gtest.h>

#include "machines/machines.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

const std::vector<std::vector<std::string>> kOrders = {{"system", "data"}, {"data", "system"}};

struct Place {
  const char* list;
  const char* guest_path;
};
// Volumes in the order of the disks, groups last: it does not change with the order of the disks.
constexpr Place kVolumes[] = {{"esp", "/boot/efi"}, {"boot", "/boot"}, {"root", "/"}, {"home", "/home"}};

TEST(XfsMachine, TheApiMountsEveryVolume) {
  VIXMOUNT_REQUIRE_MACHINES();
  for (const auto& order : kOrders) {
    const TemporaryFolder folder;
    ApiClient client(folder.path().string());
    client.open(xfs_machine(), order);
    EXPECT_EQ(client.system(), "Red Hat Enterprise Linux 9.4 (Plow)");
    ASSERT_EQ(client.volume_count(), std::size(kVolumes));
    for (std::size_t i = 0; i < std::size(kVolumes); ++i) {
      const auto place = client.mount(i + 1);
      EXPECT_EQ(differences(xfs_machine(), kVolumes[i].list, place), "") << kVolumes[i].list;
      EXPECT_EQ(client.guest_mount_points(i + 1),
                std::vector<std::string>{kVolumes[i].guest_path});
    }
  }
}

TEST(XfsMachine, TheExampleRestoresAFile) {
  VIXMOUNT_REQUIRE_MACHINES();
  const TemporaryFolder folder;
  const auto steps = run("'" VIXMOUNT_RESTORE_FILE "' '" + (xfs_machine() / "data.vmdk").string() +
                         "' '" + (xfs_machine() / "system.vmdk").string() +
                         "' /home/anna/post/tom.txt '" + folder.file("out") + "' 2>&1");
  EXPECT_EQ(read_file(folder.file("out")), "Dear Tom, the invoice is attached.\n") << steps;
}

TEST(XfsMachine, TheCommandMountsTheWholeTree) {
  VIXMOUNT_REQUIRE_MACHINES();
  const CommandMount mounted(disks_of(xfs_machine(), kOrders[1]));
  EXPECT_EQ(differences(xfs_machine(), "tree", mounted.path()), "");
}

TEST(XfsMachine, TheCommandCopiesTheWholeTree) {
  VIXMOUNT_REQUIRE_MACHINES();
  const TemporaryFolder folder;
  vixmount("cp" + disks_of(xfs_machine(), kOrders[0]) + " / '" + folder.path().string() + "'");
  EXPECT_EQ(differences(xfs_machine(), "tree", folder.path().string()), "");
}

// Without a replay, what was done last would not be there.
TEST(XfsMachine, TheLogsWereDirty) {
  VIXMOUNT_REQUIRE_MACHINES();
  const auto said = vixmount("ls -v" + disks_of(xfs_machine(), kOrders[0]) + " /home/anna /boot");
  EXPECT_NE(said.find("log replayed"), std::string::npos) << said;
  EXPECT_NE(said.find("table-again.csv"), std::string::npos) << said;
}

}  // namespace
}  // namespace vixmount::test
