// The stack of a disk set as the lines of a tree: disks, what they are cut into, what is made of
// the pieces.
//
// A group below which everything lies on one member (a partition table, encryption, a volume group
// with one disk) hangs below that member. What is made of several members is a tree of its own,
// whose first line names them. A group that adds no name of its own has no line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

struct TreeLine {
  std::string name;        // with the lines that lead to it: "| `-partition 2"
  std::string type;        // "gpt", "Linux filesystem", "lvm2 raid5"
  std::string content;     // of what is a member: "luks", "lvm2", "member of vg0"
  std::string uuid;        // of the group or volume, as its scheme writes it
  std::uint64_t size = 0;  // bytes
  volume::Health health;
  std::optional<std::size_t> volume;  // index in DiskSetDescription::volumes
};

// Every layer that has a line, and every volume, once. `is_utf8`: draw with line characters.
std::vector<TreeLine> volume_tree(const worker::DiskSetDescription& description, bool is_utf8);

// "degraded: 2 of 3 members"; empty when good.
std::string health_text(const volume::Health& health);
// "good", "degraded" ...: the names in JSON.
std::string_view condition_name(volume::Condition condition) noexcept;

}  // namespace vixmount::cli
