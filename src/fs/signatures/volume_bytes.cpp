#include "fs/signatures/volume_bytes.hpp"

#include <algorithm>

namespace vixmount::fs::signatures {
namespace {

// Up to and including the superblocks at 64 KiB (Btrfs, ReiserFS, UFS2).
constexpr std::uint64_t kHeadSize = 72 * 1024;

}  // namespace

VolumeBytes::VolumeBytes(const io::ByteSource& source)
    : source_(source), head_(io::read_bytes(source, 0, std::min(kHeadSize, source.size()))) {}

std::optional<BytesView> VolumeBytes::view(std::uint64_t offset, std::size_t length) const {
  if (!fits(offset, length, size())) return std::nullopt;
  if (fits(offset, length, head_.size()))
    return BytesView(std::span(head_).subspan(offset, length), offset);
  pieces_.push_back(io::read_bytes(source_, offset, length));
  return BytesView(pieces_.back(), offset);
}

BytesView VolumeBytes::require(std::uint64_t offset, std::size_t length) const {
  const auto found = view(offset, length);
  if (!found) fail_at(offset, "{} bytes are behind the end of the volume", length);
  return *found;
}

bool VolumeBytes::has(std::uint64_t offset, std::string_view magic) const {
  const auto found = view(offset, magic.size());
  return found && found->text(0, magic.size()) == magic;
}

}  // namespace vixmount::fs::signatures
