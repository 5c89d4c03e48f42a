#include "guest/linux/inspector.hpp"

#include <gtest/gtest.h>

#include "guest/sample_guests.hpp"
#include "support/support.hpp"

namespace vixmount::guest::linux_guest {
namespace {

using test::bare_root;
using test::elf_head;
using test::empty_volume;
using test::VolumeSet;

std::optional<GuestSystem> inspect_only(fs::FileSystemPtr root) {
  VolumeSet volumes;
  volumes.add({.partition = 1}, std::move(root));
  return inspect_root(volumes.all(), volumes.all()[0], Detail::everything, Log());
}

constexpr std::string_view kDebian =
    "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n"
    "VERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\nID=debian\n";

// A Debian 12 as its installer leaves it: /bin a link to usr/bin, os-release a link.
std::shared_ptr<test::MemoryFileSystem> debian() {
  auto root = empty_volume();
  root->add_link("/bin", "usr/bin");
  root->add_link("/lib", "usr/lib");
  root->add_file("/usr/bin/dash", elf_head(64, false, 62));
  root->add_link("/usr/bin/sh", "dash");
  root->add_file("/usr/lib/os-release", kDebian);
  root->add_link("/etc/os-release", "../usr/lib/os-release");
  root->add_file("/etc/debian_version", "12.5\n");
  root->add_file("/etc/hostname", "backup-test\n");
  root->add_file("/etc/machine-id", "0123456789abcdef0123456789ABCDEF\n");
  root->add_file("/var/lib/dpkg/status", "");
  return root;
}

TEST(LinuxInspector, DescribesADebianSystem) {
  const auto system = inspect_only(debian());
  ASSERT_TRUE(system);
  EXPECT_EQ(system->family, OsFamily::linux);
  EXPECT_EQ(system->root_volume, 1u);
  EXPECT_EQ(system->id, "debian");
  EXPECT_EQ(system->vendor, "Debian GNU/Linux");
  EXPECT_EQ(system->name, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(system->version, "12 (bookworm)");
  EXPECT_EQ(system->major, 12u);
  EXPECT_EQ(system->minor, 5u) << "of /etc/debian_version";
  EXPECT_EQ(system->architecture, "x86_64");
  EXPECT_TRUE(system->is_64_bit);
  EXPECT_EQ(system->hostname, "backup-test");
  EXPECT_EQ(system->machine_id, "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(system->package_format, "deb");
  EXPECT_EQ(system->os_folder, "/");
  ASSERT_EQ(system->mount_points.size(), 1u);
  EXPECT_EQ(system->mount_points[0].path, "/");
  EXPECT_TRUE(system->remarks.empty());
}

TEST(LinuxInspector, FollowsTheMountTableForASeparateUsr) {
  auto root = empty_volume();
  root->add_link("/bin", "usr/bin");
  root->add_link("/etc/os-release", "/usr/lib/os-release");
  root->add_file("/etc/fstab", "UUID=1 / ext4\nUUID=2 /usr ext4\nUUID=3 /var ext4\n");
  root->add_directory("/usr");
  auto usr = empty_volume();
  usr->add_file("/lib/os-release", kDebian);
  usr->add_file("/bin/sh", elf_head(64, false, 183));
  auto var = empty_volume();
  var->add_file("/lib/dpkg/status", "");
  VolumeSet volumes;
  volumes.add({.uuid = "1"}, root).add({.uuid = "2"}, usr).add({.uuid = "3"}, var);
  const auto system = inspect_root(volumes.all(), volumes.all()[0], Detail::everything, Log());
  ASSERT_TRUE(system);
  EXPECT_EQ(system->id, "debian");
  EXPECT_EQ(system->architecture, "aarch64");
  EXPECT_EQ(system->package_format, "deb");
  EXPECT_EQ(system->mount_points.size(), 3u);
  EXPECT_FALSE(inspect_root(volumes.all(), volumes.all()[1], Detail::everything, Log())) << "/usr is no root";
}

TEST(LinuxInspector, ANamelessRootNeedsAProgramAndUsers) {
  auto root = bare_root();
  EXPECT_FALSE(inspect_only(root));
  root->add_file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  const auto system = inspect_only(root);
  ASSERT_TRUE(system);
  EXPECT_EQ(system->name, "Linux of unknown name");
  EXPECT_EQ(system->family, OsFamily::linux);
}

TEST(LinuxInspector, OtherVolumesAreNoRoots) {
  EXPECT_FALSE(inspect_only(empty_volume()));
  auto boot = empty_volume();
  boot->add_file("/vmlinuz", "");
  boot->add_directory("/grub");
  EXPECT_FALSE(inspect_only(boot));
  auto home = empty_volume();
  home->add_file("/alice/etc/os-release", kDebian);
  EXPECT_FALSE(inspect_only(home));
  auto odd = empty_volume();
  odd->add_file("/etc", "a file");
  odd->add_directory("/usr");
  EXPECT_FALSE(inspect_only(odd));
}

TEST(LinuxInspector, AFreeBsdIsNoLinux) {
  auto root = bare_root();
  root->add_file("/etc/os-release",
                 "NAME=FreeBSD\nVERSION=13.2-RELEASE\nVERSION_ID=13.2\nID=freebsd\n"
                 "PRETTY_NAME=\"FreeBSD 13.2-RELEASE\"\n");
  const auto system = inspect_only(root);
  ASSERT_TRUE(system);
  EXPECT_EQ(system->family, OsFamily::other);
  EXPECT_EQ(system->major, 13u);
  EXPECT_EQ(system->minor, 2u);
}

TEST(LinuxInspector, LinksInTheGuestNeverReachTheHost) {
  auto root = bare_root();
  // On the host this names a file; in the guest there is none.
  root->add_link("/etc/os-release", "../../../../../../../../etc/passwd");
  root->add_link("/etc/hostname", "/proc/sys/kernel/hostname");
  EXPECT_FALSE(inspect_only(root));
}

TEST(LinuxInspector, DamageIsARemark) {
  auto root = debian();
  root->break_node("/etc/hostname", Error(ErrorKind::damaged, "a damaged inode", 4096));
  const auto system = inspect_only(root);
  ASSERT_TRUE(system);
  EXPECT_EQ(system->hostname, "");
  EXPECT_EQ(system->remarks, (std::vector<std::string>{"/etc/hostname: a damaged inode"}));
}

TEST(LinuxInspector, AnErrorOfTheHostIsNotSwallowed) {
  auto root = debian();
  root->break_node("/etc/hostname", Error(ErrorKind::io, "read failed"));
  EXPECT_EQ(vixmount::test::error_kind_of([&] { inspect_only(root); }), ErrorKind::io);
}

TEST(LinuxInspector, ADamagedRootIsNoSystem) {
  auto root = debian();
  root->break_node("/etc", Error(ErrorKind::damaged, "a damaged inode", 0));
  EXPECT_FALSE(inspect_only(root));
}

TEST(LinuxInspector, LargeFilesAreNotRead) {
  auto large = bare_root();
  large->add_file("/usr/lib/os-release", kDebian);
  large->add_file("/etc/os-release", std::string((1 << 20) + 1, 'A'));
  const auto system = inspect_only(large);
  ASSERT_TRUE(system);
  EXPECT_EQ(system->id, "debian");
  EXPECT_EQ(system->remarks,
            (std::vector<std::string>{"/etc/os-release: larger than 1048576 bytes, not read"}));
}

struct HostnameCase {
  const char* path;
  const char* text;
};
void PrintTo(const HostnameCase& name, std::ostream* out) { *out << name.path; }
class Hostname : public ::testing::TestWithParam<HostnameCase> {};
TEST_P(Hostname, IsFound) {
  auto root = bare_root();
  root->add_file("/etc/os-release", kDebian);
  root->add_file(GetParam().path, GetParam().text);
  EXPECT_EQ(inspect_only(root)->hostname, "mail.example.org");
}
INSTANTIATE_TEST_SUITE_P(
    Files, Hostname,
    ::testing::Values(
        HostnameCase{"/etc/hostname", "# set by hand\n\n mail.example.org \n"},
        HostnameCase{"/etc/HOSTNAME", "mail.example.org\n"},
        HostnameCase{"/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=mail.example.org\n"},
        HostnameCase{"/etc/conf.d/hostname", "# Gentoo\nhostname=\"mail.example.org\"\n"}));

// Every os-release of the corpus in a guest of its own. Versions by hand from the files.
TEST(LinuxInspector, KnowsTheRealSystemsOfTheCorpus) {
  VIXMOUNT_REQUIRE_CORPUS();
  struct Expected {
    const char* file;
    const char* id;
    const char* name;
    std::uint32_t major;
    std::uint32_t minor;
  };
  const std::vector<Expected> all = {
      {"alpine_3_18", "alpine", "Alpine Linux v3.18", 3, 18},
      {"amazon_2023", "amzn", "Amazon Linux 2023.8.20250915", 2023, 0},
      {"arch", "arch", "Arch Linux", 0, 0},
      {"debian_12", "debian", "Debian GNU/Linux 12 (bookworm)", 12, 0},
      {"fedora_40", "fedora", "Fedora Linux 40 (Workstation Edition)", 40, 0},
      {"nixos", "nixos", "NixOS 18.09.1436.a7fd4310c0c (Jellyfish)", 18, 9},
      {"opensuseleap_15", "opensuse-leap", "openSUSE Leap 15.6", 15, 6},
      {"openwrt_2203", "openwrt", "OpenWrt 22.03.4", 22, 3},
      {"photon_3", "photon", "VMware Photon OS/Linux", 3, 0},
      {"rocky_9", "rocky", "Rocky Linux 9.3 (Blue Onyx)", 9, 3},
      {"sles_15", "sles", "SUSE Linux Enterprise Server 15 SP7", 15, 7},
      {"ubuntu_2204", "ubuntu", "Ubuntu 22.04.5 LTS", 22, 4},
  };
  for (const auto& expected : all) {
    const auto path = *vixmount::test::corpus() / "images/osinfo/chef" / expected.file;
    auto root = bare_root();
    root->add_file("/etc/os-release", vixmount::test::read_file(path));
    const auto system = inspect_only(root);
    ASSERT_TRUE(system) << expected.file;
    EXPECT_EQ(system->family, OsFamily::linux) << expected.file;
    EXPECT_EQ(system->id, expected.id);
    EXPECT_EQ(system->name, expected.name);
    EXPECT_EQ(system->major, expected.major) << expected.file;
    EXPECT_EQ(system->minor, expected.minor) << expected.file;
  }
  RecordProperty("images", static_cast<int>(all.size()));
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
