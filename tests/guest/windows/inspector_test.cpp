#include "guest/windows/inspector.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "guest/windows/sample_windows.hpp"

namespace vixmount::guest::windows {
namespace {

using namespace test;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::int64_t kInstallDate = 1700000000;  // as the script writes it

std::optional<GuestSystem> inspect_only(fs::FileSystemPtr volume) {
  VolumeSet volumes;
  volumes.add(mbr_partition(1, "deadbeef", kMiB), std::move(volume));
  return inspect_root(volumes.all(), volumes.all()[0], Detail::everything, Log());
}

// Versions by hand from Microsoft's release tables.
struct Release {
  const char* release;
  const char* folder;
  const char* name;
  const char* edition;
  std::uint32_t major;
  std::uint32_t minor;
  const char* build;
  const char* display_version;
  const char* service_pack;
  const char* architecture;
  bool is_64_bit;
};

const Release kReleases[] = {
    {"nt3.51", "WINNT35", "Windows NT Workstation 3.51", "Workstation", 3, 51, "1057", "",
     "Service Pack 5", "i386", false},
    {"nt4", "WINNT", "Windows NT Workstation 4.0", "Workstation", 4, 0, "1381", "",
     "Service Pack 6", "i386", false},
    {"nt4-server", "WINNT", "Windows NT Server 4.0", "Server", 4, 0, "1381", "", "Service Pack 6",
     "i386", false},
    {"2000", "WINNT", "Microsoft Windows 2000", "Professional", 5, 0, "2195", "", "Service Pack 4",
     "i386", false},
    {"xp", "WINDOWS", "Microsoft Windows XP", "Professional", 5, 1, "2600", "", "Service Pack 3",
     "i386", false},
    {"xp-x64", "WINDOWS", "Microsoft Windows XP", "Professional", 5, 2, "3790", "",
     "Service Pack 2", "x86_64", true},
    {"2003", "WINDOWS", "Microsoft Windows Server 2003", "Enterprise Edition", 5, 2, "3790", "",
     "Service Pack 2", "i386", false},
    {"vista", "Windows", "Windows Vista (TM) Business", "Business", 6, 0, "6002", "",
     "Service Pack 2", "i386", false},
    {"2008", "Windows", "Windows Server (R) 2008 Standard", "ServerStandard", 6, 0, "6002", "",
     "Service Pack 2", "x86_64", true},
    {"7", "Windows", "Windows 7 Professional", "Professional", 6, 1, "7601", "", "Service Pack 1",
     "x86_64", true},
    {"2008r2", "Windows", "Windows Server 2008 R2 Enterprise", "ServerEnterprise", 6, 1, "7601", "",
     "Service Pack 1", "x86_64", true},
    {"8", "Windows", "Windows 8 Pro", "Professional", 6, 2, "9200", "", "", "x86_64", true},
    {"2012", "Windows", "Windows Server 2012 Standard", "ServerStandard", 6, 2, "9200", "", "",
     "x86_64", true},
    {"8.1", "Windows", "Windows 8.1 Pro", "Professional", 6, 3, "9600.17031", "", "", "x86_64",
     true},
    {"2012r2", "Windows", "Windows Server 2012 R2 Standard", "ServerStandard", 6, 3, "9600", "", "",
     "x86_64", true},
    {"10", "Windows", "Windows 10 Pro", "Professional", 10, 0, "19045.3803", "22H2", "", "x86_64",
     true},
    {"10-arm", "Windows", "Windows 10 Pro", "Professional", 10, 0, "18363.418", "1909", "",
     "aarch64", true},
    {"2016", "Windows", "Windows Server 2016 Standard", "ServerStandard", 10, 0, "14393.5921",
     "1607", "", "x86_64", true},
    {"2019-core", "Windows", "Windows Server 2019 Standard", "ServerStandard", 10, 0, "17763.4377",
     "1809", "", "x86_64", true},
    {"2022", "Windows", "Windows Server 2022 Datacenter", "ServerDatacenter", 10, 0, "20348.1726",
     "21H2", "", "x86_64", true},
    {"11", "Windows", "Windows 11 Pro", "Professional", 10, 0, "22631.3007", "23H2", "", "x86_64",
     true},
    {"2025", "Windows", "Windows Server 2025 Datacenter", "ServerDatacenter", 10, 0, "26100.1742",
     "24H2", "", "x86_64", true},
};

class EveryRelease : public ::testing::TestWithParam<Release> {};

TEST_P(EveryRelease, IsDescribed) {
  VIXMOUNT_REQUIRE_HIVES();
  const auto& expected = GetParam();
  const auto hives = make_hives(std::string("--disk-signature deadbeef --hostname filesrv-02 "
                                            "--release ") +
                                expected.release);
  const auto system = inspect_only(windows_volume(hives, expected.folder));
  ASSERT_TRUE(system);
  EXPECT_EQ(system->family, OsFamily::windows);
  EXPECT_EQ(system->root_volume, 1U);
  EXPECT_EQ(system->vendor, "Microsoft");
  EXPECT_EQ(system->name, expected.name);
  EXPECT_EQ(system->edition, expected.edition);
  EXPECT_EQ(system->major, expected.major);
  EXPECT_EQ(system->minor, expected.minor);
  EXPECT_EQ(system->build, expected.build);
  EXPECT_EQ(system->display_version, expected.display_version);
  EXPECT_EQ(system->service_pack, expected.service_pack);
  EXPECT_EQ(system->architecture, expected.architecture);
  EXPECT_EQ(system->is_64_bit, expected.is_64_bit);
  EXPECT_EQ(system->hostname, "filesrv-02");
  EXPECT_EQ(system->install_date, kInstallDate);
  EXPECT_EQ(system->time_zone, "W. Europe Standard Time");
  EXPECT_EQ(system->os_folder, std::string("C:\\") + expected.folder);
  EXPECT_EQ(system->mount_points.at(0).path, "C:\\");
  EXPECT_EQ(system->remarks, std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Windows, EveryRelease, ::testing::ValuesIn(kReleases),
                         [](const auto& each) {
                           std::string name = each.param.release;
                           for (auto& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

TEST(WindowsInspector, InstallationTypesAreTold) {
  VIXMOUNT_REQUIRE_HIVES();
  EXPECT_EQ(inspect_only(windows_volume(make_hives("--release 2019-core")))->installation_type,
            "Server Core");
  EXPECT_EQ(inspect_only(windows_volume(make_hives("--release 11")))->installation_type, "Client");
}

TEST(WindowsInspector, TheControlSetInUseCounts) {
  VIXMOUNT_REQUIRE_HIVES();
  const auto system =
      inspect_only(windows_volume(make_hives("--control-set 3 --hostname third --release 7")));
  EXPECT_EQ(system->hostname, "third");
}

TEST(WindowsInspector, OtherVolumesAreNoWindows) {
  EXPECT_FALSE(inspect_only(ntfs_volume()));
  auto data = ntfs_volume();
  data->add_file("/Windows/notepad.exe", "MZ");
  data->add_file("/backup/Windows/System32/config/SYSTEM", "regf");
  EXPECT_FALSE(inspect_only(data)) << "not in the volume's root";
  VolumeSet linux_volumes;
  auto root = std::make_shared<MemoryFileSystem>("ext4");
  root->add_file("/Windows/System32/config/SYSTEM", "regf");
  linux_volumes.add({.type = "ext4"}, root);
  EXPECT_FALSE(
      inspect_root(linux_volumes.all(), linux_volumes.all()[0], Detail::everything, Log()));
}

TEST(WindowsInspector, AnUnusualSystemFolderIsFound) {
  VIXMOUNT_REQUIRE_HIVES();
  const auto system =
      inspect_only(windows_volume(make_hives("--disk-signature deadbeef --release 2000"), "W2K"));
  ASSERT_TRUE(system);
  EXPECT_EQ(system->os_folder, "C:\\W2K");
}

TEST(WindowsInspector, DamageElsewhereInTheRootHidesNoWindows) {
  VIXMOUNT_REQUIRE_HIVES();
  auto volume = ntfs_volume();
  volume->add_directory("/A broken folder");
  volume->break_node("/A broken folder", Error(ErrorKind::damaged, "an index block"));
  add_windows(*volume, make_hives("--disk-signature deadbeef --release 2000"), "W2K");
  volume->break_end_of_listing("/", Error(ErrorKind::damaged, "index block 7"));
  const auto system = inspect_only(volume);
  ASSERT_TRUE(system);
  EXPECT_EQ(system->os_folder, "C:\\W2K");
  EXPECT_TRUE(std::any_of(system->remarks.begin(), system->remarks.end(), [](const auto& remark) {
    return remark == "C: may show further volumes in its folders: index block 7";
  })) << "the search for mounted folders saw it, too";
}

TEST(WindowsInspector, DamagedHivesAreRemarks) {
  VIXMOUNT_REQUIRE_HIVES();
  auto hives = make_hives("--disk-signature deadbeef --release 11");
  hives.software[0] = 'R';
  const auto system = inspect_only(windows_volume(hives));
  ASSERT_TRUE(system);
  EXPECT_EQ(system->name, "Windows of unknown version");
  EXPECT_EQ(system->hostname, "win-desktop-01");
  EXPECT_EQ(system->mount_points.at(0).path, "C:\\");
  ASSERT_FALSE(system->remarks.empty());
  EXPECT_TRUE(system->remarks[0].starts_with("SOFTWARE: the registry hive is damaged"))
      << system->remarks[0];
}

TEST(WindowsInspector, WithoutHivesTheKernelTellsTheProcessor) {
  auto volume = ntfs_volume();
  volume->add_file("/Windows/System32/config/SYSTEM", "");
  std::string kernel(4096, '\0');
  kernel.replace(0, 2, "MZ");
  kernel[0x3C] = '\x78';
  kernel.replace(0x78, 6, std::string("PE\0\0\x64\xAA", 6));
  volume->add_file("/Windows/System32/ntoskrnl.exe", kernel);
  const auto system = inspect_only(volume);
  ASSERT_TRUE(system);
  EXPECT_EQ(system->architecture, "aarch64");
  EXPECT_TRUE(system->is_64_bit);
  EXPECT_EQ(system->os_folder, "C:\\Windows");
  EXPECT_EQ(system->remarks.size(), 3U) << "both hives, and the letter by custom";
}

TEST(WindowsInspector, AnErrorOfTheHostIsNotSwallowed) {
  VIXMOUNT_REQUIRE_HIVES();
  auto volume = windows_volume(make_hives("--release 11"));
  volume->break_node("/Windows/System32/config/SOFTWARE", Error(ErrorKind::io, "read failed"));
  EXPECT_EQ(vixmount::test::error_kind_of([&] { inspect_only(volume); }), ErrorKind::io);
}

// Paths and mounts need no product name, which stands in the largest hive.
TEST(WindowsInspector, MountsAreFoundWithoutSoftware) {
  VIXMOUNT_REQUIRE_HIVES();
  auto volume = windows_volume(make_hives("--disk-signature deadbeef --release 11"));
  volume->break_node("/Windows/System32/config/SOFTWARE", Error(ErrorKind::io, "was read"));
  VolumeSet volumes;
  volumes.add(mbr_partition(1, "deadbeef", kMiB), volume);
  const auto system = inspect_root(volumes.all(), volumes.all()[0], Detail::mounts, Log());
  ASSERT_TRUE(system);
  EXPECT_EQ(system->family, OsFamily::windows);
  EXPECT_EQ(mount_points_of({*system}, 1), std::vector<std::string>{"C:\\"});
}

// Where the devices do not tell, SystemRoot does.
TEST(WindowsInspector, MountsAreTheSameWithAndWithoutDetail) {
  VIXMOUNT_REQUIRE_HIVES();
  for (const auto* drives : {"", "--mbr C:=deadbeef@1048576", "--mbr E:=deadbeef@1048576",
                             "--mbr B:=deadbeef@1048576 --mbr C:=deadbeef@1048576"}) {
    VolumeSet volumes;
    volumes.add(mbr_partition(1, "deadbeef", kMiB), windows_volume(make_hives(drives)));
    const auto& root = volumes.all()[0];
    const auto all = inspect_root(volumes.all(), root, Detail::everything, Log());
    const auto mounts = inspect_root(volumes.all(), root, Detail::mounts, Log());
    ASSERT_EQ(all->mount_points.size(), mounts->mount_points.size()) << drives;
    for (std::size_t i = 0; i < all->mount_points.size(); ++i)
      EXPECT_EQ(all->mount_points[i].path, mounts->mount_points[i].path) << drives;
  }
}

TEST(WindowsInspector, FindsMountedFolders) {
  VIXMOUNT_REQUIRE_HIVES();
  constexpr auto kGuid = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9fa";
  auto system_volume = windows_volume(
      make_hives(std::string("--mbr C:=deadbeef@1048576 --mbr ") + kGuid + "=deadbeef@2097152"));
  system_volume->add_link("/Data", std::string("/Volume{") + kGuid + "}/");
  system_volume->add_link("/Mounts/Archive", std::string("/Volume{") + kGuid + "}");
  system_volume->add_link("/Documents and Settings", "/C:/Users");
  VolumeSet volumes;
  volumes.add(mbr_partition(1, "deadbeef", kMiB), system_volume)
      .add(mbr_partition(2, "deadbeef", 2 * kMiB), ntfs_volume());
  const auto system = inspect_root(volumes.all(), volumes.all()[0], Detail::everything, Log());
  ASSERT_TRUE(system);
  ASSERT_EQ(system->mount_points.size(), 3U);
  EXPECT_EQ(system->mount_points[0].path, "C:\\");
  EXPECT_EQ(mount_points_of({*system}, 2),
            (std::vector<std::string>{"C:\\Data\\", "C:\\Mounts\\Archive\\"}));
  ASSERT_EQ(system->volume_names.size(), 1U);
  EXPECT_EQ(system->volume_names[0].name, std::string("Volume{") + kGuid + "}");
}

}  // namespace
}  // namespace vixmount::guest::windows
