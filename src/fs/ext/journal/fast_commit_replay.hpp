// Applies fast commits: changes to inodes, file blocks and names, instead of whole blocks.
#pragma once

#include <cstdint>

#include "fs/ext/blocks.hpp"
#include "fs/ext/journal/fast_commit_scan.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ext::jbd2 {

// Applies all records to `overlay`, whose content `blocks` shows as it was before (the full
// transactions applied). On Error (damaged, unsupported, limit_exceeded) `overlay` is partly
// changed: throw it away.
//
// Not brought up to date, because nobody reads them from a read-only mount: bitmaps, free counts,
// orphan lists.
void replay_fast_commits(const Blocks& blocks, const FastCommits& commits,
                         io::OverlaySource& overlay);

}  // namespace vixmount::fs::ext::jbd2
