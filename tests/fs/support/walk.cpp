#include "fs/support/walk.hpp"

#include <vector>

#include "base/error.hpp"
#include "io/sources.hpp"

namespace vixmount::test {
namespace {

// Far longer than what any recipe makes.
constexpr std::size_t kLongestPath = 64 << 10;

}  // namespace

void walk(const fs::FileSystem& files, const std::function<void(const WalkedNode&)>& visit) {
  struct Folder {
    fs::NodeId node;
    std::string path;
  };
  std::vector<Folder> waiting{{files.root(), ""}};
  while (!waiting.empty()) {
    const auto folder = waiting.back();
    waiting.pop_back();
    if (folder.path.size() > kLongestPath)
      fail(ErrorKind::damaged, "folder {} is inside itself", folder.node);
    files.list(folder.node, 0, [&](const fs::DirectoryEntry& entry) {
      WalkedNode node{folder.path + "/" + std::string(entry.name), folder.node,
                      std::string(entry.name), entry.type, files.attributes(entry.node)};
      visit(node);
      if (node.attributes.type == fs::NodeType::directory)
        waiting.push_back({entry.node, node.path});
      return true;
    });
  }
}

std::string content_of(const io::ByteSource& source) {
  std::string content(source.size(), '\0');
  source.read(0, std::as_writable_bytes(std::span(content)));
  return content;
}

io::SourcePtr open_image(const std::string& path) {
  return std::make_shared<io::FileSource>(io::HostFile::open(path));
}

}  // namespace vixmount::test
