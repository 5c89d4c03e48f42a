#include "base/error.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/hfsplus/hfsplus_file_system.hpp"
#include "fs/hfsplus/volume_header.hpp"
#include "fs/hfsplus/volume_name.hpp"

namespace vixmount::fs::hfsplus {

FileSystemPtr open(const io::SourcePtr& source, const Options& options, const Log& log) {
  const auto header = find_volume_header(*source);
  if (!header.remark.empty()) log.warning("{}", header.remark);
  (void)options;
  const auto volume = Volume::open(inside_wrapper(source, header), header);
  FileSystemInfo info;
  info.type = "hfsplus";
  info.label = label_of(*volume);
  info.uuid = uuid_of(header.raw.finder_id);
  info.state = header.remark;
  return std::make_shared<HfsPlusFileSystem>(volume, std::move(info));
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  Options own;
  own.replay_journal = options.replay_journal;
  return open(volume, own, log);
}

}  // namespace vixmount::fs::hfsplus
