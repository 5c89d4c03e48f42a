#include "cli/subvolumes.hpp"

#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::cli {
namespace {

bool may_have_subvolumes(const worker::VolumeDescription& volume) {
  return !volume.member_of && volume.identification.type == "btrfs";
}

}  // namespace

void choose_volume(Arguments& arguments, const Session& session) {
  if (!arguments.subvolume || arguments.volume != 0) return;
  std::vector<std::uint32_t> found;
  for (const auto& volume : session.description().volumes)
    if (may_have_subvolumes(volume)) found.push_back(volume.number);
  if (found.empty())
    fail(ErrorKind::not_found, "no volume is a Btrfs, which is what has subvolumes");
  if (found.size() > 1)
    fail(ErrorKind::invalid_argument,
         "subvolume \"{}\": the volumes {} are Btrfs; name one of them by its number (--volume N)",
         printable(*arguments.subvolume), fmt::join(found, ", "));
  arguments.volume = found.front();
}

std::vector<fs::SubvolumeEntry> subvolumes_of(Session& session,
                                              const worker::VolumeDescription& volume) {
  if (!may_have_subvolumes(volume) || !volume.identification.mountable) return {};
  try {
    return session.subvolumes(volume.number);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::worker_lost) throw;
    return {};
  }
}

}  // namespace vixmount::cli
