#include "cli/copy/stream_name.hpp"

#include "cli/copy/host_name.hpp"
#include "cli/guest_path.hpp"

namespace vixmount::cli {
namespace {

// NTFS names may hold a colon when other systems than Windows made them.
bool is_name_of_a_file(Session& session, std::uint32_t volume, const std::string& path,
                       const worker::Stream& stream) {
  try {
    return session.find(volume, path, false).location != stream.location;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::worker_lost) throw;
    return false;
  }
}

}  // namespace

std::string name_of_stream_file(Session& session, std::uint32_t volume, const NodeRecord& record,
                                const worker::Stream& stream) {
  const auto behind = ":" + stream.name;
  const auto name = std::string(last_component(record.path)) + behind;
  if (!is_host_name(name) || is_name_of_a_file(session, volume, record.guest_path + behind, stream))
    return escape_name(name);
  return name;
}

}  // namespace vixmount::cli
