#include "fs/ext/blocks.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ext {
namespace {
constexpr std::uint32_t kSmallestPage = 4096;
}

Blocks::Blocks(io::SourcePtr volume, const Superblock& superblock, bool verify_checksums)
    : volume_(std::move(volume)),
      superblock_(superblock),
      verify_checksums_(verify_checksums),
      verify_metadata_checksums_(verify_checksums && superblock.has_metadata_checksums()),
      page_size_(std::max(superblock.block_size, kSmallestPage)),
      pages_(kMostCachedBytes / page_size_) {}

std::uint64_t Blocks::offset_of(std::uint64_t block, std::string_view what) const {
  if (block >= superblock_.block_count) [[unlikely]]
    fail(ErrorKind::damaged, "{}: block {} is outside of the {} blocks of the file system", what,
         block, superblock_.block_count);
  const auto offset = block * superblock_.block_size;
  if (!fits(offset, superblock_.block_size, volume_->size())) [[unlikely]]
    fail_at(offset, "{}: block {} is behind the end of the volume ({} bytes)", what, block,
            volume_->size());
  return offset;
}

CachedBytes Blocks::read(std::uint64_t block, std::string_view what) const {
  return read_bytes(offset_of(block, what), superblock_.block_size);
}

CachedBytes Blocks::read_bytes(std::uint64_t offset, std::uint32_t length) const {
  const auto number = offset / page_size_;
  const auto within = static_cast<std::size_t>(offset % page_size_);
  auto bytes = pages_.get(number, [&] { return load(number); });
  if (!fits(within, length, bytes->size())) [[unlikely]]
    fail_at(offset, "{} bytes are behind the end of the volume ({} bytes)", length,
            volume_->size());
  const BytesView view(std::span<const std::byte>(*bytes).subspan(within, length), offset);
  return {std::move(bytes), view};
}

CachedBytes::Cache::Pointer Blocks::load(std::uint64_t number) const {
  const auto offset = number * page_size_;
  if (offset >= volume_->size()) return std::make_shared<const CachedBytes::Memory>();
  const auto length = std::min<std::uint64_t>(page_size_, volume_->size() - offset);
  return std::make_shared<const CachedBytes::Memory>(
      io::read_bytes(*volume_, offset, static_cast<std::size_t>(length)));
}

}  // namespace vixmount::fs::ext
