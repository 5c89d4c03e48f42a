#include "fs/ext/journal/edited_directory.hpp"

#include "base/error.hpp"
#include "fs/ext/inode.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

constexpr std::uint8_t kTypeOfDirectories = 2;

// The type in an entry, from the type in an inode's mode.
std::uint8_t file_type_of(std::uint16_t mode) noexcept {
  switch (mode & 0xF000) {
    case 0x8000:
      return 1;
    case 0x4000:
      return kTypeOfDirectories;
    case 0x2000:
      return 3;
    case 0x6000:
      return 4;
    case 0x1000:
      return 5;
    case 0xC000:
      return 6;
    case 0xA000:
      return 7;
    default:
      return 0;
  }
}

}  // namespace

EditedDirectory::EditedDirectory(EditedInode& inode, DirectoryContext& context)
    : inode_(inode), context_(context), buffer_(context.blocks.block_size()) {
  if (inode.has_inline_data())
    fail(ErrorKind::unsupported, "the entries of directory {} are inside its inode",
         inode.number());
  const auto flags = inode.fields().flags;
  if ((flags & static_cast<std::uint32_t>(InodeFlag::encrypted)) != 0)
    fail(ErrorKind::unsupported, "directory {} is encrypted", inode.number());
}

std::uint32_t EditedDirectory::block_count() const {
  const auto count = inode_.size() / buffer_.size();
  if (count > UINT32_MAX) fail(ErrorKind::damaged, "directory {} is too large", inode_.number());
  return static_cast<std::uint32_t>(count);
}

bool EditedDirectory::is_indexed() const {
  return (inode_.fields().flags & static_cast<std::uint32_t>(InodeFlag::indexed)) != 0;
}

bool EditedDirectory::has_tails() const {
  return context_.blocks.superblock().has_metadata_checksums();
}

bool EditedDirectory::read(std::uint32_t logical) {
  if (context_.blocks_to_read == 0)
    fail(ErrorKind::limit_exceeded, "too many directory blocks would have to be read");
  --context_.blocks_to_read;
  place_ = inode_.extents().physical(logical);
  if (place_ == 0) return false;
  context_.overlay.read(context_.blocks.offset_of(place_, "directory block"), buffer_);
  return true;
}

bool EditedDirectory::holds_entries(std::uint32_t logical) {
  if (!is_indexed()) return true;
  return logical != 0 && !view().is_index_node();
}

void EditedDirectory::check() {
  if (!view().checksum_matches(inode_.checksum_seed()))
    fail(ErrorKind::damaged, "block {} of directory {} has a wrong checksum", place_,
         inode_.number());
}

void EditedDirectory::write() {
  view().update_checksum(inode_.checksum_seed());
  context_.overlay.replace(place_, buffer_);
}

void EditedDirectory::initialise(std::uint32_t parent) {
  auto& extents = inode_.extents();
  place_ = extents.physical(0);
  if (place_ == 0) {
    place_ = context_.allocator.allocate();
    extents.add(0, place_, 1);
  }
  context_.blocks.offset_of(place_, "directory block");
  extents.remove(1, UINT32_MAX);
  inode_.set_size(buffer_.size());
  inode_.clear_flag(static_cast<std::uint32_t>(InodeFlag::indexed));
  view().make_first(inode_.number(), parent, kTypeOfDirectories);
  write();
}

void EditedDirectory::append() {
  place_ = context_.allocator.allocate();
  inode_.extents().add(block_count(), place_, 1);
  inode_.set_size(inode_.size() + buffer_.size());
  view().make_empty();
}

void EditedDirectory::make_linear() {
  for (std::uint32_t logical = 0; logical < block_count(); ++logical) {
    if (!read(logical) || holds_entries(logical)) continue;
    if (logical == 0) {
      // ".." is the second entry of the root node.
      const auto parent = view().find("..");
      if (!parent)
        fail(ErrorKind::damaged, "directory {} does not know its parent", inode_.number());
      view().make_first(inode_.number(), parent->inode, kTypeOfDirectories);
    } else {
      view().make_empty();
    }
    write();
  }
  inode_.clear_flag(static_cast<std::uint32_t>(InodeFlag::indexed));
}

bool EditedDirectory::add(std::string_view name, std::uint32_t inode, std::uint16_t mode) {
  if (is_indexed()) make_linear();
  std::uint64_t room = 0;
  const auto type = file_type_of(mode);
  const bool types = context_.blocks.superblock().has(Incompat::filetype);
  for (std::uint32_t logical = 0; logical < block_count(); ++logical) {
    if (!read(logical)) continue;
    check();
    if (view().find(name)) return false;
    if (room != 0) continue;
    auto trial = buffer_;
    if (DirectoryBlock(trial, has_tails()).insert(name, inode, type)) room = place_;
  }
  if (room != 0) {
    place_ = room;
    context_.overlay.read(context_.blocks.offset_of(place_, "directory block"), buffer_);
  } else {
    append();
  }
  if (!view().insert(name, inode, types ? type : 0))
    fail(ErrorKind::internal, "no room in an empty directory block");
  write();
  return true;
}

bool EditedDirectory::remove(std::string_view name, std::uint32_t inode) {
  for (std::uint32_t logical = 0; logical < block_count(); ++logical) {
    if (!read(logical) || !holds_entries(logical)) continue;
    const auto entry = view().find(name);
    if (!entry) continue;
    if (entry->inode != inode) return false;
    check();
    view().remove(name);
    write();
    return true;
  }
  return false;
}

}  // namespace vixmount::fs::ext::jbd2
