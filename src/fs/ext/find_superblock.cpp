#include "fs/ext/find_superblock.hpp"

#include <optional>

#include "base/error.hpp"

namespace vixmount::fs::ext {
namespace {

// Groups that hold copies under sparse_super (powers of 3, 5 and 7), which every other layout
// contains too; the first few suffice.
constexpr std::uint32_t kBackupGroups[] = {1, 3, 5, 7, 9, 25, 27};

// A copy is believed when it says of itself that it belongs here.
std::optional<Superblock> backup_at(const io::ByteSource& volume, std::uint64_t offset,
                                    std::uint32_t group, std::uint32_t block_size) {
  if (!has_superblock_magic(volume, offset)) return std::nullopt;
  try {
    auto superblock = parse_superblock(volume, offset, true);
    const auto expected = superblock.first_block_of_group(group) * superblock.block_size;
    if (superblock.block_size == block_size && superblock.raw.block_group_number == group &&
        expected == offset)
      return superblock;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
  }
  return std::nullopt;
}

std::optional<Superblock> find_backup(const io::ByteSource& volume) {
  for (std::uint32_t block_size = 1024; block_size <= 65536; block_size *= 2) {
    // One bitmap block describes a group, so by default a group has 8 * block_size blocks.
    const auto group_bytes = std::uint64_t{8} * block_size * block_size;
    const std::uint64_t first = block_size == 1024 ? 1024 : 0;
    for (const auto group : kBackupGroups)
      if (auto found = backup_at(volume, first + group * group_bytes, group, block_size))
        return found;
  }
  return std::nullopt;
}

}  // namespace

FoundSuperblock find_superblock(const io::ByteSource& volume, bool verify_checksums) {
  try {
    return {parse_superblock(volume, layout::kSuperblockOffset, verify_checksums), {}};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    const auto backup = find_backup(volume);
    if (!backup) throw;
    return {*backup, fmt::format("{}; the backup superblock of group {} is used", error.message(),
                                 backup->raw.block_group_number.value())};
  }
}

}  // namespace vixmount::fs::ext
