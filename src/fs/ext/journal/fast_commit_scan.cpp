#include "fs/ext/journal/fast_commit_scan.hpp"

#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

constexpr std::size_t kLongestName = 255;

bool length_is_possible(FastCommitTag tag, std::size_t length, std::uint32_t inode_size) {
  switch (tag) {
    case FastCommitTag::add_range:
      return length == sizeof(FastCommitAddRange);
    case FastCommitTag::delete_range:
      return length == sizeof(FastCommitDeleteRange);
    case FastCommitTag::create:
    case FastCommitTag::link:
    case FastCommitTag::unlink:
      return length > sizeof(FastCommitName) && length <= sizeof(FastCommitName) + kLongestName;
    case FastCommitTag::inode:
      return length >= sizeof(le32) + layout::kSmallInodeSize &&
             length <= sizeof(le32) + inode_size;
    case FastCommitTag::pad:
      return true;
    case FastCommitTag::tail:
      return length >= sizeof(FastCommitTail);
    case FastCommitTag::head:
      return length == sizeof(FastCommitHead);
  }
  return false;
}

class FastCommitScanner {
 public:
  FastCommitScanner(std::uint32_t transaction, std::uint32_t inode_size)
      : transaction_(transaction), inode_size_(inode_size) {}

  // False: the records end in this block.
  bool scan(BytesView block) {
    for (std::size_t offset = 0; offset + sizeof(FastCommitHeader) <= block.size();) {
      const auto header = block.get<FastCommitHeader>(offset);
      const auto tag = static_cast<FastCommitTag>(header.tag.value());
      const std::size_t size = sizeof(header) + header.length;
      if (size > block.size() - offset || !length_is_possible(tag, header.length, inode_size_))
        return end("a record is unknown or has an impossible length");
      if (!started_ && tag != FastCommitTag::head) return false;
      started_ = true;
      if (!record(tag, block.sub(offset, size))) return false;
      offset += size;
    }
    return true;
  }

  FastCommits take() {
    result_.records.resize(complete_records_);
    return std::move(result_);
  }

 private:
  bool record(FastCommitTag tag, BytesView record) {
    const auto value = record.from(sizeof(FastCommitHeader));
    if (tag == FastCommitTag::tail) return tail(record, value.get<FastCommitTail>(0));
    if (tag == FastCommitTag::head) {
      const auto head = value.get<FastCommitHead>(0);
      if (head.features != 0) return end("they need unknown features");
      if (head.transaction != transaction_) return false;  // an older transaction's
    }
    checksum_ = crc32c(checksum_, record.span());
    if (tag == FastCommitTag::head || tag == FastCommitTag::pad) return true;
    if (result_.values.size() + value.size() > kMostFastCommitBytes)
      fail(ErrorKind::limit_exceeded, "the fast commits have more than {} bytes",
           kMostFastCommitBytes);
    result_.records.push_back({tag, static_cast<std::uint32_t>(result_.values.size()),
                               static_cast<std::uint16_t>(value.size())});
    result_.values.insert(result_.values.end(), value.span().begin(), value.span().end());
    return true;
  }

  bool tail(BytesView record, const FastCommitTail& tail) {
    if (tail.transaction != transaction_) return false;  // an older transaction's
    const auto summed = sizeof(FastCommitHeader) + offsetof(FastCommitTail, checksum);
    if (tail.checksum != crc32c(checksum_, record.sub(0, summed).span()))
      return end("a checksum is wrong");
    checksum_ = 0;
    complete_records_ = result_.records.size();
    ++result_.commits;
    return true;
  }

  // What follows a complete fast commit is an interrupted one or old content: an ordinary end. With
  // none complete the reason is worth telling.
  bool end(std::string_view reason) {
    if (started_ && result_.commits == 0) result_.damage = reason;
    return false;
  }

  std::uint32_t transaction_;
  std::uint32_t inode_size_;
  bool started_ = false;
  std::uint32_t checksum_ = 0;
  std::size_t complete_records_ = 0;
  FastCommits result_;
};

}  // namespace

FastCommits scan_fast_commits(const JournalFile& file, const JournalSuperblock& journal,
                              std::uint32_t transaction, std::uint32_t inode_size) {
  FastCommitScanner scanner(transaction, inode_size);
  std::vector<std::byte> block(journal.block_size);
  for (auto number = journal.fast_commit_first; number < journal.fast_commit_end; ++number) {
    file.read(number, block);
    if (!scanner.scan(BytesView(block, file.volume_offset(number)))) break;
  }
  return scanner.take();
}

}  // namespace vixmount::fs::ext::jbd2
