#include "base/error.hpp"
#include "fs/shared/opening.hpp"
#include "fs/ufs/find_superblock.hpp"
#include "fs/ufs/log_replay.hpp"
#include "fs/ufs/ufs.hpp"
#include "fs/ufs/ufs_file_system.hpp"

namespace vixmount::fs::ufs {
namespace {

struct Opened {
  io::SourcePtr volume;
  Superblock superblock;
  std::string remark;
  bool log_is_replayed = false;
};

void recover(Opened& opened, const Options& options, const Log& log) {
  const auto location = opened.superblock.log;
  if (!location) return;
  if (!options.replay_journal) {
    add_remark(opened.remark, "journal not replayed");
    log.info("the journal is in use and is not replayed, as asked");
    return;
  }
  const auto replayed = replay_log(opened.volume, *location, log);
  opened.volume = replayed.volume;
  opened.log_is_replayed = true;
  add_remark(opened.remark, replayed.remark);
  // The journal may hold a newer superblock too.
  opened.superblock = find_superblock(*opened.volume, options.verify_check_hashes).superblock;
}

// What the guest's next boot would do about it is said, since it is not done here.
void describe_state(Opened& opened) {
  const auto flags = opened.superblock.flags;
  if ((flags & flag::needs_check) != 0)
    add_remark(opened.remark, "marked as damaged: the guest would check it");
  if (!opened.superblock.clean && !opened.log_is_replayed) {
    if (opened.superblock.uses_solaris_log)
      add_remark(opened.remark, "in use with a log of Solaris, which is not replayed");
    else if ((flags & flag::soft_updates) != 0)
      add_remark(opened.remark,
                 "not unmounted cleanly: soft updates keep files whole, free space and link counts "
                 "may be off");
    else if ((flags & flag::geom_journal) != 0)
      add_remark(opened.remark, "not unmounted cleanly: the journal of gjournal is not replayed");
    else
      add_remark(opened.remark, "not unmounted cleanly");
  }
  if (opened.superblock.bytes() > opened.volume->size())
    add_remark(opened.remark,
               fmt::format("the file system has {} bytes and the volume {}: what is behind is "
                           "missing",
                           opened.superblock.bytes(), opened.volume->size()));
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& volume) {
  const auto place = find_magic(volume);
  if (!place) return std::nullopt;
  Identification out;
  out.type = "ufs";
  try {
    const auto found = find_superblock(volume, true);
    out.label = found.superblock.label();
    out.uuid = found.superblock.uuid();
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    out.remark = "it is damaged: " + error.message();
  }
  return out;
}

FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log) {
  auto found = find_superblock(*volume, options.verify_check_hashes);
  Opened opened{volume, std::move(found.superblock), std::move(found.remark)};
  recover(opened, options, log);
  describe_state(opened);
  const auto& superblock = opened.superblock;
  FileSystemInfo info{"ufs", superblock.label(), superblock.uuid(), opened.remark};
  log.info("UFS{}, {} endian: {} fragments of {} bytes{}{}",
           superblock.version == Version::ufs1 ? 1 : 2,
           superblock.order == ByteOrder::little ? "little" : "big", superblock.fragment_count,
           superblock.fragment_size, info.state.empty() ? "" : "; ", info.state);
  return std::make_shared<UfsFileSystem>(
      std::make_shared<const Volume>(opened.volume, superblock, options.verify_check_hashes),
      std::move(info));
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  Options own;
  own.replay_journal = options.replay_journal;
  return open(volume, own, log);
}

}  // namespace vixmount::fs::ufs
