#include "guest/drive_root.hpp"

#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest {

DriveRoot::DriveRoot(std::vector<std::string> listed, std::vector<std::string> unlisted,
                     fs::FileSystemPtr system)
    : names_(std::move(listed)), listed_(names_.size()), system_(std::move(system)) {
  names_.insert(names_.end(), std::make_move_iterator(unlisted.begin()),
                std::make_move_iterator(unlisted.end()));
}

void DriveRoot::require_node(fs::NodeId node) const {
  if (node < kRoot || node > kRoot + names_.size())
    fail(ErrorKind::not_found, "there is no node {}", node);
}

fs::Attributes DriveRoot::attributes(fs::NodeId node) const {
  require_node(node);
  auto attributes = system_->attributes(system_->root());  // for its times
  attributes.node = node;
  attributes.permissions = 0755;
  attributes.owner = attributes.group = 0;
  attributes.size = attributes.allocated_size = 0;
  attributes.link_count = node == kRoot ? static_cast<std::uint32_t>(2 + listed_) : 2;
  attributes.has_xattrs = false;
  return attributes;
}

std::optional<fs::NodeId> DriveRoot::lookup(fs::NodeId directory, std::string_view name) const {
  require_node(directory);
  if (directory != kRoot) return std::nullopt;
  for (std::size_t i = 0; i < names_.size(); ++i)
    if (equals_ignoring_ascii_case(names_[i], name)) return kRoot + 1 + i;
  return std::nullopt;
}

void DriveRoot::list(fs::NodeId directory, std::uint64_t cookie,
                     const fs::EntryVisitor& visit) const {
  require_node(directory);
  if (directory != kRoot) return;
  for (auto i = static_cast<std::size_t>(cookie); i < listed_; ++i)
    if (!visit({names_[i], kRoot + 1 + i, fs::NodeType::directory, i + 1})) return;
}

io::SourcePtr DriveRoot::open(fs::NodeId file) const {
  fail(ErrorKind::is_a_directory, "node {} is a folder of drives", file);
}

std::string DriveRoot::read_link(fs::NodeId link) const {
  fail(ErrorKind::wrong_file_type, "node {} is a folder of drives", link);
}

}  // namespace vixmount::guest
