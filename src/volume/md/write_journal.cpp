#include "volume/md/write_journal.hpp"

#include "base/bytes.hpp"
#include "volume/md/layout.hpp"

namespace vixmount::volume::md {
namespace {

constexpr std::uint32_t kMagic = 0x6433C509;
constexpr std::uint64_t kBlockSize = 4096;
// The kernel leaves one block without content when it starts; more in a row are not expected.
constexpr int kMostEmptyBlocks = 16;

struct MetaBlock {
  le32 magic;
  le32 checksum;
  std::uint8_t version;
  std::array<std::uint8_t, 3> unused;
  le32 size;  // of the block with its records
  le64 sequence;
  le64 position;  // sectors from the begin of the journal's data
};
static_assert(sizeof(MetaBlock) == 32);

}  // namespace

bool is_journal_empty(const ArrayMember& journal) {
  const auto& superblock = journal.superblock;
  auto tail = superblock.journal_tail;
  for (int i = 0; i < kMostEmptyBlocks; ++i, tail += kBlockSize) {
    const auto place = checked_add(superblock.data_offset, tail, "tail of the MD write journal");
    if (!fits(place, kBlockSize, journal.source->size())) return false;
    const auto bytes = io::read_bytes(*journal.source, place, sizeof(MetaBlock));
    const auto block = BytesView(bytes, place).get<MetaBlock>(0);
    if (block.magic != kMagic || block.position != tail / layout::kSector) return true;
    if (block.size != sizeof(MetaBlock)) return false;
  }
  return false;
}

}  // namespace vixmount::volume::md
