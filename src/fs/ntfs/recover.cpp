#include "fs/ntfs/recover.hpp"

#include "base/error.hpp"
#include "fs/ntfs/file.hpp"
#include "fs/ntfs/log/replay.hpp"

namespace vixmount::fs::ntfs {
namespace {

io::SourcePtr open_log_file(const MftPtr& mft) {
  const File file(mft, static_cast<std::uint64_t>(SystemRecord::log_file));
  const auto data = file.find(AttributeType::data);
  if (!data) fail_at(file.base().bytes().origin(), "$LogFile has no content");
  return file.open_stored(*data);
}

}  // namespace

Recovered recover(const io::SourcePtr& volume, const Geometry& geometry, bool replay,
                  const Log& log) {
  Recovered out{Mft::open(volume, geometry), {}};
  if (!replay) {
    out.remark = "log not replayed";
    return out;
  }
  io::SourcePtr log_file;
  try {
    log_file = open_log_file(out.mft);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::not_found) throw;
    out.remark = fmt::format("log not replayed: {}", error.message());
    return out;
  }
  const auto replayed = log::replay_log(volume, log_file, geometry, log);
  out.remark = replayed.remark;
  if (replayed.volume != volume) out.mft = Mft::open(replayed.volume, geometry);
  return out;
}

}  // namespace vixmount::fs::ntfs
