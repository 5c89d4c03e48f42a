#include "fs/btrfs/directory_entry.hpp"

#include <algorithm>
#include <array>

#include <sys/stat.h>

#include "base/crc32c.hpp"
#include "base/error.hpp"

namespace vixmount::fs::btrfs {

NodeType NamedEntry::node_type() const noexcept {
  static constexpr std::array kTypes = {
      NodeType::unknown,          NodeType::regular,      NodeType::directory,
      NodeType::character_device, NodeType::block_device, NodeType::fifo,
      NodeType::socket,           NodeType::symbolic_link};
  const auto index = static_cast<std::size_t>(type & ~kEncryptedEntry);
  return index < kTypes.size() ? kTypes[index] : NodeType::unknown;
}

void for_each_entry(BytesView item, const std::function<bool(const NamedEntry&)>& visit) {
  constexpr std::size_t kHead = sizeof(layout::DirectoryItem);
  for (std::size_t at = 0; at < item.size();) {
    const auto raw = item.get<layout::DirectoryItem>(at);
    NamedEntry entry;
    entry.name = item.text(at + kHead, raw.name_length);
    entry.data = item.text(at + kHead + raw.name_length, raw.data_length);
    entry.location = Key::from(raw.location);
    entry.type = raw.type;
    if (entry.name.empty()) fail_at(item.origin() + at, "entry without a name");
    if (!visit(entry)) return;
    at += kHead + raw.name_length + raw.data_length;
  }
}

std::uint8_t entry_type_of(std::uint32_t mode) noexcept {
  static constexpr std::array<mode_t, 8> kModes = {0,       S_IFREG, S_IFDIR,  S_IFCHR,
                                                   S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK};
  const auto found = std::find(kModes.begin(), kModes.end(), mode & S_IFMT);
  return found == kModes.end() ? 0 : static_cast<std::uint8_t>(found - kModes.begin());
}

std::uint64_t name_hash(std::string_view name) noexcept {
  return crc32c(0xFFFFFFFE, as_bytes(name));
}

}  // namespace vixmount::fs::btrfs
