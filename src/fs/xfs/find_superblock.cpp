#include "fs/xfs/find_superblock.hpp"

#include <optional>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::xfs {
namespace {

// mkfs.xfs makes 4 groups by default, up to 32 on stripes; a grown file system has more, of which
// the first damaged copy may tell.
constexpr std::uint32_t kMostGuessedGroups = 64;

// A copy is believed when it says of itself that it belongs here.
std::optional<Superblock> copy_at(const io::ByteSource& volume, std::uint64_t offset) {
  if (offset == 0 || !has_superblock_magic(volume, offset)) return std::nullopt;
  try {
    auto found = parse_superblock(volume, offset, true);
    const auto group_bytes = found.group_offset(1);
    if (offset % group_bytes == 0 && offset / group_bytes < found.group_count) return found;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
  }
  return std::nullopt;
}

bool has_root(const Superblock& superblock) noexcept {
  return superblock.raw.root_inode != 0 && superblock.raw.root_inode != UINT64_MAX;
}

// mkfs.xfs writes most copies before there is a root; at least the last one has it.
std::optional<Superblock> copy_with_root(const io::ByteSource& volume, std::uint64_t offset) {
  auto found = copy_at(volume, offset);
  if (!found || has_root(*found)) return found;
  for (const auto group : {found->group_count / 2, found->group_count - 1})
    if (const auto other = copy_at(volume, found->group_offset(group)); other && has_root(*other))
      return other;
  return std::nullopt;
}

std::optional<Superblock> find_copy(const io::ByteSource& volume) {
  if (volume.size() < sizeof(layout::Superblock)) return std::nullopt;
  const auto damaged = parse_names_only(volume).raw;
  const auto told = std::uint64_t{damaged.group_blocks} * damaged.block_size;
  if (auto found = copy_with_root(volume, told)) return found;
  for (std::uint64_t block_size = 4096; block_size >= 512; block_size /= 2) {
    const auto blocks = volume.size() / block_size;
    for (std::uint32_t groups = 2; groups <= kMostGuessedGroups; ++groups)
      if (auto found = copy_with_root(volume, divide_rounding_up(blocks, groups) * block_size))
        return found;
  }
  return std::nullopt;
}

}  // namespace

FoundSuperblock find_superblock(const io::ByteSource& volume, bool verify_checksums) {
  try {
    return {parse_superblock(volume, 0, verify_checksums), {}};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    const auto copy = find_copy(volume);
    if (!copy) throw;
    return {*copy, fmt::format("{}; the copy at byte {} is used", error.message(),
                               copy->byte_offset)};
  }
}

}  // namespace vixmount::fs::xfs
