#include "fs/ext/journal/journal_builder.hpp"

#include <cstring>

#include "support/support.hpp"

namespace vixmount::test {
namespace {

using namespace fs::ext::jbd2;

template <typename Layout>
std::string bytes_of(const Layout& layout) {
  return {reinterpret_cast<const char*>(&layout), sizeof(layout)};
}

}  // namespace

JournalBuilder::JournalBuilder(std::uint32_t start, std::uint32_t sequence)
    : position_(start), sequence_(sequence) {
  superblock_.header = {kMagic, kSuperblockV2, 0U};
  superblock_.block_size = kBlockSize;
  superblock_.log_length = kJournalBlocks;
  superblock_.first_block = 1U;
  superblock_.start = start;
  superblock_.sequence = sequence;
  for (std::uint32_t block = 0; block < kVolumeBlocks; ++block)
    bytes_ += std::string(kBlockSize, static_cast<char>('A' + block));
}

void JournalBuilder::put(const std::string& content) {
  const auto at = (kVolumeBlocks - kJournalBlocks + position_) * kBlockSize;
  std::string block = content;
  block.resize(kBlockSize);
  bytes_.replace(at, kBlockSize, block);
  position_ = position_ + 1 == kJournalBlocks ? 1 : position_ + 1;
}

JournalBuilder& JournalBuilder::raw(const std::string& content) {
  put(content);
  return *this;
}

JournalBuilder& JournalBuilder::header(std::uint32_t type, const std::string& body) {
  put(bytes_of(BlockHeader{kMagic, type, sequence_}) + body);
  return *this;
}

JournalBuilder& JournalBuilder::descriptor(const std::vector<Tag>& tags) {
  std::string body;
  for (const auto& tag : tags) {
    auto flags = tag.flags;
    if (&tag != &tags.front()) flags |= kTagSameUuid;
    if (&tag == &tags.back()) flags |= kTagLast;
    body += bytes_of(be32(tag.block)) + bytes_of(be16(0)) +
            bytes_of(be16(static_cast<std::uint16_t>(flags)));
    if (&tag == &tags.front()) body += std::string(kTagUuidSize, 'u');
  }
  header(kDescriptorBlock, body);
  for (const auto& tag : tags) {
    std::string content(kBlockSize, tag.content);
    if ((tag.flags & kTagEscaped) != 0) content.replace(0, 4, 4, '\0');
    put(content);
  }
  return *this;
}

JournalBuilder& JournalBuilder::revoke(const std::vector<std::uint32_t>& blocks) {
  std::string body = bytes_of(
      be32(static_cast<std::uint32_t>(sizeof(RevokeHeader) + blocks.size() * sizeof(be32))));
  for (const auto block : blocks) body += bytes_of(be32(block));
  return header(kRevokeBlock, body);
}

JournalBuilder& JournalBuilder::commit(std::uint64_t seconds) {
  CommitBlock commit{};
  commit.commit_seconds = seconds;
  header(kCommitBlock, bytes_of(commit).substr(sizeof(BlockHeader)));
  ++sequence_;
  return *this;
}

io::SourcePtr JournalBuilder::volume() const {
  auto bytes = bytes_;
  bytes.replace((kVolumeBlocks - kJournalBlocks) * kBlockSize, sizeof(superblock_),
                bytes_of(superblock_));
  return memory_source(bytes);
}

JournalFile JournalBuilder::file() const {
  return {volume(),
          kBlockSize,
          {{0, kJournalBlocks, std::uint64_t{kVolumeBlocks - kJournalBlocks} * kBlockSize}}};
}

}  // namespace vixmount::test
