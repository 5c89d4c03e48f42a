// Restores into a folder of the host.
#pragma once

#include "cli/arguments.hpp"
#include "cli/copy/attributes.hpp"
#include "cli/copy/content_copier.hpp"
#include "cli/copy/destination.hpp"
#include "cli/copy/linked_files.hpp"
#include "cli/copy/report.hpp"
#include "cli/copy/target.hpp"

namespace vixmount::cli {

// Borrows everything it is given.
class FolderTarget final : public CopyTarget {
 public:
  FolderTarget(Session& session, const Arguments& arguments, CopyReport& report,
               const ContentCopier& contents);

  void restore(NodeRecord& record) override;
  void end_of_tree() override { tree_.leave_all(); }
  void finish() override {}

 private:
  void restore_file(OpenFolder& folder, NodeRecord& record);
  void restore_link(OpenFolder& folder, NodeRecord& record);
  void restore_node(OpenFolder& folder, NodeRecord& record);
  bool restore_reparse_point(OpenFolder& folder, NodeRecord& record);
  bool restore_as_hard_link(OpenFolder& folder, NodeRecord& record);
  // Owner, mode, attributes (loaded before), streams, times. `fd`: of the file or folder; -1 for
  // other nodes.
  void complete(OpenFolder& folder, int fd, const std::string& host_name, NodeRecord& record);
  void restore_streams(OpenFolder& folder, const HostNode& node, NodeRecord& record);
  bool keep_as_xattr(const HostNode& node, StreamRecord& stream);
  void keep_as_file(OpenFolder& folder, const NodeRecord& record, StreamRecord& stream);

  Session& session_;
  const Arguments& arguments_;
  CopyReport& report_;
  const ContentCopier& contents_;
  DestinationTree tree_;
  bool to_ntfs_;  // the host's file system is NTFS, by ntfs-3g
  AttributeWriter attributes_;
  LinkedFiles linked_files_;
};

}  // namespace vixmount::cli
