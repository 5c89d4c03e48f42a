// openSUSE's layout: one Btrfs over three disks, root in a snapshot that is the default subvolume,
// /home compressed, an EFI system partition; with a log that a crash left.
#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/unique_fd.hpp"
#include "machines/machines.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

using Names = std::vector<std::string>;
const Names kDisks = {"first", "second", "third"};

Names without(std::size_t lost) {
  auto names = kDisks;
  names.erase(names.begin() + static_cast<std::ptrdiff_t>(lost));
  return names;
}

class BtrfsMachine : public testing::TestWithParam<const char*> {
 protected:
  std::filesystem::path machine() const { return btrfs_machine(GetParam()); }
};

TEST_P(BtrfsMachine, TheApiMountsEveryVolumeInAnyOrderOfDisks) {
  VIXMOUNT_REQUIRE_MACHINES();
  auto order = kDisks;
  do {
    const TemporaryFolder folder;
    ApiClient client(folder.path().string());
    client.open(machine(), order);
    EXPECT_EQ(client.system(), "openSUSE Leap 15.6");
    ASSERT_EQ(client.volume_count(), 4U);
    // The disk "first" alone has two.
    const auto esp = static_cast<std::size_t>(
                         std::find(order.begin(), order.end(), "first") - order.begin()) + 1;
    EXPECT_EQ(differences(machine(), "esp", client.mount(esp)), "");
    EXPECT_EQ(client.guest_mount_points(esp), Names{"/boot/efi"});
    const std::size_t root = esp == 1 ? 2 : 1;
    const auto root_place = client.mount(root);
    EXPECT_EQ(differences(machine(), "default", root_place), "");
    // The other volumes of the Btrfs show the same.
    for (std::size_t number = 1; number <= 4; ++number) {
      if (number == esp) continue;
      const auto place = number == root ? root_place : client.mount(number);
      EXPECT_EQ(read_file(place + "/var/log/last"),
                "written and synchronised before the plug was pulled\n");
      EXPECT_EQ(client.guest_mount_points(number), (Names{"/", "/home", "/.snapshots", "/srv"}));
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(BtrfsMachine, TheApiShowsTheSubvolumeThatTheConfigurationNames) {
  VIXMOUNT_REQUIRE_MACHINES();
  const std::string uuid = "2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c301";
  const std::pair<std::string, std::string> choices[] = {
      {"@home", "home"}, {"/", "top"}, {"id:5", "top"}, {uuid + ":@/.snapshots/2/snapshot", "snapshot"}};
  for (const auto& [choice, list] : choices) {
    const TemporaryFolder folder;
    ApiClient client(folder.path().string(), "vixmount.subvolume = \"" + choice + "\"\n");
    client.open(machine(), kDisks);
    EXPECT_EQ(differences(machine(), "esp", client.mount(1)), "");
    EXPECT_EQ(differences(machine(), list, client.mount(2)), "") << choice;
    EXPECT_EQ(client.system(), "openSUSE Leap 15.6");
  }
  const TemporaryFolder folder;
  ApiClient client(folder.path().string(), "vixmount.subvolume = \"@hoem\"\n");
  client.open(machine(), kDisks);
  std::string error;
  VixError code = VIX_OK;
  client.mount(2, &error, &code);
  EXPECT_EQ(VIX_ERROR_CODE(code), VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS);
  EXPECT_NE(error.find("there is no subvolume \"@hoem\"; near it: @home"), std::string::npos)
      << error;
}

TEST_P(BtrfsMachine, TheCommandMountsTheWholeTree) {
  VIXMOUNT_REQUIRE_MACHINES();
  const CommandMount mounted(disks_of(machine(), {"third", "first", "second"}));
  // Root stands a second time below .snapshots, as in the guest: so are its files, beside the list.
  EXPECT_EQ(read_file(mounted.path() + "/.snapshots/1/snapshot/etc/state"), "after the update\n");
  const auto found = differences(machine(), "tree", mounted.path());
  EXPECT_EQ(found.find("FAILED"), std::string::npos) << found;
}

TEST_P(BtrfsMachine, TheCommandCopiesTheWholeTreeOnce) {
  VIXMOUNT_REQUIRE_MACHINES();
  const TemporaryFolder folder;
  vixmount("cp" + disks_of(machine(), kDisks) + " / '" + folder.path().string() + "'");
  EXPECT_EQ(differences(machine(), "tree", folder.path().string()), "");
}

TEST_P(BtrfsMachine, TheCommandReachesEachSubvolume) {
  VIXMOUNT_REQUIRE_MACHINES();
  const std::pair<const char*, const char*> choices[] = {
      {"/", "top"}, {"@home", "home"}, {"/@/.snapshots/2/snapshot", "snapshot"}, {"id:5", "top"}};
  for (const auto& [subvolume, list] : choices) {
    const TemporaryFolder folder;
    vixmount("cp" + disks_of(machine(), kDisks) + " --subvolume " + subvolume + " / '" +
             folder.path().string() + "'");
    EXPECT_EQ(differences(machine(), list, folder.path().string()), "") << subvolume;
  }
}

TEST_P(BtrfsMachine, TheListOfVolumesNamesTheSubvolumes) {
  VIXMOUNT_REQUIRE_MACHINES();
  const auto said = vixmount("volumes" + disks_of(machine(), kDisks));
  EXPECT_NE(said.find("Subvolumes of volume 2 (--subvolume):\n  /\n  @\n  @/.snapshots\n"
                      "  @/.snapshots/1/snapshot (default)\n"
                      "  @/.snapshots/2/snapshot (read-only)\n  @/srv\n  @home\n"),
            std::string::npos)
      << said;
  EXPECT_EQ(said.find("HEALTH"), std::string::npos) << said;
  const auto json = vixmount("volumes --json" + disks_of(machine(), kDisks));
  EXPECT_NE(json.find("\"path\":\"@home\",\"default\":false,\"read_only\":false"),
            std::string::npos)
      << json;
}

TEST_P(BtrfsMachine, IsOneSystemOnOneFileSystem) {
  VIXMOUNT_REQUIRE_MACHINES();
  const auto said = vixmount("os" + disks_of(machine(), kDisks));
  EXPECT_EQ(said.find("openSUSE Leap 15.6"), 0U) << said;
  EXPECT_EQ(said.find("not the default system"), std::string::npos) << said;
  EXPECT_EQ(said.find("remark"), std::string::npos) << said;
}

TEST_P(BtrfsMachine, TheLogWasDirty) {
  VIXMOUNT_REQUIRE_MACHINES();
  const auto said = vixmount("cat -v" + disks_of(machine(), kDisks) + " /var/log/last");
  EXPECT_NE(said.find("log replayed"), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Profiles, BtrfsMachine, testing::Values("raid1", "raid5", "raid0"),
                         [](const auto& one) { return std::string(one.param); });

class DegradedBtrfsMachine : public BtrfsMachine {};

TEST_P(DegradedBtrfsMachine, ShowsEveryFileWithoutAnyOfItsDisks) {
  VIXMOUNT_REQUIRE_MACHINES();
  for (std::size_t lost = 0; lost < kDisks.size(); ++lost) {
    SCOPED_TRACE("without " + kDisks[lost]);
    const auto disks = disks_of(machine(), without(lost));
    const auto volumes = vixmount("volumes" + disks);
    EXPECT_NE(volumes.find(fmt::format("degraded: device {} (", lost + 1)), std::string::npos)
        << volumes;
    const TemporaryFolder folder;
    ApiClient client(folder.path().string());
    client.open(machine(), without(lost));
    const std::size_t root = lost == 0 ? 1 : 2;
    EXPECT_EQ(differences(machine(), "default", client.mount(root)), "");
    const TemporaryFolder copy;
    vixmount("cp" + disks + " --subvolume / / '" + copy.path().string() + "'");
    EXPECT_EQ(differences(machine(), "top", copy.path().string()), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, DegradedBtrfsMachine, testing::Values("raid1", "raid5"),
                         [](const auto& one) { return std::string(one.param); });

// Names and small files (in the metadata, which is mirrored) are there; content that lies on the disk
// that is missing is an error that names it, and never wrong.
TEST(IncompleteBtrfsMachine, SaysWhichDeviceIsMissing) {
  VIXMOUNT_REQUIRE_MACHINES();
  const auto machine = btrfs_machine("raid0");
  for (std::size_t lost = 0; lost < kDisks.size(); ++lost) {
    SCOPED_TRACE("without " + kDisks[lost]);
    const auto disks = disks_of(machine, without(lost));
    const auto device = fmt::format("device {} (", lost + 1);
    const auto volumes = vixmount("volumes" + disks);
    EXPECT_NE(volumes.find("incomplete: " + device), std::string::npos) << volumes;
    const TemporaryFolder copy;
    int exit_code = 0;
    const auto said =
        vixmount("cp" + disks + " --subvolume / / '" + copy.path().string() + "'", &exit_code);
    EXPECT_EQ(exit_code, 1);
    EXPECT_NE(said.find(device), std::string::npos) << said;
    const auto found = differences(machine, "top", copy.path().string());
    EXPECT_NE(found.find("FAILED open or read"), std::string::npos);
    EXPECT_EQ(found.find(": FAILED\n"), std::string::npos) << found;
    const auto small = "cat" + disks + " /etc/hostname";
    EXPECT_EQ(vixmount(small), "geeko\n");
  }
}

// A file without checksums over stripes: those that are there are mapped and read, the others fail.
TEST(IncompleteBtrfsMachine, ReadsTheStripesThatAreThere) {
  VIXMOUNT_REQUIRE_MACHINES();
  const auto machine = btrfs_machine("raid0");
  const auto whole = vixmount("cat" + disks_of(machine, kDisks) + " /srv/database");
  for (std::size_t lost = 0; lost < kDisks.size(); ++lost) {
    SCOPED_TRACE("without " + kDisks[lost]);
    const TemporaryFolder folder;
    ApiClient client(folder.path().string(), "vixmount.subvolume = \"@/srv\"\n");
    client.open(machine, without(lost));
    const UniqueFd file(
        ::open((client.mount(lost == 0 ? 1 : 2) + "/database").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(file);
    std::size_t right = 0, refused = 0;
    std::string piece(4096, '\0');
    for (std::size_t at = 0; at < whole.size(); at += piece.size()) {
      const auto count = ::pread(file.get(), piece.data(), piece.size(), static_cast<off_t>(at));
      if (count < 0) {
        EXPECT_EQ(errno, EIO);
        ++refused;
      } else {
        EXPECT_EQ(piece.substr(0, static_cast<std::size_t>(count)), whole.substr(at, piece.size()));
        ++right;
      }
    }
    EXPECT_GT(right, refused);
    EXPECT_GT(refused, 0U);
  }
}

// A machine's disks beside copies of them: two file systems, each with three volumes.
TEST(ClonedBtrfs, EachSetOfDisksIsAFileSystemOfItsOwn) {
  VIXMOUNT_REQUIRE_MACHINES();
  const TemporaryFolder folder;
  const auto copy = folder.path() / "copy";
  run("cp -r '" + btrfs_machine("raid1").string() + "' '" + copy.string() + "'");
  const auto said = vixmount("volumes --json" + disks_of(copy, {"third"}) +
                             disks_of(btrfs_machine("raid1"), kDisks) +
                             disks_of(copy, {"first", "second"}));
  const std::string key = "\"member_of\":";
  std::size_t members = 0;
  for (auto at = said.find(key); at != std::string::npos; at = said.find(key, at + 1))
    members += said.compare(at + key.size(), 4, "null") == 0 ? 0 : 1;
  EXPECT_EQ(members, 4U) << said;
  EXPECT_EQ(said.find("degraded"), std::string::npos) << said;
}

// Of one disk each: what is asked for is shown, not the newer one.
TEST(ClonedBtrfs, EachDiskShowsItsOwnFiles) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.btrfs");
  const TemporaryFolder folder;
  std::string disks;
  for (const std::string name : {"one", "two"}) {
    run("cd '" + folder.path().string() + "' && mkdir " + name + ".files && echo " + name +
        " >" + name + ".files/file && truncate -s 120M " + name +
        " && PATH=$PATH:/usr/sbin mkfs.btrfs -q -U 2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c302 --rootdir " +
        name + ".files " + name + " 2>&1");
    disks += " -a raw:'" + folder.file(name) + "'";
  }
  run("cp --sparse=always '" + folder.file("one") + "' '" + folder.file("copy") + "'");
  disks += " -a raw:'" + folder.file("copy") + "'";
  EXPECT_EQ(vixmount("cat --volume 1" + disks + " /file"), "one\n");
  EXPECT_EQ(vixmount("cat --volume 2" + disks + " /file"), "two\n");
  EXPECT_EQ(vixmount("cat --volume 3" + disks + " /file"), "one\n");
}

}  // namespace
}  // namespace vixmount::test
