#include "base/error.hpp"
#include "fs/ext/ext.hpp"
#include "fs/ext/ext_file_system.hpp"
#include "fs/ext/find_superblock.hpp"
#include "fs/ext/journal/replay.hpp"
#include "fs/shared/opening.hpp"

namespace vixmount::fs::ext {
namespace {

struct Opened {
  io::SourcePtr volume;
  Superblock superblock;
  std::string remark;
};

Opened find(const io::SourcePtr& volume, const Options& options, const Log& log) {
  auto found = find_superblock(*volume, options.verify_checksums);
  if (!found.remark.empty()) log.warning("{}", found.remark);
  if (found.superblock.has(Incompat::journal_device))
    fail(ErrorKind::unsupported,
         "this is the journal of an ext file system on another volume; it holds no files");
  require_known_features(found.superblock);
  return {volume, found.superblock, found.remark};
}

// Backup superblocks never say that the journal is in use, so it is asked itself.
bool journal_may_be_dirty(const Opened& opened) {
  return opened.superblock.has(Incompat::needs_recovery) ||
         opened.superblock.byte_offset != layout::kSuperblockOffset;
}

void recover(Opened& opened, const Options& options, const Log& log) {
  const auto location = journal_location(opened.superblock);
  if (!location || !journal_may_be_dirty(opened)) return;
  if (!options.replay_journal) {
    add_remark(opened.remark, "journal not replayed");
    log.info("the journal is in use and is not replayed, as asked");
    return;
  }
  auto replayed = replay_journal(opened.volume, opened.superblock, *location, log);
  add_remark(opened.remark, replayed.remark);
  opened.volume = replayed.volume;
  // The journal may hold newer copies of the superblock too.
  opened.superblock = find_superblock(*opened.volume, options.verify_checksums).superblock;
  require_known_features(opened.superblock);
}

}  // namespace

FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log) {
  auto opened = find(volume, options, log);
  recover(opened, options, log);
  FileSystemInfo info{
      opened.superblock.type_name(), opened.superblock.label(),
      opened.superblock.uuid().is_nil() ? std::string() : opened.superblock.uuid().to_string(),
      opened.remark};
  auto blocks =
      std::make_shared<const Blocks>(opened.volume, opened.superblock, options.verify_checksums);
  return std::make_shared<ExtFileSystem>(std::move(blocks), std::move(info));
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  Options own;
  own.replay_journal = options.replay_journal;
  return open(volume, own, log);
}

}  // namespace vixmount::fs::ext
