// Volumes made by the file systems' own tools, compared with blkid.
#include "fs/registry/identify_file.hpp"

namespace vixmount::fs {
namespace {

struct Recipe {
  const char* name;
  const char* program;
  std::uint64_t size;
  const char* command;  // with $F for the file
};
void PrintTo(const Recipe& recipe, std::ostream* out) { *out << recipe.name; }

std::string blkid_value(const std::string& path, const std::string& tag) {
  auto value = vixmount::test::run("blkid -p -o value -s " + tag + " '" + path + "' || true");
  while (!value.empty() && value.back() == '\n') value.pop_back();
  return value;
}

constexpr std::uint64_t kMiB = 1 << 20;

class MadeByTool : public testing::TestWithParam<Recipe> {};

TEST_P(MadeByTool, IsIdentifiedAsBlkidDoes) {
  const auto& recipe = GetParam();
  VIXMOUNT_REQUIRE_PROGRAM(recipe.program);
  VIXMOUNT_REQUIRE_PROGRAM("blkid");
  const vixmount::test::TemporaryFolder folder;
  const auto path = folder.file("volume.img");
  vixmount::test::write_file(path, "");
  std::filesystem::resize_file(path, recipe.size);
  vixmount::test::run("F='" + path + "'; (" + recipe.command + ") 2>&1");
  const auto found = test::identify_file(path);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->type, blkid_value(path, "TYPE"));
  EXPECT_EQ(found->label, blkid_value(path, "LABEL"));
  EXPECT_EQ(found->uuid, blkid_value(path, "UUID"));
  EXPECT_EQ(found->remark.find("damaged"), std::string::npos) << found->remark;
  if (found->mountable) return;
  // Refused, by name where it is a file system.
  try {
    open(std::make_shared<io::FileSource>(io::HostFile::open(path)), OpenOptions{}, Log{});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unsupported);
    EXPECT_EQ(error.message(), found->remark);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Tools, MadeByTool,
    testing::Values(
        Recipe{"fat12", "mkfs.fat", 2 * kMiB, "mkfs.fat -F 12 -n DATA12 $F"},
        Recipe{"fat16", "mkfs.fat", 32 * kMiB, "mkfs.fat -F 16 -n 'A B' $F"},
        Recipe{"fat32", "mkfs.fat", 64 * kMiB, "mkfs.fat -F 32 -i 12345678 $F"},
        Recipe{"fat32_sectors_of_4096", "mkfs.fat", 300 * kMiB, "mkfs.fat -F 32 -S 4096 -n BIG $F"},
        Recipe{"exfat", "mkfs.exfat", 16 * kMiB, "mkfs.exfat -L größe $F"},
        Recipe{"exfat_no_label", "mkfs.exfat", 16 * kMiB, "mkfs.exfat $F"},
        Recipe{"ntfs", "mkfs.ntfs", 16 * kMiB, "mkfs.ntfs -F -q -L 'Größe ☃' $F"},
        Recipe{"ntfs_clusters_of_64k", "mkfs.ntfs", 16 * kMiB, "mkfs.ntfs -F -q -c 65536 $F"},
        Recipe{"ntfs_sectors_of_4096", "mkfs.ntfs", 64 * kMiB, "mkfs.ntfs -F -q -s 4096 -L x $F"},
        Recipe{"xfs", "mkfs.xfs", 320 * kMiB, "mkfs.xfs -q -L data $F"},
        Recipe{"btrfs", "mkfs.btrfs", 128 * kMiB, "mkfs.btrfs -q -L 'b t' $F"},
        Recipe{"f2fs", "mkfs.f2fs", 64 * kMiB, "mkfs.f2fs -q -l größe $F"},
        Recipe{"jfs", "mkfs.jfs", 16 * kMiB, "mkfs.jfs -q -L jay $F"},
        Recipe{"reiserfs", "mkfs.reiserfs", 64 * kMiB, "mkfs.reiserfs -q -ff -l rei $F"},
        Recipe{"nilfs2", "mkfs.nilfs2", 160 * kMiB, "mkfs.nilfs2 -q -L nil $F"},
        Recipe{"udf", "mkudffs", 16 * kMiB, "mkudffs -l 'größe' -b 512 $F"},
        Recipe{"udf_uuid_of_letters", "mkudffs", 16 * kMiB,
               "mkudffs -b 2048 --vsid=ABCDEFGHxyz $F"},
        Recipe{"squashfs", "mksquashfs", 0, "mksquashfs /etc/hostname $F -noappend -quiet"},
        Recipe{"erofs", "mkfs.erofs", 0,
               "mkfs.erofs -U 01234567-89ab-cdef-0123-456789abcdef $F /etc/apt"},
        Recipe{"refs", "blkid", 4 * kMiB, "printf '\\0\\0\\0ReFS\\0' | dd of=$F conv=notrunc"},
        Recipe{"ufs1", "makefs", 0, "makefs -s 2m -o version=1 $F /etc/apt"},
        Recipe{"ufs1_big_endian", "makefs", 0, "makefs -B big -s 2m -o version=1 $F /etc/apt"},
        Recipe{"ufs2", "makefs", 0, "makefs -s 2m -o version=2 $F /etc/apt"},
        Recipe{"minix1", "mkfs.minix", 4 * kMiB, "mkfs.minix -1 $F"},
        Recipe{"minix2", "mkfs.minix", 4 * kMiB, "mkfs.minix -2 $F"},
        Recipe{"minix3", "mkfs.minix", 4 * kMiB, "mkfs.minix -3 $F"},
        Recipe{"swap", "mkswap", 4 * kMiB, "mkswap -L swp $F"},
        Recipe{"swap_pages_of_64k", "mkswap", 4 * kMiB, "mkswap -p 65536 $F"},
        Recipe{"suspended", "mkswap", 4 * kMiB,
               "mkswap $F; printf 'S1SUSPEND\\0' | dd of=$F bs=1 seek=4086 conv=notrunc"},
        Recipe{"iso", "genisoimage", 0, "genisoimage -quiet -V 'A_LABEL' -R -o $F /etc/hostname"},
        Recipe{"iso_joliet", "xorrisofs", 0, "xorrisofs -quiet -V 'größe' -J -o $F /etc/hostname"},
        Recipe{"luks1", "cryptsetup", 8 * kMiB,
               "echo x | cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 $F -"},
        Recipe{"luks2", "cryptsetup", 32 * kMiB,
               "echo x | cryptsetup luksFormat -q --type luks2 --label lbl --pbkdf pbkdf2 "
               "--pbkdf-force-iterations 1000 $F -"}),
    [](const auto& recipe) { return recipe.param.name; });

}  // namespace
}  // namespace vixmount::fs
