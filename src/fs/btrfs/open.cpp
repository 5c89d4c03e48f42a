#include <utility>

#include "base/error.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/btrfs/btrfs_file_system.hpp"
#include "fs/btrfs/device_set.hpp"
#include "fs/btrfs/log_replay.hpp"

namespace vixmount::fs::btrfs {
namespace {

std::string join(const std::vector<std::string>& remarks) {
  std::string out;
  for (const auto& remark : remarks) out += (out.empty() ? "" : "; ") + remark;
  return out;
}

// A log that is damaged, or lies on a device that is missing, costs what it holds: the tree as of
// the last commit is whole. What the host cannot read now it may read when asked again, so that an
// older view would be wrong without need: an error.
ReplayedLog replay(const Tree& root_tree, bool wanted, std::vector<std::string>& remarks,
                   const Log& log) {
  ReplayedLog out;
  if (root_tree.superblock().raw.log_root == 0) return out;
  if (!wanted) {
    remarks.push_back("log not replayed");
    return out;
  }
  try {
    out = replay_log(root_tree);
    remarks.push_back(fmt::format("log replayed: {} items", out.items));
    log.info("Btrfs: {}", remarks.back());
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io)
      fail(ErrorKind::io, "the log cannot be read: {}", error.message());
    remarks.push_back(fmt::format("log ignored, files may be older: {}", error.message()));
    log.warning("Btrfs: {}", remarks.back());
  }
  return out;
}

}  // namespace

FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log) {
  auto set = assemble_devices(volume, options.siblings, options.verify_checksums, log);
  const auto& superblock = set.superblock;
  const auto nodes = std::make_shared<const NodeReader>(set.space, superblock, set.fsids,
                                                        options.verify_checksums);
  const Tree root_tree{
      nodes, {superblock.raw.root, superblock.raw.generation, superblock.raw.root_level}, nullptr};
  std::optional<Tree> checksum_tree;
  if (auto found = read_root_item(root_tree, kChecksumTree)) checksum_tree = std::move(found->tree);
  auto logged = replay(root_tree, options.replay_journal, set.remarks, log);
  auto data = std::make_shared<const DataReader>(
      set.space, DataChecksums(std::move(checksum_tree), superblock, std::move(logged.checksums)),
      superblock,
      options.verify_checksums);
  FileSystemInfo info{"btrfs", superblock.label(), superblock.fsid().to_string(),
                      join(set.remarks)};
  auto shared = std::make_shared<const Volume>(nodes, root_tree, std::move(logged.changes),
                                               std::move(data), std::move(info));
  const auto root = shared->subvolumes.default_id();
  return std::make_shared<BtrfsFileSystem>(std::move(shared), root);
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  Options own;
  own.replay_journal = options.replay_journal;
  own.siblings = options.siblings;
  return open(volume, own, log);
}

}  // namespace vixmount::fs::btrfs
