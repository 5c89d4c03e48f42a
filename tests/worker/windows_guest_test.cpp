// Windows guests from the library down to the locked worker: hives, drive letters, paths, links.
#include <algorithm>
#include <map>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/windows_disks.hpp"
#include "worker/client/disk_set.hpp"
#include "worker/fixture.hpp"

namespace vixmount::worker {
namespace {

std::unique_ptr<DiskSet> open(const std::string& name) {
  auto options = test_fixture::options_for(test::windows_disk(name));
  options.disks.front().options.raw = true;
  return DiskSet::open(std::move(options));
}

std::string content_of(DiskSet& set, const std::string& path, std::uint32_t volume = 0) {
  const auto entry = set.find(volume, path);
  return set.read(entry.location, 0, static_cast<std::uint32_t>(entry.attributes.size));
}

std::map<std::string, std::string> links_below(DiskSet& set, const std::string& path,
                                               std::uint32_t volume = 0) {
  std::map<std::string, std::string> links;
  const auto start = set.find(volume, path);
  set.walk(start.location, volume == 0 ? start.path : "", true, [&](const Entry& entry) {
    EXPECT_EQ(entry.error, "") << entry.path;
    if (entry.attributes.type != fs::NodeType::symbolic_link) return;
    links[entry.path] = entry.link_target;
    EXPECT_EQ(entry.attributes.size, entry.link_target.size()) << entry.path;
  });
  return links;
}

class WindowsGuest : public ::testing::Test {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_WINDOWS_DISKS(); }
};

TEST_F(WindowsGuest, IsInspectedInsideTheSandbox) {
  const auto set = open("mbr.raw");
  ASSERT_EQ(set->systems().size(), 1U);
  const auto& system = set->systems()[0];
  EXPECT_EQ(system.name, "Windows 11 Pro");
  EXPECT_EQ(system.hostname, "win-11");
  EXPECT_EQ(system.os_folder, "C:\\Windows");
  EXPECT_TRUE(system.is_64_bit);
  EXPECT_EQ(system.remarks, std::vector<std::string>());
  EXPECT_EQ(guest::mount_points_of(set->systems(), 1), std::vector<std::string>{"C:\\"});
  EXPECT_EQ(guest::mount_points_of(set->systems(), 2),
            (std::vector<std::string>{"D:\\", "C:\\Data\\"}));
}

TEST_F(WindowsGuest, PathsAreFoundInEveryForm) {
  const auto set = open("mbr.raw");
  for (const std::string path :
       {"C:\\Users\\anna\\x.txt", "c:/users/ANNA/X.TXT", "\\Users\\anna\\x.txt",
        "/Users/anna/x.txt", "/C:/Users/anna/x.txt", "\\\\?\\C:\\Users\\anna\\x.txt",
        "C:\\Documents and Settings\\anna\\x.txt", "D:\\back\\anna\\x.txt"})
    EXPECT_EQ(content_of(*set, path), "of anna\n") << path;
  for (const std::string path :
       {"D:\\Data of D\\in.txt", "C:\\Data\\data of d\\in.txt", "C:\\Users\\other\\in.txt",
        "\\\\?\\Volume{0B1C2D3E-4F50-6172-8394-A5B6C7D8E9FA}\\Data of D\\in.txt"})
    EXPECT_EQ(content_of(*set, path), "on D\n") << path;
  EXPECT_EQ(content_of(*set, "C:\\Users\\anna\\all.lnk"), "of all\n");
  EXPECT_EQ(content_of(*set, "C:\\Users\\anna\\up"), "of all\n");
  EXPECT_EQ(content_of(*set, "C:\\Users\\rooted\\all.txt"), "of all\n");
  EXPECT_EQ(set->find(0, "c:\\users").path, "/C:/users");
  EXPECT_EQ(set->find(0, "/").path, "/");
  for (const std::string path : {"E:\\x", "C:\\none", "C:\\Users\\anna\\gone"})
    EXPECT_EQ(test::error_kind_of([&] { set->find(0, path); }), ErrorKind::not_found) << path;
}

TEST_F(WindowsGuest, LinksAreRelativeInTheTreeOfDrives) {
  const auto set = open("mbr.raw");
  EXPECT_EQ(links_below(*set, "/"), (std::map<std::string, std::string>{
                                        {"C:/Data", "../D:"},
                                        {"C:/Documents and Settings", "Users"},
                                        {"C:/Users/anna/all.lnk", "../../programdata/ALL.TXT"},
                                        {"C:/Users/anna/gone", "../../../Z:/x"},
                                        {"C:/Users/anna/up", "../../ProgramData/all.txt"},
                                        {"C:/Users/network", "//server/share"},
                                        {"C:/Users/other", "../../D:/Data of D"},
                                        {"C:/Users/rooted", "../ProgramData"},
                                        {"D:/back", "../C:/Users"},
                                        {"D:/maybe", "../C:/Data of D"},
                                        {"D:/own", "Data of D"}}));
}

// Of one volume: its own letter is relative, other drives stay as they are.
TEST_F(WindowsGuest, LinksOfOneVolume) {
  const auto set = open("mbr.raw");
  EXPECT_EQ(links_below(*set, "/", 2),
            (std::map<std::string, std::string>{
                {"back", "/C:/Users"}, {"maybe", "/C:/Data of D"}, {"own", "Data of D"}}));
  EXPECT_EQ(links_below(*set, "\\Users\\anna", 1).at("gone"), "/Z:/x");
}

// Nobody knows the letters: what exists on the volume is meant there.
TEST_F(WindowsGuest, LinksOfADataDiskAlone) {
  const auto set = open("data.raw");
  EXPECT_TRUE(set->systems().empty());
  EXPECT_EQ(links_below(*set, "/"),
            (std::map<std::string, std::string>{
                {"back", "/C:/Users"}, {"maybe", "Data of D"}, {"own", "Data of D"}}));
  EXPECT_EQ(content_of(*set, "\\own\\IN.TXT"), "on D\n");
  EXPECT_EQ(test::error_kind_of([&] { set->find(0, "D:\\own"); }), ErrorKind::not_found);
}

TEST_F(WindowsGuest, BesideALinuxEachHasItsPaths) {
  const auto set = open("dual.raw");
  ASSERT_EQ(set->systems().size(), 2U);
  EXPECT_EQ(set->systems()[0].family, guest::OsFamily::linux);
  EXPECT_EQ(set->systems()[1].name, "Windows Server 2019 Standard");
  EXPECT_EQ(set->systems()[1].installation_type, "Server Core");
  EXPECT_EQ(content_of(*set, "/etc/hostname"), "linux-side\n");
  EXPECT_EQ(content_of(*set, "C:\\Users\\anna\\x.txt"), "of anna\n");
  EXPECT_EQ(content_of(*set, "/C:/Users/anna/x.txt"), "of anna\n") << "as listings print it";
  EXPECT_EQ(links_below(*set, "C:\\Users\\anna").at("all.lnk"), "../../programdata/ALL.TXT");
  EXPECT_EQ(test::error_kind_of([&] { set->find(0, "/Users/anna"); }), ErrorKind::not_found);
}

TEST_F(WindowsGuest, OneMountShowsAllDrives) {
  const auto set = open("mbr.raw");
  const auto folder = set->mount(0, {});
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"C:", "D:"}));
  EXPECT_EQ(test::read_file(folder + "/C:/Users/other/in.txt"), "on D\n");
  EXPECT_EQ(test::read_file(folder + "/C:/Data/Data of D/in.txt"), "on D\n");
  EXPECT_EQ(test::read_file(folder + "/D:/back/anna/all.lnk"), "of all\n");
  EXPECT_EQ(test::read_file(folder + "/c:/documents and settings/ANNA/x.txt"), "of anna\n");
  EXPECT_FALSE(std::filesystem::exists(folder + "/C:/Users/anna/gone"));
}

// Threads of the mount look for letters while requests are answered.
TEST_F(WindowsGuest, AVolumesMountFindsLettersWhenItMeetsALink) {
  const auto set = open("mbr.raw");
  const auto folder = set->mount(1, {});
  EXPECT_EQ(test::read_file(folder + "/Documents and Settings/anna/all.lnk"), "of all\n");
  EXPECT_EQ(std::filesystem::read_symlink(folder + "/Users/other"), "/D:/Data of D");
}

}  // namespace
}  // namespace vixmount::worker
