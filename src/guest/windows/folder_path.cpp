#include "guest/windows/folder_path.hpp"

#include "base/text.hpp"

namespace vixmount::guest::windows {

std::optional<fs::NodeId> find_path(const fs::FileSystem& file_system, fs::NodeId folder,
                                    std::string_view path) {
  std::optional<fs::NodeId> node = folder;
  for (const auto name : split(path, '/')) {
    if (file_system.attributes(*node).type != fs::NodeType::directory) return std::nullopt;
    node = file_system.lookup(*node, name);
    if (!node) return std::nullopt;
  }
  return node;
}

}  // namespace vixmount::guest::windows
