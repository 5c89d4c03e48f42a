// A small journal by hand: blocks of 1 KiB without checksums, on a volume of 64 blocks whose last
// 32 are the journal. Volume block n begins filled with the letter 'A' + n.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fs/ext/journal/journal_file.hpp"
#include "fs/ext/journal/layout.hpp"
#include "io/sources.hpp"

namespace vixmount::test {

class JournalBuilder {
 public:
  static constexpr std::uint32_t kBlockSize = 1024;
  static constexpr std::uint32_t kVolumeBlocks = 64;
  static constexpr std::uint32_t kJournalBlocks = 32;

  // The log begins at `start` with transaction `sequence`.
  JournalBuilder(std::uint32_t start, std::uint32_t sequence);

  struct Tag {
    std::uint32_t block;
    char content;  // the logged block is filled with it
    std::uint32_t flags = 0;
  };

  fs::ext::jbd2::Superblock& superblock() { return superblock_; }
  JournalBuilder& descriptor(const std::vector<Tag>& tags);
  JournalBuilder& revoke(const std::vector<std::uint32_t>& blocks);
  JournalBuilder& commit(std::uint64_t seconds = 1000);  // the next transaction begins
  JournalBuilder& raw(const std::string& content);       // one block of the log
  // A block that looks like one of the journal's, of the present transaction.
  JournalBuilder& header(std::uint32_t type, const std::string& body);

  io::SourcePtr volume() const;
  fs::ext::jbd2::JournalFile file() const;

 private:
  void put(const std::string& content);

  fs::ext::jbd2::Superblock superblock_{};
  std::uint32_t position_;
  std::uint32_t sequence_;
  std::string bytes_;
};

}  // namespace vixmount::test
