#include "fs/xfs/blocks.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/checksum.hpp"

namespace vixmount::fs::xfs {
namespace {
constexpr std::uint32_t kSmallestPage = 4096;
// Structures and pages both begin at multiples of 512, so the kind fits below.
constexpr std::uint64_t kPageKey = 1;
}  // namespace

Blocks::Blocks(io::SourcePtr volume, const Superblock& superblock, bool verify_checksums,
               Replayed replayed, PendingMaps pending_maps)
    : volume_(std::move(volume)),
      superblock_(superblock),
      verify_checksums_(verify_checksums),
      replayed_(std::move(replayed)),
      pending_maps_(std::move(pending_maps)),
      page_size_(std::max(superblock.block_size, kSmallestPage)),
      cache_(kMostCachedBytes / std::max(page_size_, superblock.directory_block_size)) {}

std::uint64_t Blocks::offset_of(std::uint64_t block, std::uint64_t count,
                                std::string_view what) const {
  const auto group = block >> superblock_.raw.group_blocks_log;
  const auto within = block & ((std::uint64_t{1} << superblock_.raw.group_blocks_log) - 1);
  if (group >= superblock_.group_count ||
      !fits(within, count, superblock_.blocks_in_group(static_cast<std::uint32_t>(group))))
      [[unlikely]]
    fail(ErrorKind::damaged, "{}: {} blocks at block {} of group {} are outside of the group", what,
         count, within, group);
  const auto offset =
      superblock_.group_offset(static_cast<std::uint32_t>(group)) + within * block_size();
  if (!fits(offset, count * block_size(), volume_->size())) [[unlikely]]
    fail_at(offset, "{}: {} blocks are behind the end of the volume ({} bytes)", what, count,
            volume_->size());
  return offset;
}

CachedBytes Blocks::read_page(std::uint64_t offset, std::uint32_t length) const {
  const auto begin = offset / page_size_ * page_size_;
  const auto bytes = cache_.get(begin | kPageKey, [&] {
    if (begin >= volume_->size()) return std::make_shared<CachedBytes::Memory>();
    const auto most = std::min<std::uint64_t>(page_size_, volume_->size() - begin);
    return std::make_shared<CachedBytes::Memory>(
        io::read_bytes(*volume_, begin, static_cast<std::size_t>(most)));
  });
  const auto within = static_cast<std::size_t>(offset - begin);
  if (!fits(within, length, bytes->size())) [[unlikely]]
    fail_at(offset, "{} bytes are behind the end of the volume ({} bytes)", length,
            volume_->size());
  return {bytes, BytesView(std::span<const std::byte>(*bytes).subspan(within, length), offset)};
}

CachedBytes Blocks::read_described(std::span<const ByteRange> pieces,
                                   const SelfDescription& description, std::uint64_t owner,
                                   std::string_view what) const {
  const auto begin = pieces.front().begin;
  const auto bytes = cache_.get(begin | description.checksum << 1, [&] {
    const auto loaded = std::make_shared<CachedBytes::Memory>();
    auto& memory = *loaded;
    for (const auto& piece : pieces) {
      const auto old = memory.size();
      memory.resize(old + static_cast<std::size_t>(piece.length()));
      volume_->read(piece.begin, std::span(memory).subspan(old));
    }
    const bool was_replayed = std::any_of(
        pieces.begin(), pieces.end(), [&](const auto& piece) { return replayed_.touches(piece); });
    if (verify_checksums() && !was_replayed)
      verify_checksum(BytesView(memory, begin), description, what);
    return loaded;
  });
  const BytesView view(*bytes, begin);
  verify_claims(view, description, owner, what);
  return {bytes, view};
}

void Blocks::verify(BytesView view, const SelfDescription& description, std::uint64_t owner,
                    std::string_view what) const {
  if (verify_checksums() && !replayed_.touches({view.origin(), view.origin() + view.size()}))
    verify_checksum(view, description, what);
  verify_claims(view, description, owner, what);
}

void Blocks::verify_checksum(BytesView view, const SelfDescription& description,
                             std::string_view what) const {
  const auto stored = view.le32_at(description.checksum);
  const auto computed = checksum(view.span(), description.checksum);
  if (stored != computed)
    fail_at(view.origin(), "{}: checksum {:#010x}, computed {:#010x}", what, stored, computed);
}

void Blocks::verify_claims(BytesView view, const SelfDescription& description, std::uint64_t owner,
                           std::string_view what) const {
  if (!superblock_.has_checksums()) return;
  if (view.be64_at(description.address) != view.origin() / layout::kSectorBytes)
    fail_at(view.origin(), "{}: a block that belongs to sector {}", what,
            view.be64_at(description.address));
  if (view.be64_at(description.owner) != owner)
    fail_at(view.origin(), "{} of inode {}: a block that belongs to inode {}", what, owner,
            view.be64_at(description.owner));
  if (view.get<layout::Uuid>(description.uuid) != superblock_.metadata_uuid)
    fail_at(view.origin(), "{}: a block of another file system", what);
}

}  // namespace vixmount::fs::xfs
