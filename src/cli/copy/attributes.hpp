// Gives a restored node the owner, mode, extended attributes and times that it had in the guest, in
// the order in which none undoes another, and reports what the host did not take.
#pragma once

#include <string_view>

#include "cli/copy/host_node.hpp"
#include "cli/copy/node_record.hpp"
#include "cli/copy/report.hpp"

namespace vixmount::cli {

class AttributeWriter {
 public:
  // `to_ntfs`: the host's file system is NTFS and takes the attributes system.ntfs_*.
  AttributeWriter(CopyReport& report, bool restore_owner, bool to_ntfs);

  // Owner, mode and the extended attributes that `record` holds.
  void apply(const HostNode& target, NodeRecord& record) const;
  // Times, behind everything else that is written to the node; and on NTFS what later writes would
  // change, or what would change how the node takes them.
  void apply_last(const HostNode& target, NodeRecord& record) const;
  // On NTFS, the short name: it belongs to the long one, which the node must have by now.
  void apply_short_name(const HostNode& target, NodeRecord& record) const;

 private:
  bool write_owner(const HostNode& target, NodeRecord& record) const;
  void remove_inherited_acl(const HostNode& target, NodeRecord& record) const;
  void write_mode(const HostNode& target, NodeRecord& record, bool owner_is_kept) const;
  void write_times(const HostNode& target, NodeRecord& record) const;
  bool comes_later(const XattrRecord& xattr) const;
  void write_named(const HostNode& target, NodeRecord& record, std::string_view name) const;
  void write_xattr(const HostNode& target, NodeRecord& record, XattrRecord& xattr) const;
  void lost(NodeRecord& record, Attribute attribute, int error_number) const;

  CopyReport& report_;
  bool restore_owner_;
  bool to_ntfs_;
  bool is_root_;
};

}  // namespace vixmount::cli
