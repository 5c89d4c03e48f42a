#include "guest/linux/release_files.hpp"

#include <gtest/gtest.h>

#include "guest/sample_guests.hpp"

namespace vixmount::guest::linux_guest {
namespace {

struct Case {
  const char* path;
  const char* text;
  const char* id;
  const char* name;
  const char* pretty;
  std::optional<VersionNumber> version;
};
void PrintTo(const Case& release, std::ostream* out) { *out << release.pretty; }

class ReleaseFile : public ::testing::TestWithParam<Case> {};

TEST_P(ReleaseFile, NamesTheSystem) {
  const auto& expected = GetParam();
  auto root = test::bare_root();
  root->add_file(expected.path, expected.text);
  const GuestTree tree({{"/", 1, root}});
  std::vector<std::string> remarks;
  const auto release = read_release_files(GuestFiles(tree, remarks));
  ASSERT_TRUE(release);
  EXPECT_EQ(release->id, expected.id);
  EXPECT_EQ(release->name, expected.name);
  EXPECT_EQ(release->pretty, expected.pretty);
  EXPECT_EQ(parse_version(release->version_id), expected.version);
  EXPECT_TRUE(remarks.empty());
}

// Texts as the distributions' own packages had them.
INSTANTIATE_TEST_SUITE_P(
    Distributions, ReleaseFile,
    ::testing::Values(
        Case{"/etc/redhat-release", "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n",
             "rhel", "Red Hat Enterprise Linux Server",
             "Red Hat Enterprise Linux Server release 6.10 (Santiago)", VersionNumber{6, 10}},
        Case{"/etc/redhat-release", "Red Hat Linux release 9 (Shrike)\n", "redhat", "Red Hat Linux",
             "Red Hat Linux release 9 (Shrike)", VersionNumber{9, {}}},
        Case{"/etc/centos-release", "CentOS Linux release 7.9.2009 (Core)\n", "centos",
             "CentOS Linux", "CentOS Linux release 7.9.2009 (Core)", VersionNumber{7, 9}},
        Case{"/etc/redhat-release", "CentOS release 5.11 (Final)\n", "centos", "CentOS",
             "CentOS release 5.11 (Final)", VersionNumber{5, 11}},
        Case{"/etc/oracle-release", "Oracle Linux Server release 6.9\n", "ol",
             "Oracle Linux Server", "Oracle Linux Server release 6.9", VersionNumber{6, 9}},
        Case{"/etc/fedora-release", "Fedora release 14 (Laughlin)\n", "fedora", "Fedora",
             "Fedora release 14 (Laughlin)", VersionNumber{14, {}}},
        Case{"/etc/system-release", "Amazon Linux AMI release 2018.03\n", "amzn",
             "Amazon Linux AMI", "Amazon Linux AMI release 2018.03", VersionNumber{2018, 3}},
        Case{"/etc/SuSE-release",
             "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n", "sles",
             "SUSE Linux Enterprise Server", "SUSE Linux Enterprise Server 11 (x86_64)",
             VersionNumber{11, 4}},
        Case{"/etc/SuSE-release", "openSUSE 13.2 (x86_64)\nVERSION = 13.2\nCODENAME = Harlequin\n",
             "opensuse", "openSUSE", "openSUSE 13.2 (x86_64)", VersionNumber{13, 2}},
        Case{"/etc/lsb-release",
             "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_CODENAME=lucid\n"
             "DISTRIB_DESCRIPTION=\"Ubuntu 10.04.4 LTS\"\n",
             "ubuntu", "Ubuntu", "Ubuntu 10.04.4 LTS", VersionNumber{10, 4}},
        Case{"/etc/debian_version", "6.0.10\n", "debian", "Debian GNU/Linux",
             "Debian GNU/Linux 6.0.10", VersionNumber{6, 0}},
        Case{"/etc/debian_version", "wheezy/sid\n", "debian", "Debian GNU/Linux",
             "Debian GNU/Linux wheezy/sid", std::nullopt},
        Case{"/etc/alpine-release", "2.7.9\n", "alpine", "Alpine Linux", "Alpine Linux 2.7.9",
             VersionNumber{2, 7}},
        Case{"/etc/gentoo-release", "Gentoo Base System release 1.12.11.1\n", "gentoo",
             "Gentoo Linux", "Gentoo Base System release 1.12.11.1", VersionNumber{1, 12}},
        Case{"/etc/slackware-version", "Slackware 13.37.0\n", "slackware", "Slackware",
             "Slackware 13.37.0", VersionNumber{13, 37}},
        Case{"/etc/arch-release", "", "arch", "Arch Linux", "Arch Linux", std::nullopt}));

TEST(ReleaseFiles, TheParticularComesBeforeTheGeneral) {
  auto root = test::bare_root();
  root->add_file("/etc/debian_version", "squeeze/sid\n");
  root->add_file("/etc/lsb-release", "DISTRIB_ID=LinuxMint\nDISTRIB_RELEASE=12\n");
  const GuestTree tree({{"/", 1, root}});
  std::vector<std::string> remarks;
  EXPECT_EQ(read_release_files(GuestFiles(tree, remarks))->id, "linuxmint");
}

TEST(ReleaseFiles, AreNotAlwaysThere) {
  const GuestTree tree({{"/", 1, test::bare_root()}});
  std::vector<std::string> remarks;
  EXPECT_FALSE(read_release_files(GuestFiles(tree, remarks)));
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
