#include "fs/xfs/log/buffer_item.hpp"

#include <array>

#include "base/error.hpp"
#include "fs/xfs/tree_layout.hpp"

namespace vixmount::fs::xfs::log {
namespace {

constexpr std::uint32_t kLargestBuffer = 64U << 10;  // bytes
constexpr std::size_t kBitsPerWord = 32;

// Where a kind of block keeps the sequence of its last change, and whose it is.
struct Kind {
  std::uint32_t magic;
  std::uint16_t sequence;
  std::uint16_t uuid;
};
constexpr std::array kKinds = {
    Kind{0x41423342, 24, 32},  // "AB3B": free space by block
    Kind{0x41423343, 24, 32},  // "AB3C": free space by size
    Kind{0x49414233, 24, 32},  // "IAB3": inodes
    Kind{0x46494233, 24, 32},  // "FIB3": free inodes
    Kind{0x524D4233, 24, 32},  // "RMB3": reverse map
    Kind{0x52334643, 24, 32},  // "R3FC": reference counts
    Kind{xfs::layout::kExtentBlockMagicV5, 32, 40},
    Kind{xfs::layout::kFreeSpaceMagic, 208, 64},
    Kind{xfs::layout::kInodeHeaderMagic, 320, 296},
    Kind{0x5841464C, 24, 8},  // "XAFL": free list
    Kind{xfs::layout::kRemoteTargetMagic, 48, 16},
    Kind{xfs::layout::kSingleBlockMagicV5, 16, 24},
    Kind{xfs::layout::kDataBlockMagicV5, 16, 24},
    Kind{0x58444633, 16, 24},  // "XDF3": free space of a directory
};
constexpr std::array kTreeKinds = {
    xfs::layout::kNodeMagicV5, xfs::layout::kSingleLeafMagicV5, xfs::layout::kLeafMagicV5,
    xfs::layout::kAttributeLeafMagicV5};
constexpr std::size_t kTreeMagicOffset = 8;
constexpr Kind kTreeKind{0, 24, 32};

const Kind* kind_of(BytesView block) {
  for (const auto& kind : kKinds)
    if (kind.magic == block.be32_at(0)) return &kind;
  for (const auto magic : kTreeKinds)
    if (magic == block.be16_at(kTreeMagicOffset)) return &kTreeKind;
  return nullptr;
}

// The block on the disk already holds this change.
bool is_newer(const Target& target, BytesView block, std::uint64_t sequence) {
  if (!target.superblock.has_checksums()) return false;
  const auto* kind = kind_of(block);
  if (kind == nullptr ||
      block.get<xfs::layout::Uuid>(kind->uuid) != target.superblock.metadata_uuid)
    return false;
  const auto stored = block.be64_at(kind->sequence);
  return stored != 0 && stored != UINT64_MAX && stored >= sequence;
}

class Bitmap {
 public:
  explicit Bitmap(BytesView words) : words_(words) {}
  std::size_t size() const noexcept { return words_.size() / sizeof(le32) * kBitsPerWord; }
  bool operator[](std::size_t bit) const {
    return (words_.le32_at(bit / kBitsPerWord * sizeof(le32)) >> bit % kBitsPerWord & 1) != 0;
  }

 private:
  BytesView words_;
};

// A run of set bits may be split over several regions.
void copy_pieces(const Item& item, const Bitmap& bitmap, std::span<std::byte> block) {
  std::size_t index = 1;
  for (std::size_t bit = 0; bit < bitmap.size();) {
    if (!bitmap[bit]) {
      ++bit;
      continue;
    }
    const auto region = item.region(index++);
    std::size_t run = 1;
    while (bit + run < bitmap.size() && bitmap[bit + run]) ++run;
    run = std::min(run, region.size() / layout::kBufferPiece);
    const auto begin = bit * layout::kBufferPiece;
    const auto length = run * layout::kBufferPiece;
    if (run == 0 || !fits(begin, length, block.size()))
      fail(ErrorKind::damaged, "log item with a piece of {} bytes at {} of a buffer of {}",
           region.size(), begin, block.size());
    std::copy_n(region.data(), length, block.subspan(begin).data());
    bit += run;
  }
}

}  // namespace

layout::BufferItem buffer_item_header(const Item& item) {
  return item.region(0).get<layout::BufferItem>(0);
}

void replay_buffer(const Item& item, std::uint64_t sequence, CancelledBuffers& cancelled,
                   Target& target) {
  const auto header = buffer_item_header(item);
  if ((header.flags & layout::kCancel) != 0) {
    cancelled.passed(header.address, header.length);
    return;
  }
  if ((header.flags & (layout::kInodeBuffer | layout::kQuotaBuffers)) != 0 ||
      cancelled.contain(header.address, header.length))
    return;
  const std::size_t length = std::size_t{header.length} * layout::kBlockBytes;
  if (length == 0 || length > kLargestBuffer || header.address >= UINT64_MAX / layout::kBlockBytes)
    fail(ErrorKind::damaged, "log item for a buffer of {} bytes", length);
  const auto offset = header.address * layout::kBlockBytes;
  auto block = target.read(offset, length);
  if (is_newer(target, BytesView(block, offset), sequence)) return;
  const Bitmap bitmap(item.region(0).sub(sizeof header,
                                         std::size_t{header.map_words} * sizeof(le32)));
  copy_pieces(item, bitmap, block);
  target.write(offset, block);
}

}  // namespace vixmount::fs::xfs::log
