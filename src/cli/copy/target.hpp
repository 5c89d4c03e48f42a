// Where a copy goes: a folder of the host, or an archive.
#pragma once

#include "base/error.hpp"
#include "cli/copy/node_record.hpp"

namespace vixmount::cli {

class CopyTarget {
 public:
  CopyTarget() = default;
  virtual ~CopyTarget() = default;
  CopyTarget(const CopyTarget&) = delete;
  CopyTarget& operator=(const CopyTarget&) = delete;

  // The node below the destination at record.path, each folder before what it holds; the path is
  // empty for the root of what is copied. Completes the record and reports it. Throws when it could
  // not be restored; other nodes may follow unless ends_the_copy().
  virtual void restore(NodeRecord& record) = 0;
  // All below one GUESTPATH has come.
  virtual void end_of_tree() = 0;
  // All has come, nothing broke off.
  virtual void finish() = 0;
};

// The archive cannot be written on.
class ArchiveLost : public Error {
 public:
  explicit ArchiveLost(const Error& why)
      : Error(why.kind(), "writing the archive: " + why.message()) {}
};

// After these, going on with the next node makes no sense.
bool ends_the_copy(const Error& error) noexcept;

}  // namespace vixmount::cli
