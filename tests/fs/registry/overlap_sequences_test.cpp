// One file system made over another by the real tools, disks that are two things at once, and
// signatures wiped and put back: the documented order (registry.cpp) decides, and blkid agrees
// wherever it decides.
#include <filesystem>

#include "fs/registry/identify_file.hpp"

namespace vixmount::fs {
namespace {

struct Sequence {
  const char* name;
  const char* commands;    // with $F for the volume
  const char* type;        // the one that counts
  bool blkid_names_none = false;
};

void PrintTo(const Sequence& sequence, std::ostream* out) { *out << sequence.commands; }

// Functions of the shell that the sequences are made of. save_and_wipe, undo: the magic numbers go
// away and come back, nothing else.
constexpr const char* kTools = R"(
ext4() { mkfs.ext4 -q -F "$@" $F; }
xfs() { mkfs.xfs -q -f $F; }
btrfs() { mkfs.btrfs -q -f $F; }
fat() { mkfs.fat "$@" $F; }
exfat() { mkfs.exfat $F; }
ntfs() { mkfs.ntfs -F -q -Q $F; }
udf() { mkudffs -b "$1" $F; }
swap() { mkswap $F; }
luks() {
  echo x |
    cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 $F -
}
wipe() { wipefs -q -a "$@" $F; }
save_and_wipe() { HOME=$D wipefs -q -a -b $F; }
undo() {
  for f in "$D"/wipefs-*; do
    place=${f##*-}
    dd if="$f" of=$F bs=1 seek=$((${place%.bak})) conv=notrunc status=none
  done
}
iso() {
  mkdir "$D/tree"
  seq 1 20000 >"$D/tree/numbers"
  xorrisofs -quiet -R -J -o $F "$@" "$D/tree"
}
esp() { truncate -s 4M "$D/esp" && mkfs.fat -F 12 "$D/esp"; }
)";

class MadeInTurn : public testing::TestWithParam<Sequence> {};

TEST_P(MadeInTurn, IsWhatItWasMadeLast) {
  for (const char* const program :
       {"mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "mkfs.fat", "mkfs.exfat", "mkfs.ntfs", "mkudffs",
        "cryptsetup", "xorrisofs", "wipefs", "blkid"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto& sequence = GetParam();
  const vixmount::test::TemporaryFolder folder;
  const auto path = folder.file("volume");
  const auto set = "D='" + folder.path().string() + "'; F=\"$D/volume\"; ";
  // XFS' smallest, and a hole nearly everywhere. ISO images are as long as they are.
  vixmount::test::run(set + "truncate -s 320M \"$F\"; {" + kTools + "set -e; " +
                      sequence.commands + "; } 2>&1");
  const auto found = test::identify_file(path);
  EXPECT_EQ(found ? found->type : "", sequence.type);
  if (found) {
    EXPECT_EQ(found->remark.find("it is damaged"), std::string::npos) << found->remark;
  }
  const auto theirs =
      vixmount::test::run("blkid -p -o value -s TYPE '" + path + "' 2>/dev/null || [ $? != 1 ]");
  const bool none = sequence.blkid_names_none || *sequence.type == 0;
  EXPECT_EQ(theirs, none ? "" : sequence.type + std::string("\n"));
}

// Two magic numbers are right.
constexpr bool kAmbivalent = true;

INSTANTIATE_TEST_SUITE_P(
    Over, MadeInTurn,
    testing::Values(
        Sequence{"ext_over_xfs", "xfs; ext4", "ext4"},
        Sequence{"ext_over_btrfs", "btrfs; ext4", "ext4"},
        Sequence{"ext_over_fat", "fat; ext4", "ext4"},
        Sequence{"ext_of_1k_over_fat32", "fat -F 32; ext4 -b 1024", "ext4"},
        Sequence{"ext_over_exfat", "exfat; ext4", "ext4"},
        Sequence{"ext_over_ntfs", "ntfs; ext4", "ext4"},
        Sequence{"ext_over_swap", "swap; ext4", "ext4"},
        Sequence{"ext_over_udf", "udf 2048; ext4", "ext4"},
        Sequence{"ext_over_luks", "luks; ext4", "ext4"},
        Sequence{"xfs_over_btrfs", "btrfs; xfs", "xfs"},
        Sequence{"xfs_over_fat32", "fat -F 32; xfs", "xfs"},
        Sequence{"btrfs_over_ext", "ext4; btrfs", "btrfs"},
        Sequence{"btrfs_over_ntfs", "ntfs; btrfs", "btrfs"},
        Sequence{"btrfs_over_fat32", "fat -F 32; btrfs", "btrfs"},
        Sequence{"fat_over_ntfs", "ntfs; fat", "vfat"},
        Sequence{"fat_over_ext", "ext4; fat", "vfat"},
        Sequence{"fat_over_xfs", "xfs; fat", "vfat"},
        Sequence{"fat_over_btrfs", "btrfs; fat", "vfat"},
        Sequence{"fat_over_exfat", "exfat; fat", "vfat"},
        Sequence{"fat_over_swap", "swap; fat", "vfat"},
        Sequence{"fat_over_udf", "udf 512; fat", "vfat"},
        Sequence{"fat_over_luks", "luks; fat", "vfat"},
        Sequence{"exfat_over_fat", "fat -F 32; exfat", "exfat"},
        Sequence{"exfat_over_ext", "ext4; exfat", "exfat"},
        Sequence{"exfat_over_ntfs", "ntfs; exfat", "exfat"},
        Sequence{"exfat_over_btrfs", "btrfs; exfat", "exfat"},
        Sequence{"ntfs_over_exfat", "exfat; ntfs", "ntfs"},
        Sequence{"ntfs_over_fat", "fat; ntfs", "ntfs"},
        Sequence{"ntfs_over_ext", "ext4; ntfs", "ntfs"},
        Sequence{"ntfs_over_udf", "udf 2048; ntfs", "ntfs"},
        // mkntfs leaves the superblock at 64 KiB.
        Sequence{"ntfs_over_btrfs", "btrfs; ntfs", "ntfs", kAmbivalent},
        Sequence{"swap_over_ext", "ext4; swap", "swap"},
        Sequence{"swap_over_ntfs", "ntfs; swap", "swap"},
        Sequence{"swap_over_btrfs", "btrfs; swap", "swap"},
        Sequence{"udf_over_fat", "fat; udf 512", "udf"},
        Sequence{"udf_over_ext", "ext4; udf 2048", "udf"},
        Sequence{"luks_over_ext", "ext4; luks", "crypto_LUKS"}),
    [](const auto& one) { return std::string(one.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Wiped, MadeInTurn,
    testing::Values(
        Sequence{"ext", "ext4; wipe", ""}, Sequence{"swap", "swap; wipe", ""},
        // Their other superblocks are there still.
        Sequence{"xfs", "xfs; wipe", "xfs", true}, Sequence{"btrfs", "btrfs; wipe", "btrfs", true},
        // wipefs takes words and marks of the boot sector that nobody needs to read a FAT.
        Sequence{"fat", "fat -F 32; wipe", "vfat", true},
        Sequence{"fat_without_its_first_sector",
                 "fat -F 32; dd if=/dev/zero of=$F bs=512 count=1 conv=notrunc", "vfat", true},
        Sequence{"fat_with_another_first_sector",
                 "fat -F 32 -S 4096; seq 1000 | dd of=$F bs=512 count=1 conv=notrunc", "vfat",
                 true},
        // The backup at byte 3072 is there still, what it describes is not.
        Sequence{"ext_over_fat32", "fat -F 32; ext4; wipe", ""},
        // NTFS has a backup at its end.
        Sequence{"ntfs_over_fat32", "fat -F 32; ntfs; wipe --force", "ntfs", true},
        Sequence{"exfat_over_fat32", "fat -F 32; exfat; wipe --force", ""},
        Sequence{"ext_undone", "ext4; save_and_wipe; undo", "ext4"},
        Sequence{"xfs_undone", "xfs; save_and_wipe; undo", "xfs"},
        Sequence{"btrfs_undone", "btrfs; save_and_wipe; undo", "btrfs"},
        Sequence{"fat_undone", "fat -F 32; save_and_wipe; undo", "vfat"},
        Sequence{"exfat_undone", "exfat; save_and_wipe; undo", "exfat"},
        Sequence{"ntfs_undone", "ntfs; save_and_wipe; undo", "ntfs"},
        Sequence{"swap_undone", "swap; save_and_wipe; undo", "swap"},
        // A magic number that comes back without its superblock does not count.
        Sequence{"xfs_undone_in_btrfs", "xfs; save_and_wipe; btrfs; undo", "btrfs"},
        Sequence{"swap_undone_in_ext", "swap; save_and_wipe; ext4; undo", "ext4"},
        Sequence{"ntfs_undone_in_ext", "ntfs; save_and_wipe; ext4; undo", "ext4"},
        Sequence{"ext_undone_in_btrfs", "ext4; save_and_wipe; btrfs; undo", "btrfs", kAmbivalent},
        Sequence{"ext_undone_in_xfs", "ext4; save_and_wipe; xfs; undo", "xfs", kAmbivalent},
        Sequence{"ext_undone_in_fat", "ext4; save_and_wipe; fat; undo", "vfat", kAmbivalent},
        Sequence{"ext_undone_in_ntfs", "ext4; save_and_wipe; ntfs; undo", "ntfs", kAmbivalent},
        Sequence{"btrfs_undone_in_ext", "btrfs; save_and_wipe; ext4; undo", "ext4", kAmbivalent},
        Sequence{"btrfs_undone_in_xfs", "btrfs; save_and_wipe; xfs; undo", "xfs", kAmbivalent}),
    [](const auto& one) { return std::string(one.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Hybrid, MadeInTurn,
    testing::Values(
        Sequence{"iso", "rm $F; iso", "iso9660"},
        Sequence{"iso_with_hfsplus", "rm $F; iso -hfsplus -partition_offset 16", "iso9660"},
        Sequence{"iso_with_gpt_and_esp",
                 "rm $F; esp; iso -partition_offset 16 -append_partition 2 "
                 "C12A7328-F81F-11D2-BA4B-00A0C93EC93B $D/esp -appended_part_as_gpt",
                 "iso9660"},
        Sequence{"iso_with_mbr_and_esp",
                 "rm $F; esp; iso -partition_offset 16 -append_partition 2 0xef $D/esp", "iso9660"},
        Sequence{"udf_bridge",
                 "rm $F; mkdir $D/tree; genisoimage -quiet -udf -R -J -o $F $D/tree", "udf"},
        Sequence{"iso_over_fat",
                 "rm $F; iso; mv $F $D/i; truncate -s 64M $F; fat; dd if=$D/i of=$F conv=notrunc",
                 "iso9660"}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace vixmount::fs
