#include "fs/registry.hpp"

#include <array>

#include "base/error.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/ext/ext.hpp"
#include "fs/fat/exfat/exfat.hpp"
#include "fs/fat/fat.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/signatures/probes.hpp"
#include "fs/udf/udf.hpp"
#include "fs/ufs/ufs.hpp"
#include "fs/xfs/xfs.hpp"

namespace vixmount::fs {
namespace {

using namespace signatures;

template <std::optional<Identification> (*Identify)(const io::ByteSource&)>
std::optional<Identification> probe(const VolumeBytes& volume) {
  return Identify(volume.source());
}

// Bridge disks hold UDF and ISO 9660 and mean UDF. Where that cannot be read, the other tree can.
std::optional<Identification> identify_disc(const io::ByteSource& volume) {
  auto found = udf::identify(volume);
  if (found && found->mountable) return found;
  auto other = iso9660::identify(volume);
  if (!found || !other || !other->mountable) return found ? found : other;
  other->remark = "the UDF beside it is not read: " + found->remark;
  return other;
}

// The order decides where signatures of several kinds are on one volume: all but one are leftovers.
//
// - Members of volume managers first: what they hold is not theirs to show.
// - Then by the place of the signature, first sector first. Every mkfs writes or wipes the volume's
//   first kilobytes, so a signature there is younger than any behind it: NTFS, FAT and XFS win over
//   a stale ext superblock at 1 KiB, and ext over a stale Btrfs at 64 KiB.
// - UDF and ISO 9660 before HFS (hybrid CDs hold an HFS+ for Macs).
// - Weak magic numbers (Minix, 16 bits) and those that a later mkfs leaves alone (ZFS, whose labels
//   lie at the end as well; the backup boot sectors of NTFS and FAT32, copies of superblocks
//   further in, of HFS+ at the end) last.
// - A magic number of ext or XFS with nothing but zeros around was put back by hand: it counts for
//   nothing.
constexpr std::array<Probe, 24> kProbes = {
    probe_linux_raid,
    probe_lvm2,
    probe_luks,
    probe_bitlocker,
    probe<ntfs::identify>,
    probe<exfat::identify>,
    probe<fat::identify>,
    probe<xfs::identify>,
    probe_simple_at_start,
    probe<ext::identify>,
    probe_swap,
    probe<identify_disc>,
    probe<hfsplus::identify>,
    probe<ufs::identify>,
    probe_simple_further_in,
    probe<btrfs::identify>,
    probe_vmfs,
    probe_minix,
    probe_zfs,
    probe<ntfs::identify_by_backup>,
    probe<fat::identify_by_backup>,
    probe<btrfs::identify_by_copy>,
    probe<xfs::identify_by_copy>,
    probe<hfsplus::identify_by_copy>,
};

// The formats that have a reader, by the type their identification carries.
struct Reader {
  std::string_view type;
  FileSystemPtr (*open)(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);
};

constexpr std::array<Reader, 13> kReaders = {{
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
    {"iso9660", iso9660::open},
    {"udf", udf::open},
    {"ufs", ufs::open},
}};

}  // namespace

std::optional<Identification> identify(const io::SourcePtr& volume) {
  const VolumeBytes bytes(*volume);
  for (const auto identify_kind : kProbes)
    if (auto found = identify_kind(bytes)) return found;
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
