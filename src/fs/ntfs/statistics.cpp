#include "fs/ntfs/statistics.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/file.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::uint64_t kChunkBytes = 256U << 10;

std::uint64_t bits_set(std::span<const std::byte> bytes) noexcept {
  std::uint64_t count = 0;
  std::size_t i = 0;
  for (; i + sizeof(std::uint64_t) <= bytes.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    count += static_cast<unsigned>(std::popcount(word));
  }
  for (; i < bytes.size(); ++i)
    count += static_cast<unsigned>(std::popcount(std::to_integer<unsigned char>(bytes[i])));
  return count;
}

// Among the first `bits` bits. What the bitmap is too short for counts as free.
std::uint64_t used_in(const io::ByteSource& bitmap, std::uint64_t bits) {
  const auto whole_bytes = std::min(bits / 8, bitmap.size());
  std::vector<std::byte> chunk(static_cast<std::size_t>(std::min(kChunkBytes, whole_bytes)));
  std::uint64_t used = 0;
  for (std::uint64_t done = 0; done < whole_bytes;) {
    const auto length = std::min(kChunkBytes, whole_bytes - done);
    const auto part = std::span(chunk).first(static_cast<std::size_t>(length));
    bitmap.read(done, part);
    used += bits_set(part);
    done += length;
  }
  if (bits % 8 != 0 && whole_bytes < bitmap.size()) {
    std::byte last{};
    bitmap.read(whole_bytes, {&last, 1});
    const auto mask = (1U << (bits % 8)) - 1;
    used += static_cast<unsigned>(std::popcount(std::to_integer<unsigned>(last) & mask));
  }
  return used;
}

struct Bitmap {
  io::SourcePtr content;
  std::uint64_t most_bits = 0;  // that fit the clusters it has
};

Bitmap open_bitmap(const MftPtr& mft, SystemRecord record, AttributeType type) {
  const File file(mft, static_cast<std::uint64_t>(record));
  const auto found = file.find(type);
  if (!found) fail_at(file.base().bytes().origin(), "MFT record {} has no bitmap", file.number());
  const auto& attribute = found->attribute;
  const auto bytes =
      attribute.is_resident() ? attribute.value().size() : attribute.sizes().allocated;
  return {file.open_stored(*found), bytes * 8};
}

}  // namespace

Statistics count_statistics(const MftPtr& mft) {
  const auto& geometry = mft->geometry();
  const auto clusters = open_bitmap(mft, SystemRecord::bitmap, AttributeType::data);
  const auto records = open_bitmap(mft, SystemRecord::mft, AttributeType::bitmap);
  Statistics out;
  out.block_size = geometry.cluster_size;
  out.total_blocks = geometry.cluster_count;
  out.free_blocks = geometry.cluster_count - used_in(*clusters.content, geometry.cluster_count);
  out.available_blocks = out.free_blocks;
  // As ntfs-3g counts: records that the table's bitmap has room for, and those that would fit what
  // is free.
  const auto to_come = out.free_blocks * geometry.cluster_size / geometry.record_size;
  out.total_nodes = records.most_bits + to_come;
  out.free_nodes = out.total_nodes - used_in(*records.content, records.most_bits);
  return out;
}

}  // namespace vixmount::fs::ntfs
