#include "base/error.hpp"
#include "fs/shared/opening.hpp"
#include "fs/xfs/find_superblock.hpp"
#include "fs/xfs/log/replay.hpp"
#include "fs/xfs/xfs.hpp"
#include "fs/xfs/xfs_file_system.hpp"

namespace vixmount::fs::xfs {
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log) {
  const auto found = find_superblock(*volume, options.verify_checksums);
  if (!found.remark.empty()) log.warning("{}", found.remark);
  std::string remarks = found.remark;
  if (found.superblock.has(Incompat::needs_repair))
    add_remark(remarks, "marked as in need of repair: files may be inconsistent");
  auto replayed = replay_log(volume, found.superblock, options.replay_log, log);
  add_remark(remarks, replayed.remark);
  // The log may hold a newer superblock, of a file system that was growing.
  const bool verify = options.verify_checksums && !replayed.replayed.touches({0, 1});
  const auto superblock = find_superblock(*replayed.volume, verify).superblock;
  FileSystemInfo info{"xfs", superblock.label(), superblock.uuid().to_string(), std::move(remarks)};
  auto blocks = std::make_shared<const Blocks>(
      std::move(replayed.volume), superblock, options.verify_checksums,
      std::move(replayed.replayed), std::move(replayed.pending_maps));
  return std::make_shared<XfsFileSystem>(std::move(blocks), std::move(info));
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  Options own;
  own.replay_log = options.replay_journal;
  return open(volume, own, log);
}

}  // namespace vixmount::fs::xfs
