#include "cli/copy/linked_files.hpp"

namespace vixmount::cli {

std::optional<std::string> LinkedFiles::find(const worker::Entry& entry) {
  if (entry.attributes.link_count <= 1) return std::nullopt;
  const auto found = files_.find({entry.location.volume, entry.location.node});
  if (found == files_.end()) return std::nullopt;
  auto path = found->second.restored_path;
  if (--found->second.names_to_come == 0) files_.erase(found);
  return path;
}

bool LinkedFiles::remember(const worker::Entry& entry, const std::string& restored_path) {
  if (entry.attributes.link_count <= 1) return true;
  if (files_.size() >= kMostFiles) return false;
  files_.try_emplace({entry.location.volume, entry.location.node},
                     File{restored_path, entry.attributes.link_count - 1});
  return true;
}

}  // namespace vixmount::cli
