// A block list: what a transaction, or a part of a large one, changes.
#pragma once

#include <cstdint>
#include <vector>

#include "fs/hfsplus/journal/journal_file.hpp"

namespace vixmount::fs::hfsplus::journal {

struct LoggedBlock {
  std::uint64_t number = 0;  // in units of the journal's header
  std::uint32_t size = 0;    // bytes
  std::uint64_t offset = 0;  // of its bytes in the journal
};

struct BlockList {
  static constexpr std::uint64_t kKilled = ~std::uint64_t{0};

  std::uint32_t bytes_used = 0;  // list and blocks
  bool first_of_transaction = false;
  std::uint32_t sequence = 0;  // 0: of a journal without numbers
  std::vector<LoggedBlock> blocks;
  bool blocks_are_wrong = false;  // a block's checksum is: the transaction is none
};

// The list at `offset`. Error{damaged} when its checksum or a size is wrong.
BlockList read_block_list(const JournalFile& journal, std::uint64_t offset);

}  // namespace vixmount::fs::hfsplus::journal
