// Revocations: a block that was freed as metadata and perhaps reused for data must not be
// overwritten by its older copies in the log.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "fs/ext/journal/journal_file.hpp"
#include "fs/ext/journal/journal_superblock.hpp"
#include "fs/ext/journal/scan.hpp"

namespace vixmount::fs::ext::jbd2 {

class RevokeTable {
 public:
  // Reads the revoke blocks that `scan` found. Only blocks that the log itself holds are kept, so
  // that the table is never larger than the scan. Error{damaged}.
  RevokeTable(const JournalFile& file, const JournalSuperblock& journal, const ScanResult& scan);

  // A revocation holds for its own transaction and all before it.
  bool is_revoked(const LoggedBlock& logged) const;

 private:
  static constexpr std::int64_t kNever = -1;
  std::unordered_map<std::uint64_t, std::int64_t> last_;  // block -> last transaction revoking it
};

}  // namespace vixmount::fs::ext::jbd2
