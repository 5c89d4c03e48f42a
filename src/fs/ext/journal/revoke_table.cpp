#include "fs/ext/journal/revoke_table.hpp"

#include <algorithm>
#include <vector>

#include "fs/ext/journal/descriptor.hpp"

namespace vixmount::fs::ext::jbd2 {

RevokeTable::RevokeTable(const JournalFile& file, const JournalSuperblock& journal,
                         const ScanResult& scan) {
  if (scan.revokes.empty()) return;
  last_.reserve(scan.blocks.size());
  for (const auto& logged : scan.blocks) last_.emplace(logged.block, kNever);
  std::vector<std::byte> block(journal.block_size);
  for (const auto& revoke : scan.revokes) {
    file.read(revoke.log_block, block);
    for (const auto revoked : parse_revokes(journal, block)) {
      const auto found = last_.find(revoked);
      if (found != last_.end())
        found->second = std::max(found->second, std::int64_t{revoke.transaction});
    }
  }
}

bool RevokeTable::is_revoked(const LoggedBlock& logged) const {
  const auto found = last_.find(logged.block);
  return found != last_.end() && std::int64_t{logged.transaction} <= found->second;
}

}  // namespace vixmount::fs::ext::jbd2
