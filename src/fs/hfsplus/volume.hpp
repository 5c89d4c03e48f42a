// An HFS+ with its trees: what every part needs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "fs/hfsplus/fork.hpp"
#include "fs/hfsplus/tree.hpp"
#include "fs/hfsplus/volume_header.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::hfsplus {

// All const members are safe from many threads.
class Volume {
 public:
  // `source`: the HFS+ alone, without a wrapper around it. Error{damaged}, Error{unsupported}.
  static VolumePtr open(io::SourcePtr source, const VolumeHeader& header);

  const io::SourcePtr& source() const noexcept { return source_; }
  const VolumeHeader& header() const noexcept { return header_; }
  std::uint32_t block_size() const noexcept { return header_.block_size(); }

  const Tree& extents() const noexcept { return *extents_; }
  const Tree& catalog() const noexcept { return *catalog_; }
  // None where no file ever had an attribute.
  const Tree* attributes() const noexcept { return attributes_ ? &*attributes_ : nullptr; }
  bool ignores_case() const noexcept { return ignores_case_; }

 private:
  Volume(io::SourcePtr source, const VolumeHeader& header)
      : source_(std::move(source)), header_(header) {}
  void open_trees();
  void open_tree(std::optional<Tree>& tree, const char* name, const layout::ForkData& fork,
                 std::uint32_t file,
                 const std::function<Tree::Order(const layout::TreeHeader&)>& choose_order);
  Tree::Order choose_catalog_order(const layout::TreeHeader& header);

  io::SourcePtr source_;
  VolumeHeader header_;
  bool ignores_case_ = true;
  std::optional<Tree> extents_;
  std::optional<Tree> catalog_;
  std::optional<Tree> attributes_;
};

}  // namespace vixmount::fs::hfsplus
