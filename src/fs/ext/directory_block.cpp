#include "fs/ext/directory_block.hpp"

#include <array>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ext/block_map.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::size_t kShortestRecord = 12;
constexpr std::size_t kHeader = sizeof(layout::DirectoryEntryHeader);
// "." and ".." before the tree's root: records of 12 bytes, then the root's info of 8.
constexpr std::size_t kRootEntries = 32;
constexpr std::size_t kNodeEntries = 8;

NodeType type_of(std::uint8_t stored) noexcept {
  constexpr NodeType kTypes[] = {
      NodeType::unknown,      NodeType::regular, NodeType::directory, NodeType::character_device,
      NodeType::block_device, NodeType::fifo,    NodeType::socket,    NodeType::symbolic_link};
  return stored < std::size(kTypes) ? kTypes[stored] : NodeType::unknown;
}

bool is_hash_node(const Blocks& blocks, const Inode& directory, std::uint64_t logical,
                  BytesView block) {
  if (!has_hash_tree(blocks.superblock(), directory)) return false;
  return logical == 0 || hash_entries_offset(block) == kNodeEntries;
}

struct StoredChecksum {
  std::uint32_t stored;
  std::uint32_t computed;
};

StoredChecksum leaf_checksum(const Inode& directory, BytesView block) {
  const auto offset = block.size() - sizeof(layout::DirectoryTail);
  const auto tail = block.get<layout::DirectoryTail>(offset);
  if (tail.zero_inode != 0 || tail.record_length != sizeof tail || tail.zero_name_length != 0 ||
      tail.file_type != layout::kDirectoryTailType)
    fail_at(block.origin() + offset, "directory {}: a block without its checksum",
            directory.number);
  return {tail.checksum, crc32c(directory.checksum_seed, block.span().first(offset))};
}

StoredChecksum hash_node_checksum(const Inode& directory, BytesView block) {
  const auto entries = hash_entries_offset(block);
  if (!entries)
    fail_at(block.origin(), "directory {}: a hash tree node without its header", directory.number);
  const std::size_t limit = block.le16_at(*entries);
  const std::size_t count = block.le16_at(*entries + sizeof(le16));
  if (count > limit)
    fail_at(block.origin() + *entries, "directory {}: hash tree node with {} entries of {}",
            directory.number, count, limit);
  // Behind the last possible entry: a reserved number, then the checksum.
  const auto tail = *entries + limit * sizeof(layout::HashTreeEntry);
  const auto stored = block.le32_at(tail + sizeof(le32));
  const auto used = *entries + count * sizeof(layout::HashTreeEntry);
  auto computed = crc32c(directory.checksum_seed, block.span().first(used));
  computed = crc32c(computed, block.span().subspan(tail, sizeof(le32)));
  return {stored, crc32c(computed, 0U)};
}

void verify(const Blocks& blocks, const Inode& directory, std::uint64_t logical, BytesView block) {
  if (!blocks.verify_metadata_checksums()) return;
  const auto checksum = is_hash_node(blocks, directory, logical, block)
                            ? hash_node_checksum(directory, block)
                            : leaf_checksum(directory, block);
  if (checksum.stored != checksum.computed)
    fail_at(block.origin(), "directory {}: block {}: checksum {:#010x}, computed {:#010x}",
            directory.number, logical, checksum.stored, checksum.computed);
}

}  // namespace

std::uint32_t record_length(std::uint16_t stored, std::uint32_t block_size) noexcept {
  if (block_size < 65536) return stored;
  if (stored == 0 || stored == 0xFFFF) return 65536;
  return (stored & 0xFFFCU) | (stored & 3U) << 16;
}

bool has_hash_tree(const Superblock& superblock, const Inode& directory) noexcept {
  return superblock.has(Compat::dir_index) && directory.has(InodeFlag::indexed);
}

bool EntryCursor::next(RawEntry& entry) {
  while (position_ + kHeader <= bytes_.size()) {
    const auto at = position_;
    const auto header = bytes_.get<layout::DirectoryEntryHeader>(at);
    const auto length =
        record_length(header.record_length, static_cast<std::uint32_t>(bytes_.size()));
    const std::size_t name_length =
        has_types_ ? header.name_length : header.name_length | header.file_type << 8;
    if (length < kShortestRecord || length % 4 != 0 || !fits(at, length, bytes_.size()) ||
        kHeader + name_length > length)
      fail_at(bytes_.origin() + at, "directory {}: entry of {} bytes with a name of {}", directory_,
              length, name_length);
    position_ = at + length;
    if (header.inode == 0 || name_length == 0) continue;  // unused, or a checksum in disguise
    if (header.inode > inode_count_)
      fail_at(bytes_.origin() + at, "directory {}: entry of inode {} of {}", directory_,
              header.inode.value(), inode_count_);
    entry.inode = header.inode;
    entry.type = has_types_ ? type_of(header.file_type) : NodeType::unknown;
    entry.name = bytes_.text(at + kHeader, name_length);
    entry.end = position_;
    entry.hash.reset();
    const auto hash = kHeader + (name_length + 3) / 4 * 4;
    if (has_hashes_ && hash + sizeof(layout::DirectoryEntryHash) <= length) {
      const auto stored = bytes_.get<layout::DirectoryEntryHash>(at + hash);
      entry.hash = NameHash{stored.hash, stored.minor_hash};
    }
    return true;
  }
  return false;
}

CachedBytes read_directory_block(const Blocks& blocks, const Inode& directory,
                                 std::uint64_t logical) {
  const auto run = map_block(blocks, directory, logical, 1);
  if (!run.written)
    fail(ErrorKind::damaged, "directory {}: its block {} is a hole", directory.number, logical);
  auto cached = blocks.read(run.physical, "directory");
  verify(blocks, directory, logical, cached.view());
  return cached;
}

std::uint64_t directory_blocks(const Blocks& blocks, const Inode& directory) {
  const auto count = divide_rounding_up(directory.size, blocks.block_size());
  if (count > blocks.superblock().block_count)
    fail(ErrorKind::damaged, "directory {}: {} blocks long, the file system has {}",
         directory.number, count, blocks.superblock().block_count);
  return count;
}

std::optional<std::size_t> hash_entries_offset(BytesView block) {
  const auto size = static_cast<std::uint32_t>(block.size());
  const auto first = block.get<layout::DirectoryEntryHeader>(0);
  // Other nodes pose as one unused entry that fills the block.
  if (record_length(first.record_length, size) == size && first.inode == 0) return kNodeEntries;
  if (record_length(first.record_length, size) != kShortestRecord) return std::nullopt;
  const auto second = block.get<layout::DirectoryEntryHeader>(kShortestRecord);
  if (record_length(second.record_length, size) != size - kShortestRecord) return std::nullopt;
  const auto info = block.get<layout::HashTreeRootInfo>(2 * kShortestRecord);
  if (info.reserved_zero != 0 || info.info_length != sizeof info) return std::nullopt;
  return kRootEntries;
}

}  // namespace vixmount::fs::ext
