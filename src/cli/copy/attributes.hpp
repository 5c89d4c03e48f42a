// Gives a restored node the owner, mode, extended attributes and times that it had in the guest, in
// the order in which none undoes another, and reports what the host did not take.
#pragma once

#include "cli/copy/host_node.hpp"
#include "cli/copy/node_record.hpp"
#include "cli/copy/report.hpp"

namespace vixmount::cli {

class AttributeWriter {
 public:
  AttributeWriter(CopyReport& report, bool restore_owner);

  // Owner, mode and the extended attributes that `record` holds.
  void apply(const HostNode& target, NodeRecord& record) const;
  // Behind everything else that is written to the node.
  void apply_times(const HostNode& target, NodeRecord& record) const;

 private:
  bool write_owner(const HostNode& target, NodeRecord& record) const;
  void remove_inherited_acl(const HostNode& target, NodeRecord& record) const;
  void write_mode(const HostNode& target, NodeRecord& record, bool owner_is_kept) const;
  void write_xattrs(const HostNode& target, NodeRecord& record) const;
  void lost(NodeRecord& record, Attribute attribute, int error_number) const;

  CopyReport& report_;
  bool restore_owner_;
  bool is_root_;
};

}  // namespace vixmount::cli
