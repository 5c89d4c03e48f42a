// The second and third pass of recovery: making all logged changes that the disk may lack, then
// taking back those of transactions that did not end.
#pragma once

#include <cstddef>

#include "fs/ntfs/log/analysis.hpp"
#include "fs/ntfs/log/changes.hpp"
#include "fs/ntfs/log/log_file.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ntfs::log {

struct PassResult {
  std::size_t redone = 0;        // changes that were not on the disk
  std::size_t undone = 0;        // changes taken back
  std::size_t transactions = 0;  // that these belonged to
};

// Error: the overlay is half changed then, and of no use.
PassResult redo_and_undo(LogFile& log, const Analysis& analysis, const Shape& shape,
                         io::OverlaySource& volume);

}  // namespace vixmount::fs::ntfs::log
