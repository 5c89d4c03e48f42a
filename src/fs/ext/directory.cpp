#include "fs/ext/directory.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ext/encrypted_name.hpp"
#include "fs/ext/hash_tree.hpp"
#include "fs/ext/inline_data.hpp"
#include "fs/ext/name_match.hpp"

namespace vixmount::fs::ext {
namespace {

// Walks the entries of one piece of a directory, which starts at `begin` in its content.
bool scan_piece(const BlocksPtr& blocks, const Inode& directory, BytesView piece,
                std::uint64_t begin, std::uint64_t from, const RawEntryVisitor& visit) {
  EntryCursor cursor(blocks->superblock(), directory, piece);
  RawEntry entry;
  std::uint64_t start = begin;  // of the entry, or of unused ones in front of it
  while (cursor.next(entry)) {
    const auto end = begin + entry.end;
    if (start >= from && !visit(entry, end)) return false;
    start = end;
  }
  return true;
}

// An inline directory: the parent's inode (4 bytes), entries up to the end of i_block, and more
// entries in the inode's attribute "system.data".
void scan_inline(const BlocksPtr& blocks, const Inode& directory, std::uint64_t from,
                 const RawEntryVisitor& visit) {
  constexpr std::size_t kParent = sizeof(le32);
  const auto content = read_inline_content(blocks, directory);
  const BytesView bytes(as_bytes(content));
  const auto in_block = std::min(content.size(), layout::kInodeBlockBytes);
  if (in_block < kParent) return;
  if (!scan_piece(blocks, directory, bytes.sub(kParent, in_block - kParent), kParent, from, visit))
    return;
  scan_piece(blocks, directory, bytes.from(in_block), in_block, from, visit);
}

bool is_dot(std::string_view name) noexcept { return name == "." || name == ".."; }

// A name with a slash or a NUL is none: nobody can ask for it, and as part of a host path it would
// lead elsewhere.
void require_sound_name(const Inode& directory, std::string_view name) {
  if (name.find('/') != std::string_view::npos || name.find('\0') != std::string_view::npos)
    fail(ErrorKind::damaged, "directory {}: a name that contains a slash or a zero byte",
         directory.number);
}

// Linux puts the hash into the readable names of directories that could be indexed.
NameHash hash_for_readable_name(const Superblock& superblock, std::optional<std::uint8_t> version,
                                const RawEntry& entry) {
  if (entry.hash) return *entry.hash;
  if (!version) return {};
  return hash_name(entry.name, *version, hash_seed(superblock)).value_or(NameHash{});
}

}  // namespace

void scan_directory(const BlocksPtr& blocks, const Inode& directory, std::uint64_t from,
                    const RawEntryVisitor& visit) {
  if (directory.has(InodeFlag::inline_data)) return scan_inline(blocks, directory, from, visit);
  const std::uint64_t block_size = blocks->block_size();
  const auto count = directory_blocks(*blocks, directory);
  for (auto logical = from / block_size; logical < count; ++logical) {
    const auto cached = read_directory_block(*blocks, directory, logical);
    if (!scan_piece(blocks, directory, cached.view(), logical * block_size, from, visit)) return;
  }
}

void list_directory(const BlocksPtr& blocks, const Inode& directory, std::uint64_t cookie,
                    const EntryVisitor& visit) {
  const bool encrypted = directory.has(InodeFlag::encrypted);
  const auto version =
      encrypted ? hash_version_of(*blocks, directory) : std::optional<std::uint8_t>();
  std::string readable;
  scan_directory(blocks, directory, cookie, [&](const RawEntry& entry, std::uint64_t end) {
    if (is_dot(entry.name)) return true;
    DirectoryEntry out{entry.name, entry.inode, entry.type, end};
    if (encrypted) {
      readable = readable_encrypted_name(
          entry.name, hash_for_readable_name(blocks->superblock(), version, entry));
      out.name = readable;
    } else {
      require_sound_name(directory, entry.name);
    }
    return visit(out);
  });
}

std::optional<std::uint32_t> find_in_directory(const BlocksPtr& blocks, const Inode& directory,
                                               std::string_view name) {
  const auto matcher = NameMatcher::make(blocks->superblock(), directory, name);
  if (!matcher) return std::nullopt;
  const auto by_hash = find_by_hash(*blocks, directory, *matcher);
  if (by_hash.usable) return by_hash.inode;
  std::optional<std::uint32_t> found;
  scan_directory(blocks, directory, 0, [&](const RawEntry& entry, std::uint64_t) {
    if (is_dot(entry.name) || !matcher->matches(entry.name)) return true;
    found = entry.inode;
    return false;
  });
  return found;
}

std::uint32_t parent_of_directory(const BlocksPtr& blocks, const Inode& directory) {
  if (directory.has(InodeFlag::inline_data)) return BytesView(directory.block).le32_at(0);
  std::optional<std::uint32_t> parent;
  int looked_at = 0;  // ".." is the second entry
  scan_directory(blocks, directory, 0, [&](const RawEntry& entry, std::uint64_t) {
    if (entry.name == "..") parent = entry.inode;
    return !parent && ++looked_at < 2;
  });
  if (!parent)
    fail(ErrorKind::damaged, "directory {}: it has no entry for its parent", directory.number);
  return *parent;
}

}  // namespace vixmount::fs::ext
