#include "base/error.hpp"
#include "fs/ntfs/boot_sector.hpp"
#include "fs/ntfs/hibernation.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/ntfs/ntfs_file_system.hpp"
#include "fs/ntfs/recover.hpp"
#include "fs/ntfs/volume_information.hpp"
#include "fs/shared/opening.hpp"

namespace vixmount::fs::ntfs {
namespace {

void add_remark(std::string& remarks, std::string_view remark, const Log& log) {
  if (remark.empty()) return;
  log.info("NTFS: {}", remark);
  fs::add_remark(remarks, remark);
}

}  // namespace

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  const auto boot = find_boot_sector(*volume);
  FileSystemInfo info;
  info.type = "ntfs";
  info.uuid = fmt::format("{:016X}", boot.geometry.serial_number);
  add_remark(info.state, boot.remark, log);
  const auto recovered = recover(volume, boot.geometry, options.replay_journal, log);
  const auto& mft = recovered.mft;
  add_remark(info.state, recovered.remark, log);
  add_remark(info.state, mft->remark(), log);
  const auto information = read_volume_information(mft);
  info.label = information.label;
  if (information.is_dirty) add_remark(info.state, "marked dirty by Windows", log);
  auto system = open_system_files(mft, information.major_version);
  add_remark(info.state, system.remark, log);
  if (is_hibernated(NtfsFileSystem(mft, system, info)))
    add_remark(info.state, "Windows hibernates on it: recent changes may be missing", log);
  return std::make_shared<NtfsFileSystem>(mft, std::move(system), std::move(info));
}

}  // namespace vixmount::fs::ntfs
