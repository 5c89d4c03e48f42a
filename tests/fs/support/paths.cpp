#include "fs/support/paths.hpp"

#include "base/text.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::test {

fs::NodeId find(const fs::FileSystem& files, std::string_view path) {
  auto node = files.root();
  for (const auto part : split(path, '/'))
    if (!part.empty()) node = files.lookup(node, part).value();
  return node;
}

std::string content(const fs::FileSystem& files, std::string_view path) {
  return content_of(*files.open(find(files, path)));
}

}  // namespace vixmount::test
