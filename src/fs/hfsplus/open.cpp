#include "base/error.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/hfsplus/hfsplus_file_system.hpp"
#include "fs/hfsplus/journal/replay.hpp"
#include "fs/hfsplus/volume_header.hpp"
#include "fs/hfsplus/volume_name.hpp"
#include "fs/shared/opening.hpp"

namespace vixmount::fs::hfsplus {

FileSystemPtr open(const io::SourcePtr& source, const Options& options, const Log& log) {
  auto header = find_volume_header(*source);
  if (!header.remark.empty()) log.warning("{}", header.remark);
  auto remarks = header.remark;
  if (header.has(layout::kInconsistent)) add_remark(remarks, "marked as in need of repair");
  if (header.has(layout::kContentProtection))
    add_remark(remarks, "made for content protection: what iOS encrypted of files stays encrypted");
  const auto replayed = journal::replay(source, header, options, log);
  add_remark(remarks, replayed.remark);
  if (!header.has(layout::kUnmounted) && replayed.remark.empty())
    add_remark(remarks, "not unmounted cleanly");
  // The journal may hold a newer header.
  if (replayed.volume != source) header = find_volume_header(*replayed.volume);
  const auto volume = Volume::open(inside_wrapper(replayed.volume, header), header);
  FileSystemInfo info;
  info.type = "hfsplus";
  info.label = label_of(*volume);
  info.uuid = uuid_of(header.raw.finder_id);
  info.state = std::move(remarks);
  return std::make_shared<HfsPlusFileSystem>(volume, std::move(info));
}

FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log) {
  Options own;
  own.replay_journal = options.replay_journal;
  return open(volume, own, log);
}

}  // namespace vixmount::fs::hfsplus
