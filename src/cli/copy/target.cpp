#include "cli/copy/target.hpp"

#include "cli/output.hpp"
#include "cli/stop_signal.hpp"

namespace vixmount::cli {

bool ends_the_copy(const Error& error) noexcept {
  return error.kind() == ErrorKind::worker_lost || error.kind() == ErrorKind::disk_full ||
         dynamic_cast<const Interrupted*>(&error) != nullptr ||
         dynamic_cast<const OutputClosed*>(&error) != nullptr ||
         dynamic_cast<const ArchiveLost*>(&error) != nullptr;
}

}  // namespace vixmount::cli
