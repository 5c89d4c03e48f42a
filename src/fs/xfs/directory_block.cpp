#include "fs/xfs/directory_block.hpp"

#include <iterator>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/fork_block.hpp"
#include "fs/xfs/tree_layout.hpp"

namespace vixmount::fs::xfs {
namespace {

NodeType type_of(std::uint8_t stored) noexcept {
  constexpr NodeType kTypes[] = {
      NodeType::unknown,      NodeType::regular, NodeType::directory, NodeType::character_device,
      NodeType::block_device, NodeType::fifo,    NodeType::socket,    NodeType::symbolic_link};
  return stored < std::size(kTypes) ? kTypes[stored] : NodeType::unknown;
}

std::size_t end_of_entries(BytesView bytes, std::size_t begin, std::uint64_t directory) {
  const auto tail_offset = bytes.size() - sizeof(layout::SingleBlockTail);
  const auto tail = bytes.get<layout::SingleBlockTail>(tail_offset);
  const auto leaf = std::uint64_t{tail.count} * sizeof(layout::LeafEntry);
  if (leaf > tail_offset - begin)
    fail_at(bytes.origin() + tail_offset, "directory {}: {} leaf entries in a block", directory,
            tail.count.value());
  return tail_offset - static_cast<std::size_t>(leaf);
}

}  // namespace

EntryBlock read_entry_block(const Blocks& blocks, const Inode& directory, std::uint64_t block) {
  const auto& superblock = blocks.superblock();
  const bool is_v5 = superblock.has_checksums();
  EntryBlock out;
  out.block =
      read_fork_block(blocks, directory, directory.data, block, superblock.directory_block_size,
                      kDirectoryBlockDescription, "directory");
  const auto bytes = out.block.view();
  const auto magic = bytes.be32_at(0);
  out.is_single = magic == (is_v5 ? layout::kSingleBlockMagicV5 : layout::kSingleBlockMagic);
  if (!out.is_single && magic != (is_v5 ? layout::kDataBlockMagicV5 : layout::kDataBlockMagic))
    fail_at(bytes.origin(), "directory {}: block {} holds no entries", directory.number, block);
  out.begin = is_v5 ? layout::kDataHeaderBytesV5 : layout::kDataHeaderBytes;
  out.end = out.is_single ? end_of_entries(bytes, out.begin, directory.number) : bytes.size();
  return out;
}

RawEntry entry_at(const Blocks& blocks, const Inode& directory, const EntryBlock& block,
                  std::size_t position) {
  const auto bytes = block.block.view();
  const auto header = bytes.get<layout::EntryHeader>(position);
  const bool has_types = blocks.superblock().has_file_types;
  const auto name = position + sizeof header;
  const auto used = sizeof header + header.name_length + (has_types ? 1 : 0) + sizeof(be16);
  const auto length =
      divide_rounding_up(used, layout::kEntryAlignment) * layout::kEntryAlignment;
  if (header.name_length == 0 || !fits(position, length, block.end) ||
      bytes.be16_at(position + length - sizeof(be16)) != position)
    fail_at(bytes.origin() + position, "directory {}: no entry where there should be one",
            directory.number);
  RawEntry out;
  out.inode = header.inode;
  out.name = bytes.text(name, header.name_length);
  if (has_types) out.type = type_of(bytes.u8(name + header.name_length));
  out.end = position + length;
  return out;
}

bool EntryCursor::next(RawEntry& entry) {
  const auto bytes = block_.block.view();
  while (position_ < block_.end) {
    if (bytes.be16_at(position_) != layout::kFreeTag) {
      entry = entry_at(blocks_, directory_, block_, position_);
      position_ = static_cast<std::size_t>(entry.end);
      return true;
    }
    const std::size_t length = bytes.be16_at(position_ + sizeof(be16));
    if (length == 0 || length % layout::kEntryAlignment != 0 ||
        !fits(position_, length, block_.end))
      fail_at(bytes.origin() + position_, "directory {}: free range of {} bytes",
              directory_.number, length);
    position_ += length;
  }
  return false;
}

ShortFormCursor::ShortFormCursor(const Blocks& blocks, const Inode& directory)
    : has_types_(blocks.superblock().has_file_types), directory_(directory.number) {
  if (directory.size > directory.data.bytes.size())
    fail_at(directory.data.bytes.origin(), "directory {}: {} bytes inside of its inode",
            directory_, directory.size);
  content_ = directory.data.bytes.sub(0, static_cast<std::size_t>(directory.size));
  const auto header = content_.get<layout::ShortFormHeader>(0);
  number_bytes_ = header.big_count != 0 ? sizeof(be64) : sizeof(be32);
  count_ = header.count;
  parent_ = number_at(sizeof header);
  position_ = sizeof header + number_bytes_;
}

bool ShortFormCursor::next(RawEntry& entry) {
  if (index_ == count_) return false;
  const auto header = content_.get<layout::ShortFormEntry>(position_);
  const auto name = position_ + sizeof header;
  if (header.name_length == 0)
    fail_at(content_.origin() + position_, "directory {}: an entry without a name", directory_);
  entry.name = content_.text(name, header.name_length);
  auto behind = name + header.name_length;
  entry.type = NodeType::unknown;
  if (has_types_) entry.type = type_of(content_.u8(behind++));
  entry.inode = number_at(behind);
  entry.end = ++index_;
  position_ = behind + number_bytes_;
  return true;
}

}  // namespace vixmount::fs::xfs
