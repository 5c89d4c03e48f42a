// A virtual machine as its .vmx and .vmsd describe it. Text in, model out: nothing here opens
// files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guest/vm/disks.hpp"
#include "guest/vm/snapshots.hpp"

namespace vixmount::guest::vm {

struct VirtualMachine {
  std::string display_name;
  std::string guest_os;  // VMware's name of the system: "debian12-64"
  // Of the current state, in the order of docs/formats/vmx-vmsd.md: SCSI, SATA, NVMe, IDE; each by
  // bus, then unit. Those with `present` false are described, and not attached.
  std::vector<VirtualDisk> disks;
  SnapshotTree snapshots;

  // The attached disks of the current state; with a snapshot named (SnapshotTree::find), those of
  // that snapshot.
  std::vector<VirtualDisk> attached_disks(std::optional<std::string_view> snapshot = {}) const;
};

// `snapshot_list` is the text of the .vmsd, where there is one. Error{damaged} with the file's kind
// and line, Error{bad_encoding}, Error{encrypted} for an encrypted configuration.
VirtualMachine load(std::string_view configuration,
                    std::optional<std::string_view> snapshot_list = {});

// Where the file `name`, found in a configuration in folder `folder`, is meant to be: a relative
// name below the folder, an absolute one as written. Back slashes are separators in names that a
// Windows host wrote.
std::string resolve_name(std::string_view folder, std::string_view name);
// True for "/...", "\...", "C:..." and the like.
bool is_absolute_name(std::string_view name) noexcept;
// The last component, whichever host wrote the name.
std::string_view last_component(std::string_view name) noexcept;

}  // namespace vixmount::guest::vm
