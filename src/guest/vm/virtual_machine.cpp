#include "guest/vm/virtual_machine.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest::vm {
namespace {

bool has_drive_letter(std::string_view name) noexcept {
  return name.size() >= 2 && name[1] == ':' &&
         ((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z'));
}

}  // namespace

std::vector<VirtualDisk> VirtualMachine::attached_disks(
    std::optional<std::string_view> snapshot) const {
  if (snapshot) return snapshots.find(*snapshot).disks;
  std::vector<VirtualDisk> attached;
  std::copy_if(disks.begin(), disks.end(), std::back_inserter(attached),
               [](const VirtualDisk& disk) { return disk.present; });
  return attached;
}

VirtualMachine load(std::string_view configuration, std::optional<std::string_view> snapshot_list) {
  VirtualMachine machine;
  with_context("configuration (.vmx)", [&] {
    const auto dictionary = Dictionary::parse(configuration);
    if (dictionary.find("encryption.data") != nullptr)
      fail(ErrorKind::encrypted, "the configuration is encrypted: it does not tell the disks");
    machine.display_name = dictionary.value("displayName");
    machine.guest_os = dictionary.value("guestOS");
    machine.disks = disks_of(dictionary);
  });
  if (snapshot_list) {
    with_context("list of snapshots (.vmsd)", [&] {
      const auto dictionary = Dictionary::parse(*snapshot_list);
      if (dictionary.find("encryption.data") != nullptr)
        fail(ErrorKind::encrypted, "the list of snapshots is encrypted");
      machine.snapshots = snapshots_of(dictionary);
    });
  }
  return machine;
}

bool is_absolute_name(std::string_view name) noexcept {
  return name.starts_with('/') || name.starts_with('\\') || has_drive_letter(name);
}

std::string_view last_component(std::string_view name) noexcept {
  const auto separator = name.find_last_of("/\\");
  return separator == std::string_view::npos ? name : name.substr(separator + 1);
}

std::string resolve_name(std::string_view folder, std::string_view name) {
  std::string out(name);
  if (name.find('/') == std::string_view::npos) std::replace(out.begin(), out.end(), '\\', '/');
  if (is_absolute_name(name)) return out;
  return folder.empty() ? out : std::string(folder) + "/" + out;
}

}  // namespace vixmount::guest::vm
