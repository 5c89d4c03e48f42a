#include "fs/registry.hpp"

#include <array>

#include "base/error.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/ext/ext.hpp"
#include "fs/fat/exfat/exfat.hpp"
#include "fs/fat/fat.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/signatures/probes.hpp"
#include "fs/ufs/ufs.hpp"
#include "fs/xfs/xfs.hpp"

namespace vixmount::fs {
namespace {

using namespace signatures;

std::optional<Identification> probe_ext(const VolumeBytes& volume) {
  return ext::identify(volume.source());
}

std::optional<Identification> probe_exfat(const VolumeBytes& volume) {
  return exfat::identify(volume.source());
}

std::optional<Identification> probe_vfat(const VolumeBytes& volume) {
  return fat::identify(volume.source());
}

std::optional<Identification> probe_ntfs(const VolumeBytes& volume) {
  return ntfs::identify(volume.source());
}

std::optional<Identification> probe_ntfs_backup(const VolumeBytes& volume) {
  return ntfs::identify_by_backup(volume.source());
}

std::optional<Identification> probe_vfat_backup(const VolumeBytes& volume) {
  return fat::identify_by_backup(volume.source());
}

std::optional<Identification> probe_xfs(const VolumeBytes& volume) {
  return xfs::identify(volume.source());
}

std::optional<Identification> probe_btrfs(const VolumeBytes& volume) {
  return btrfs::identify(volume.source());
}

std::optional<Identification> probe_hfs(const VolumeBytes& volume) {
  return hfsplus::identify(volume.source());
}

std::optional<Identification> probe_hfs_copy(const VolumeBytes& volume) {
  return hfsplus::identify_by_copy(volume.source());
}

std::optional<Identification> probe_ufs(const VolumeBytes& volume) {
  return ufs::identify(volume.source());
}

// The order decides where signatures of several kinds are on one volume: all but one are leftovers.
//
// - Members of volume managers first: what they hold is not theirs to show.
// - Then by the place of the signature, first sector first. Every mkfs writes or wipes the volume's
//   first kilobytes, so a signature there is younger than any behind it: NTFS, FAT and XFS win over
//   a stale ext superblock at 1 KiB, and ext over a stale Btrfs at 64 KiB.
// - UDF before ISO 9660 (bridge disks hold both and mean UDF), ISO 9660 before HFS (hybrid CDs hold
//   an HFS+ for Macs).
// - Weak magic numbers (Minix, 16 bits) and those that a later mkfs leaves alone (ZFS, whose labels
//   lie at the end as well; the backup boot sectors of NTFS and FAT32, the copy of
//   the header of HFS+) last.
// - A magic number of ext or XFS with nothing but zeros around was put back by hand: it counts for
//   nothing.
constexpr std::array<Probe, 23> kProbes = {
    probe_linux_raid,
    probe_lvm2,
    probe_luks,
    probe_bitlocker,
    probe_ntfs,
    probe_exfat,
    probe_vfat,
    probe_xfs,
    probe_simple_at_start,
    probe_ext,
    probe_swap,
    probe_udf,
    probe_iso9660,
    probe_hfs,
    probe_ufs,
    probe_simple_further_in,
    probe_btrfs,
    probe_vmfs,
    probe_minix,
    probe_zfs,
    probe_ntfs_backup,
    probe_vfat_backup,
    probe_hfs_copy,
};

// The formats that have a reader, by the type their identification carries.
struct Reader {
  std::string_view type;
  FileSystemPtr (*open)(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);
};

constexpr std::array<Reader, 11> kReaders = {{
    {"ext2", ext::open},
    {"ext3", ext::open},
    {"ext4", ext::open},
    {"ext4dev", ext::open},
    {"ntfs", ntfs::open},
    {"exfat", exfat::open},
    {"vfat", fat::open},
    {"xfs", xfs::open},
    {"btrfs", btrfs::open},
    {"hfsplus", hfsplus::open},
    {"ufs", ufs::open},
}};

}  // namespace

std::optional<Identification> identify(const io::SourcePtr& volume) {
  const VolumeBytes bytes(*volume);
  for (const auto probe : kProbes)
    if (auto found = probe(bytes)) return found;
  return std::nullopt;
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  const auto found = identify(volume);
  if (!found) fail(ErrorKind::not_found, "nothing known is on the volume");
  for (const auto& reader : kReaders)
    if (reader.type == found->type) return reader.open(volume, options, log);
  fail(ErrorKind::unsupported, "{}", found->remark);
}

}  // namespace vixmount::fs
