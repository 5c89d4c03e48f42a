// A node's attributes for whoever makes xattrs of them.
#pragma once

#include "fs/ntfs/attribute_set.hpp"
#include "fs/ntfs/node.hpp"

namespace vixmount::fs::ntfs {

class NodeAttributeSet final : public AttributeSet {
 public:
  explicit NodeAttributeSet(const Node& node) : node_(node) {}  // borrowed

  bool is_directory() const override { return node_.file().base().is_directory(); }
  const StandardInformation& standard_information() const override { return node_.standard(); }
  void for_each(const std::function<bool(const AttributeInfo&)>& visit) const override;
  void for_each_file_name(const std::function<bool(const FileName&)>& visit) const override;
  io::SourcePtr open(AttributeType type, std::string_view name) const override;

 private:
  const Node& node_;
};

}  // namespace vixmount::fs::ntfs
