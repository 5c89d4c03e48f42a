// With arguments.cpp the only file that includes CLI11, which takes long to compile.
#include "cli/shared_options.hpp"

#include <limits>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::cli {
namespace {

// What is wrong with it, or nothing.
std::string volume_number(const std::string& text) {
  const auto number = parse_unsigned(text);
  if (number && *number > 0 && *number <= std::numeric_limits<std::uint32_t>::max()) return {};
  return fmt::format("'{}' is no volume number; `vixmount volumes` lists them, from 1 on",
                     printable(text));
}

// The same.
std::string subvolume_name(const std::string& text) {
  constexpr std::string_view kByNumber = "id:";
  if (text.empty()) return "no subvolume is named; / is the top level";
  if (!text.starts_with(kByNumber) || parse_unsigned(text.substr(kByNumber.size()))) return {};
  return fmt::format("'{}' is no number of a subvolume", printable(text));
}

void read_keys(Arguments& arguments, const std::vector<std::string>& texts) {
  try {
    for (const auto& text : texts) arguments.keys.push_back(worker::parse_key_source(text));
  } catch (const Error& error) {
    throw CLI::ValidationError("--key", error.message());
  }
  if (arguments.keys.size() > worker::kMostKeys)
    throw CLI::ValidationError(
        "--key", fmt::format("more than {} keys are no use to anybody", worker::kMostKeys));
}

}  // namespace

CLI::Option* add_list(CLI::App& app, const char* names, std::vector<std::string>& values,
                      const char* help) {
  return app.add_option(names, values, help)->allow_extra_args(false);
}

void add_disk_options(CLI::App& app, SharedOptions& shared) {
  add_list(app, "-a,--add", shared.disks.names,
           "Add a disk: a .vmdk, a .vmx, a folder that holds one .vmx, or raw:PATH (repeatable)")
      ->option_text("DISK");
  app.add_option("--snapshot", shared.snapshot,
                 "The snapshot of the virtual machine to read; without it, its current state")
      ->option_text("NAME|ID");
  add_list(app, "--allow-folder", shared.disks.allowed_folders,
           "Extents and parents may also come from this folder (repeatable)")
      ->option_text("DIR");
  app.add_flag("--ignore-cid-mismatch", shared.disks.ignore_cid_mismatch,
               "Open a chain although a parent was changed after its child was made");
  app.add_flag("--single-link", shared.disks.single_link,
               "Open each named .vmdk alone, without its parents");
}

void add_key_option(CLI::App& app, SharedOptions& shared) {
  add_list(
      app, "--key", shared.keys,
      "The key of an encrypted volume: SELECTOR is its UUID, its device name or all; KIND:VALUE "
      "is file:PATH, fd:N, env:NAME, prompt, recovery-file:PATH, bek:PATH or volume-key:PATH "
      "(repeatable)")
      ->option_text("SELECTOR:KIND:VALUE");
}

void add_volume_options(CLI::App& app, SharedOptions& shared) {
  app.add_option("--volume", shared.volume,
                 "Paths are those of this one volume (numbers: `vixmount volumes`)")
      ->check(volume_number)
      ->option_text("N");
  app.add_option("--subvolume", shared.subvolume,
                 "Paths are those of this subvolume of a Btrfs: its path from the top level "
                 "(@/.snapshots/1/snapshot; / is the top level) or id:N; of --volume, or of the "
                 "only Btrfs")
      ->check(subvolume_name)
      ->option_text("PATH|id:N");
}

void add_json_option(CLI::App& app, SharedOptions& shared) {
  app.add_flag("--json", shared.json, "Print JSON");
}

void add_verbose_option(CLI::App& app, SharedOptions& shared) {
  app.add_flag("-v,--verbose", shared.verbose, "Tell on standard error what is being done");
}

void apply(const SharedOptions& shared, Arguments& arguments) {
  auto& disks = arguments.disks;
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(disks.names, shared.disks.names);
  append(disks.allowed_folders, shared.disks.allowed_folders);
  read_keys(arguments, shared.keys);
  disks.single_link |= shared.disks.single_link;
  disks.ignore_cid_mismatch |= shared.disks.ignore_cid_mismatch;
  if (shared.snapshot) disks.snapshot = shared.snapshot;
  if (shared.volume) arguments.volume = *shared.volume;
  if (shared.subvolume) arguments.subvolume = shared.subvolume;
  arguments.json |= shared.json;
  arguments.verbose |= shared.verbose;
}

}  // namespace vixmount::cli
