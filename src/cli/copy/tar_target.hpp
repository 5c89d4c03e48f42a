// Restores into a tar archive: POSIX pax format, with what it lacks said the way GNU tar and
// libarchive do (pax.hpp). Everything that the guest tells is in it. A stream that does not fit
// into an attribute becomes a member "PATH:STREAM" behind its file.
#pragma once

#include "cli/arguments.hpp"
#include "cli/copy/archive_file.hpp"
#include "cli/copy/content_copier.hpp"
#include "cli/copy/linked_files.hpp"
#include "cli/copy/pax.hpp"
#include "cli/copy/report.hpp"
#include "cli/copy/tar_output.hpp"
#include "cli/copy/target.hpp"

namespace vixmount::cli {

// Borrows everything it is given.
class TarTarget final : public CopyTarget {
 public:
  TarTarget(Session& session, const Arguments& arguments, CopyReport& report,
            const ContentCopier& contents, int standard_output);

  void restore(NodeRecord& record) override;
  void end_of_tree() override {}
  void finish() override;

 private:
  bool add_hard_link(TarMember& member, NodeRecord& record);
  void add_file(TarMember& member, NodeRecord& record);
  CopiedContent add_content(TarMember& member, const worker::Location& location);
  void take_xattrs(TarMember& member, NodeRecord& record);
  void take_small_streams(TarMember& member, NodeRecord& record);
  void add_large_streams(const TarMember& member, NodeRecord& record);
  void add_stream(const TarMember& file, NodeRecord& record, StreamRecord& stream);

  Session& session_;
  const Arguments& arguments_;
  CopyReport& report_;
  const ContentCopier& contents_;
  ArchiveFile file_;
  TarOutput output_;
  LinkedFiles linked_files_;
};

}  // namespace vixmount::cli
