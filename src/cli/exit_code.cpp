#include "cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace vixmount::cli {
namespace {

struct Row {
  ErrorKind kind;
  ExitCode code;
  std::string_view advice;
};

constexpr std::array kTable = {
    Row{ErrorKind::internal, ExitCode::internal,
        "This is a bug in vixmount; please report it with the output of the same command with -v."},
    Row{ErrorKind::invalid_argument, ExitCode::usage, ""},
    Row{ErrorKind::not_found, ExitCode::not_found, ""},
    Row{ErrorKind::access_denied, ExitCode::access_denied, ""},
    Row{ErrorKind::already_exists, ExitCode::already_exists, ""},
    Row{ErrorKind::busy, ExitCode::mount,
        "Close what is open in the mount (`fuser -vm MOUNTPOINT` tells), or unmount with --lazy."},
    Row{ErrorKind::io, ExitCode::host_io, ""},
    Row{ErrorKind::damaged, ExitCode::damaged, ""},
    Row{ErrorKind::wrong_file_type, ExitCode::not_a_disk, ""},
    Row{ErrorKind::not_a_disk, ExitCode::not_a_disk, ""},
    Row{ErrorKind::unsupported, ExitCode::unsupported, ""},
    Row{ErrorKind::unsupported_version, ExitCode::unsupported, ""},
    Row{ErrorKind::encrypted, ExitCode::encrypted,
        "Give the key with --key SELECTOR:file:PATH or --key SELECTOR:prompt, SELECTOR being the "
        "volume's UUID, its device name, or all. `man vixmount`, KEYS, tells the rest."},
    Row{ErrorKind::id_mismatch, ExitCode::broken_chain,
        "The parent was changed after the snapshot was taken, or is the wrong file. To read all "
        "the "
        "same, at the risk of wrong content, add --ignore-cid-mismatch."},
    Row{ErrorKind::parent_missing, ExitCode::broken_chain,
        "Put the parent beside its child, or name its folder with --allow-folder."},
    Row{ErrorKind::invalid_chain, ExitCode::broken_chain, ""},
    Row{ErrorKind::bad_encoding, ExitCode::damaged, ""},
    Row{ErrorKind::out_of_range, ExitCode::damaged, ""},
    Row{ErrorKind::limit_exceeded, ExitCode::damaged, ""},
    Row{ErrorKind::read_only, ExitCode::access_denied, ""},
    Row{ErrorKind::no_memory, ExitCode::no_resources, ""},
    Row{ErrorKind::too_many_files, ExitCode::no_resources,
        "Raise the limit of open files (`ulimit -n`)."},
    Row{ErrorKind::disk_full, ExitCode::host_io, "Make room in the destination and run again."},
    Row{ErrorKind::not_a_directory, ExitCode::wrong_type, ""},
    Row{ErrorKind::is_a_directory, ExitCode::wrong_type, ""},
    Row{ErrorKind::no_attribute, ExitCode::not_found, ""},
    Row{ErrorKind::mount_failed, ExitCode::mount, ""},
    Row{ErrorKind::mounted, ExitCode::mount, ""},
    Row{ErrorKind::not_mounted, ExitCode::mount, ""},
    Row{ErrorKind::worker_lost, ExitCode::worker_lost,
        "Run the same command with -v to see how far the worker came."},
};
static_assert(static_cast<std::size_t>(ErrorKind::worker_lost) + 1 == kTable.size());

const Row& row_of(ErrorKind kind) noexcept {
  const auto* found =
      std::find_if(kTable.begin(), kTable.end(), [&](const Row& row) { return row.kind == kind; });
  return found != kTable.end() ? *found : kTable.front();
}

}  // namespace

ExitCode exit_code_of(ErrorKind kind) noexcept { return row_of(kind).code; }

std::string_view advice_for(ErrorKind kind) noexcept { return row_of(kind).advice; }

}  // namespace vixmount::cli
