#include "guest/linux/fstab.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::string_view kTable =
    "# /etc/fstab: static file system information.\n"
    "#\n"
    "UUID=0a1b2c3d-1111-2222-3333-444455556666 /               ext4    errors=remount-ro 0       "
    "1\n"
    "/dev/sda2\t/home\text4\tdefaults,nodev\t0 2\n"
    "LABEL=My\\040Data   /mnt/my\\040data  xfs  defaults 0 0\n"
    "  /dev/sdb1 /indented vfat umask=0077 0 1\n"
    "/dev/vg0/swap none swap sw 0 0\n"
    "tmpfs /tmp tmpfs size=1g 0 0\n"
    "server:/export /srv nfs4 _netdev 0 0\n";

TEST(Fstab, ReadsEntries) {
  const auto entries = parse_fstab(kTable);
  ASSERT_EQ(entries.size(), 7u);
  EXPECT_EQ(entries[0].source, "UUID=0a1b2c3d-1111-2222-3333-444455556666");
  EXPECT_EQ(entries[0].path, "/");
  EXPECT_EQ(entries[0].file_system, "ext4");
  EXPECT_EQ(entries[0].options, "errors=remount-ro");
  EXPECT_EQ(entries[0].line, 3u);
  EXPECT_EQ(entries[2].source, "LABEL=My Data");
  EXPECT_EQ(entries[2].path, "/mnt/my data");
  EXPECT_EQ(entries[3].path, "/indented");
}

TEST(Fstab, FillsInMissingFields) {
  const auto entries = parse_fstab("/dev/sda1 /boot\r\n/dev/sda2\n\n/dev/sda3 /x ext2");
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].path, "/boot");
  EXPECT_EQ(entries[0].file_system, "auto");
  EXPECT_EQ(entries[0].options, "defaults");
  EXPECT_EQ(entries[1].file_system, "ext2");
}

TEST(Fstab, DecodesOctalNumbersOnly) {
  const auto entries = parse_fstab("LABEL=a\\011b\\134c\\12\\999\\000x\\777y /p\\\n");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].source, "LABEL=a\tb\\c\\12\\999xy");
  EXPECT_EQ(entries[0].path, "/p\\");
}

TEST(Fstab, IsBounded) {
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "/dev/sda1 /m" + std::to_string(i) + "\n";
  EXPECT_EQ(parse_fstab(many).size(), 4096u);
}

TEST(Fstab, KnowsWhatMountsAVolume) {
  const auto mounts = [](std::string_view line) {
    const auto entries = parse_fstab(line);
    return entries.size() == 1 && mounts_a_volume(entries[0]);
  };
  EXPECT_TRUE(mounts("UUID=1 / ext4"));
  EXPECT_TRUE(mounts("/dev/sda1 /boot auto noauto"));
  EXPECT_TRUE(mounts("PARTLABEL=home /home btrfs subvol=@home,compress=zstd"));
  EXPECT_TRUE(mounts("/dev/mapper/vg-root / xfs"));
  EXPECT_FALSE(mounts("UUID=2 none swap sw"));
  EXPECT_FALSE(mounts("UUID=2 swap swap sw"));
  EXPECT_FALSE(mounts("/dev/sda3 /swapfolder swap sw"));
  EXPECT_FALSE(mounts("proc /proc proc defaults"));
  EXPECT_FALSE(mounts("tmpfs /tmp tmpfs"));
  EXPECT_FALSE(mounts("//server/share /mnt cifs"));
  EXPECT_FALSE(mounts("server:/e /mnt nfs"));
  EXPECT_FALSE(mounts("/home /srv/home none bind"));
  EXPECT_FALSE(mounts("/dev/sda1 /srv/home none ro,rbind"));
  EXPECT_FALSE(mounts("/swapfile none swap sw"));
  EXPECT_FALSE(mounts("/images/disk.iso /mnt iso9660 loop"));
  EXPECT_FALSE(mounts("/dev/cdrom /media/cdrom udf,iso9660 user,noauto"));
  EXPECT_FALSE(mounts("/dev/sr0 /media/cdrom udf user,noauto"));
  EXPECT_FALSE(mounts("/dev/fd0 /media/floppy auto"));
}

// util-linux reads the same table.
TEST(Fstab, AgreesWithFindmnt) {
  VIXMOUNT_REQUIRE_PROGRAM("findmnt");
  const test::TemporaryFolder folder;
  test::write_file(folder.file("fstab"), kTable);
  std::string ours;
  for (const auto& entry : parse_fstab(kTable)) ours += entry.path + "\n";
  auto theirs =
      test::run("findmnt --tab-file '" + folder.file("fstab") + "' --noheadings --raw -o TARGET");
  for (std::size_t at; (at = theirs.find("\\x20")) != std::string::npos;)
    theirs.replace(at, 4, " ");
  EXPECT_EQ(ours, theirs);
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
