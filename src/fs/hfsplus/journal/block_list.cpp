#include "fs/hfsplus/journal/block_list.hpp"

#include "base/error.hpp"

namespace vixmount::fs::hfsplus::journal {
namespace {

constexpr std::uint32_t kSector = 512;

template <template <typename> class Field>
class Reader {
 public:
  using Entry = layout::BlockEntry<Field>;

  Reader(const JournalFile& journal, std::uint64_t offset)
      : journal_(journal),
        offset_(offset),
        bytes_(journal.read(offset, journal.list_size())),
        raw_(bytes_, journal.position(offset)),
        head_(raw_.get<layout::BlockList<Field>>(0)) {}

  BlockList read() const {
    const auto head = raw_.sub(0, layout::kListChecksumBytes);
    if (journal_.verifies() && head_.checksum != checksum_without(head, layout::kListChecksumAt))
      fail_here("its checksum is wrong");
    if (head_.block_count == 0 || head_.block_count > head_.most_blocks)
      fail_here("it has more blocks than it has room for");
    BlockList out;
    out.bytes_used = head_.bytes_used;
    out.first_of_transaction = (head_.flags & layout::kFirstOfTransaction) != 0;
    out.sequence = entry(0).checksum;
    std::uint64_t used = journal_.list_size();
    for (unsigned i = 1; i < head_.block_count; ++i) {
      const auto block = entry(i);
      if (block.size % kSector != 0 || used + block.size > journal_.size())
        fail_here("a block of it has a size that cannot be");
      const auto at = journal_.advance(offset_, used);
      used += block.size;
      if (block.size == 0 || block.number == BlockList::kKilled) continue;
      if ((head_.flags & layout::kChecksumsOfBlocks) != 0 && !is_right(block, at))
        out.blocks_are_wrong = true;
      out.blocks.push_back({block.number, block.size, at});
    }
    if (head_.bytes_used < used || head_.bytes_used > journal_.size())
      fail_here("it uses less than its blocks need, or more than the journal has");
    return out;
  }

 private:
  Entry entry(unsigned index) const {
    return raw_.get<Entry>(sizeof head_ + index * sizeof(Entry));
  }
  bool is_right(const Entry& block, std::uint64_t at) const {
    if (block.checksum == 0 || !journal_.verifies()) return true;  // 0: not noted
    return block.checksum == journal_.checksum_of(at, block.size);
  }
  [[noreturn]] void fail_here(const char* what) const {
    fail_at(raw_.origin(), "a block list of the journal: {}", what);
  }

  const JournalFile& journal_;
  std::uint64_t offset_;
  std::vector<std::byte> bytes_;
  BytesView raw_;
  layout::BlockList<Field> head_;
};

}  // namespace

BlockList read_block_list(const JournalFile& journal, std::uint64_t offset) {
  return journal.is_big_endian() ? Reader<layout::Big>(journal, offset).read()
                                 : Reader<layout::Little>(journal, offset).read();
}

}  // namespace vixmount::fs::hfsplus::journal
