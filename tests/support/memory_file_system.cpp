#include "support/memory_file_system.hpp"

#include <memory>
#include <span>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "io/sources.hpp"

namespace vixmount::test {
namespace {

constexpr std::uint64_t kBlockSize = 4096;

std::optional<fs::NodeId> entry_of(const std::vector<std::pair<std::string, fs::NodeId>>& entries,
                                   std::string_view name) {
  for (const auto& [entry_name, id] : entries)
    if (entry_name == name) return id;
  return std::nullopt;
}

}  // namespace

MemoryFileSystem::MemoryFileSystem(std::string type, std::string label, std::string uuid)
    : info_{std::move(type), std::move(label), std::move(uuid), {}} {
  Node top;
  top.attributes.node = 1;
  top.attributes.type = fs::NodeType::directory;
  top.attributes.permissions = 0755;
  top.attributes.link_count = 2;
  top.attributes.has_xattrs = false;
  top.attributes.has_streams = false;
  top.parent = 1;
  nodes_.push_back(std::move(top));
}

std::pair<fs::NodeId, std::string> MemoryFileSystem::prepare(const std::string& path) {
  if (path.empty() || path.front() != '/')
    throw std::logic_error("not an absolute guest path: " + path);
  const auto slash = path.rfind('/');
  if (slash == 0) return {root(), path.substr(1)};
  const auto folder = path.substr(0, slash);
  const auto [above, name] = prepare(folder);
  if (const auto existing = entry_of(nodes_.at(above - 1).entries, name))
    return {*existing, path.substr(slash + 1)};
  return {add_directory(folder), path.substr(slash + 1)};
}

fs::NodeId MemoryFileSystem::find(const std::string& path) const {
  fs::NodeId current = root();
  for (const auto component : split(path, '/')) {
    if (component.empty()) continue;
    const auto next = entry_of(nodes_.at(current - 1).entries, component);
    if (!next) throw std::logic_error("no such path in the memory tree: " + path);
    current = *next;
  }
  return current;
}

fs::NodeId MemoryFileSystem::add_node(const std::string& path, fs::NodeType type,
                                      std::uint16_t permissions) {
  const auto [folder, name] = prepare(path);
  if (name.empty() || entry_of(nodes_.at(folder - 1).entries, name))
    throw std::logic_error("already in the memory tree: " + path);
  Node node;
  const fs::NodeId id = nodes_.size() + 1;
  node.attributes.node = id;
  node.attributes.type = type;
  node.attributes.permissions = permissions;
  node.attributes.link_count = type == fs::NodeType::directory ? 2 : 1;
  node.attributes.has_xattrs = false;
  node.attributes.has_streams = false;
  node.parent = folder;
  nodes_.push_back(std::move(node));
  auto& parent = nodes_.at(folder - 1);
  parent.entries.emplace_back(name, id);
  if (type == fs::NodeType::directory) ++parent.attributes.link_count;
  return id;
}

fs::NodeId MemoryFileSystem::add_directory(const std::string& path) {
  return add_node(path, fs::NodeType::directory, 0755);
}

fs::NodeId MemoryFileSystem::add_file(const std::string& path, std::string_view content) {
  const auto bytes = std::as_bytes(std::span(content));
  return add_file(
      path, std::make_shared<io::MemorySource>(std::vector<std::byte>(bytes.begin(), bytes.end())));
}

fs::NodeId MemoryFileSystem::add_file(const std::string& path, io::SourcePtr content) {
  const auto id = add_node(path, fs::NodeType::regular, 0644);
  auto& node = nodes_.at(id - 1);
  node.attributes.size = content->size();
  node.attributes.allocated_size = (content->size() + kBlockSize - 1) / kBlockSize * kBlockSize;
  node.content = std::move(content);
  return id;
}

fs::NodeId MemoryFileSystem::add_link(const std::string& path, const std::string& target) {
  const auto id = add_node(path, fs::NodeType::symbolic_link, 0777);
  auto& node = nodes_.at(id - 1);
  node.attributes.size = target.size();
  node.target = target;
  return id;
}

fs::NodeId MemoryFileSystem::add_special(const std::string& path, fs::NodeType type,
                                         std::uint32_t device_major, std::uint32_t device_minor) {
  const auto id = add_node(path, type, 0600);
  auto& attributes = nodes_.at(id - 1).attributes;
  attributes.device_major = device_major;
  attributes.device_minor = device_minor;
  return id;
}

void MemoryFileSystem::add_hard_link(const std::string& path, const std::string& existing) {
  const auto id = find(existing);
  const auto [folder, name] = prepare(path);
  nodes_.at(folder - 1).entries.emplace_back(name, id);
  ++nodes_.at(id - 1).attributes.link_count;
}

void MemoryFileSystem::set_xattr(const std::string& path, const std::string& name,
                                 std::string value) {
  auto& node = nodes_.at(find(path) - 1);
  node.xattrs[name] = std::move(value);
  node.attributes.has_xattrs = true;
}

fs::NodeId MemoryFileSystem::add_stream(const std::string& path, const std::string& name,
                                        std::string_view content) {
  const auto owner = find(path);
  const auto bytes = std::as_bytes(std::span(content));
  Node stream;
  const fs::NodeId id = nodes_.size() + 1;
  stream.attributes.node = id;
  stream.attributes.type = fs::NodeType::regular;
  stream.attributes.size = content.size();
  stream.attributes.has_xattrs = false;
  stream.attributes.has_streams = false;
  stream.content =
      std::make_shared<io::MemorySource>(std::vector<std::byte>(bytes.begin(), bytes.end()));
  nodes_.push_back(std::move(stream));
  auto& node = nodes_.at(owner - 1);
  node.streams.push_back({name, id, content.size()});
  node.attributes.has_streams = true;
  return id;
}

void MemoryFileSystem::edit(const std::string& path,
                            const std::function<void(fs::Attributes&)>& change) {
  change(nodes_.at(find(path) - 1).attributes);
}

void MemoryFileSystem::break_node(const std::string& path, Error error) {
  nodes_.at(find(path) - 1).broken = std::move(error);
}

void MemoryFileSystem::break_end_of_listing(const std::string& path, Error error) {
  nodes_.at(find(path) - 1).broken_end = std::move(error);
}

const MemoryFileSystem::Node& MemoryFileSystem::at(fs::NodeId id) const {
  if (id == 0 || id > nodes_.size()) fail(ErrorKind::not_found, "there is no node {}", id);
  const auto& node = nodes_[id - 1];
  if (node.broken) throw *node.broken;
  return node;
}

const MemoryFileSystem::Node& MemoryFileSystem::directory_at(fs::NodeId id) const {
  const auto& node = at(id);
  if (node.attributes.type != fs::NodeType::directory)
    fail(ErrorKind::not_a_directory, "node {} is not a directory", id);
  return node;
}

fs::Statistics MemoryFileSystem::statistics() const {
  fs::Statistics statistics;
  statistics.block_size = kBlockSize;
  for (const auto& node : nodes_)
    statistics.total_blocks += node.attributes.allocated_size / kBlockSize;
  statistics.total_nodes = nodes_.size();
  return statistics;
}

fs::Attributes MemoryFileSystem::attributes(fs::NodeId node) const { return at(node).attributes; }

std::optional<fs::NodeId> MemoryFileSystem::lookup(fs::NodeId directory,
                                                   std::string_view name) const {
  const auto& entries = directory_at(directory).entries;
  if (const auto entry = entry_of(entries, name)) return entry;
  if (ignore_case_)
    for (const auto& [entry_name, id] : entries)
      if (equals_ignoring_ascii_case(entry_name, name)) return id;
  const auto colon = name.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto owner = entry_of(entries, name.substr(0, colon));
  if (!owner) return std::nullopt;
  for (const auto& stream : at(*owner).streams)
    if (stream.name == name.substr(colon + 1)) return stream.node;
  return std::nullopt;
}

void MemoryFileSystem::list(fs::NodeId directory, std::uint64_t cookie,
                            const fs::EntryVisitor& visit) const {
  const auto& folder = directory_at(directory);
  const auto& entries = folder.entries;
  for (auto i = cookie; i < entries.size(); ++i) {
    fs::DirectoryEntry entry;
    entry.name = entries[i].first;
    entry.node = entries[i].second;
    if (!hide_entry_types_) entry.type = nodes_[entry.node - 1].attributes.type;
    entry.next_cookie = i + 1;
    if (!visit(entry)) return;
  }
  if (folder.broken_end) throw *folder.broken_end;
}

fs::NodeId MemoryFileSystem::parent(fs::NodeId directory) const {
  const auto& node = at(directory);
  return node.attributes.type == fs::NodeType::symbolic_link ? node.parent
                                                             : directory_at(directory).parent;
}

io::SourcePtr MemoryFileSystem::open(fs::NodeId file) const {
  const auto& node = at(file);
  if (node.attributes.type == fs::NodeType::directory)
    fail(ErrorKind::is_a_directory, "node {} is a directory", file);
  if (!node.content) fail(ErrorKind::wrong_file_type, "node {} is not a regular file", file);
  return node.content;
}

std::string MemoryFileSystem::read_link(fs::NodeId link) const {
  const auto& node = at(link);
  if (node.attributes.type != fs::NodeType::symbolic_link)
    fail(ErrorKind::invalid_argument, "node {} is not a symbolic link", link);
  return node.target;
}

std::vector<fs::Stream> MemoryFileSystem::streams(fs::NodeId node) const {
  return at(node).streams;
}

std::vector<std::string> MemoryFileSystem::list_xattrs(fs::NodeId node) const {
  std::vector<std::string> names;
  for (const auto& [name, value] : at(node).xattrs) names.push_back(name);
  return names;
}

std::optional<std::string> MemoryFileSystem::get_xattr(fs::NodeId node,
                                                       std::string_view name) const {
  const auto& xattrs = at(node).xattrs;
  const auto found = xattrs.find(name);
  if (found == xattrs.end()) return std::nullopt;
  return found->second;
}

}  // namespace vixmount::test
