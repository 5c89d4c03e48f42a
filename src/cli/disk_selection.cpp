#include "cli/disk_selection.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/vm_folder.hpp"

namespace vixmount::cli {
namespace {

constexpr std::string_view kRawPrefix = "raw:";

std::vector<worker::DiskRequest> disks_of_vm(const std::string& path,
                                             const std::optional<std::string>& snapshot,
                                             const disk::OpenOptions& options) {
  const auto vm = guest::open_vm(path);
  std::vector<worker::DiskRequest> requests;
  const auto files = snapshot ? vm.disk_files(*snapshot) : vm.disk_files();
  for (const auto& file : files) {
    worker::DiskRequest request;
    request.path = file.path;
    request.options = options;
    request.referrer = vm.configuration_file;
    requests.push_back(std::move(request));
  }
  if (requests.empty())
    fail(ErrorKind::not_found, "{} has no disk{}", vm.configuration_file,
         snapshot ? " in that snapshot" : "");
  return requests;
}

}  // namespace

std::vector<worker::DiskRequest> select_disks(const DiskSelection& selection) {
  if (selection.names.empty())
    fail(ErrorKind::invalid_argument,
         "no disk was named; add -a DISK (a .vmdk, a .vmx, a folder "
         "that holds one .vmx, or raw:PATH)");
  for (const auto& folder : selection.allowed_folders) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
      fail(ErrorKind::not_found, "--allow-folder {}: there is no such folder", printable(folder));
  }
  disk::OpenOptions options;
  options.single_link = selection.single_link;
  options.ignore_id_mismatch = selection.ignore_cid_mismatch;
  std::vector<worker::DiskRequest> requests;
  bool any_vm = false;
  for (const auto& name : selection.names) {
    if (name.empty() || name == kRawPrefix)
      fail(ErrorKind::invalid_argument, "-a '{}' names no disk; is a variable of the shell empty?",
           name);
    if (guest::names_a_vm(name)) {
      any_vm = true;
      for (auto& request : disks_of_vm(name, selection.snapshot, options))
        requests.push_back(std::move(request));
      continue;
    }
    worker::DiskRequest request;
    request.options = options;
    request.options.raw = name.starts_with(kRawPrefix);
    request.path = request.options.raw ? name.substr(kRawPrefix.size()) : name;
    requests.push_back(std::move(request));
  }
  if (selection.snapshot && !any_vm)
    fail(ErrorKind::invalid_argument,
         "--snapshot needs a virtual machine (-a VM.vmx): a .vmdk is one state already");
  return requests;
}

}  // namespace vixmount::cli
