// Reads a virtual machine's description from the host: its .vmx and the .vmsd beside it. For the
// side that may open files; the disks themselves are opened by the caller, under its own policy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guest/vm/virtual_machine.hpp"

namespace vixmount::guest {

// Where a disk of the VM is on this host.
struct DiskFile {
  vm::VirtualDisk disk;
  // Absolute. A name is hostile: one that leads out of the VM's folder is shown here, and must be
  // opened as a name found in `configuration_file` (disk::Opener::open_related), never as the
  // caller's own.
  std::string path;
};

struct VmFolder {
  std::string configuration_file;  // absolute path of the .vmx
  std::string folder;              // absolute path
  vm::VirtualMachine machine;

  // The attached disks of the current state or of a snapshot. An absolute name whose file stands
  // beside the .vmx (the VM was copied or moved) becomes that file.
  std::vector<DiskFile> disk_files(std::optional<std::string_view> snapshot = {}) const;
};

// `path` is a .vmx (or .vmtx), or a folder with exactly one: Error{not_found} when there is none,
// Error{invalid_argument} that lists them when there are several.
VmFolder open_vm(const std::string& path);

// True when `path` is what open_vm understands: a folder, or a file named *.vmx or *.vmtx.
bool names_a_vm(const std::string& path);

}  // namespace vixmount::guest
