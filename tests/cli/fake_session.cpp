#include "fake_session.hpp"

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

namespace vixmount::test {
namespace {

class FakeSession final : public cli::Session {
 public:
  explicit FakeSession(FakeDisks& disks) : disks_(disks) {}

  const worker::DiskSetDescription& description() const override { return disks_.description; }
  const std::vector<guest::GuestSystem>& systems() override { return disks_.systems; }

  worker::Entry find(std::uint32_t, const std::string& path, bool follow_last_link) override {
    std::string wanted =
        path.substr(path.find_first_not_of('/') == std::string::npos ? path.size()
                                                                     : path.find_first_not_of('/'));
    while (wanted.ends_with('/')) wanted.pop_back();
    for (const auto& node : disks_.nodes) {
      if (node.entry.path != wanted) continue;
      if (follow_last_link && node.entry.attributes.type == fs::NodeType::symbolic_link)
        return find(0, node.entry.link_target, true);
      auto entry = node.entry;
      entry.path = "/" + entry.path;
      return entry;
    }
    fail(ErrorKind::not_found, "{}: not found", path);
  }

  void walk(const worker::Location& start, const std::string&, bool recursive,
            const EntryVisitor& visit) override {
    const auto& folder = disks_.at(start.node).entry.path;
    const std::string prefix = folder.empty() ? "" : folder + "/";
    for (const auto& node : disks_.nodes) {
      auto entry = node.entry;
      if (entry.path.empty() || !entry.path.starts_with(prefix)) continue;
      entry.path.erase(0, prefix.size());
      if (recursive || entry.path.find('/') == std::string::npos) visit(entry);
    }
  }

  std::vector<worker::Xattr> xattrs(const worker::Location& location) override {
    return disks_.at(location.node).xattrs;
  }

  std::vector<fs::SubvolumeEntry> subvolumes(std::uint32_t volume) override {
    const auto found = disks_.subvolumes.find(volume);
    return found == disks_.subvolumes.end() ? std::vector<fs::SubvolumeEntry>() : found->second;
  }

  std::vector<worker::Stream> streams(const worker::Location& location) override {
    return disks_.at(location.node).streams;
  }

  std::uint64_t map(const worker::Location& location, const ExtentVisitor& visit) override {
    const auto& node = disks_.at(location.node);
    std::uint64_t offset = 0;
    for (const auto& piece : node.content) {
      worker::ContentExtent extent;
      extent.kind = piece.kind;
      extent.length = std::max<std::uint64_t>(piece.length, piece.bytes.size());
      if (piece.kind == io::ExtentKind::data) {
        extent.host_file = host_file_with(piece.bytes);
        extent.position = kSkipped.size();
      }
      visit(offset, extent);
      offset += extent.length;
    }
    if (node.is_unreadable) fail_at(4711, "the block lies outside of the volume");
    return offset;
  }

  std::string read(const worker::Location& location, std::uint64_t offset,
                   std::uint32_t length) override {
    const auto& node = disks_.at(location.node);
    if (offset >= node.readable_bytes) fail_at(offset, "the compressed data makes no sense");
    std::string content;
    for (const auto& piece : node.content) {
      content += piece.bytes;
      content.append(piece.length > piece.bytes.size() ? piece.length - piece.bytes.size() : 0,
                     '\0');
    }
    return content.substr(offset, length);
  }

  const io::HostFile& host_file(std::uint32_t id) const override {
    return *disks_.host_files.at(id - 1);
  }

  std::string mount(std::uint32_t volume, const worker::MountOptions& options) override {
    disks_.mounted.push_back(fmt::format("volume {} at {}", volume, options.mount_point));
    return options.mount_point;
  }
  void dismount(std::uint32_t, bool) override {}
  bool wait_for_end(int) const override { return true; }

 private:
  // So that a wrong position shows.
  static constexpr std::string_view kSkipped = "not of the file";

  std::uint32_t host_file_with(const std::string& bytes) {
    const auto path = disks_.folder->file("extent-" + std::to_string(disks_.host_files.size()));
    write_file(path, std::string(kSkipped) + bytes + "nor this");
    disks_.host_files.push_back(io::HostFile::open(path));
    return static_cast<std::uint32_t>(disks_.host_files.size());
  }

  FakeDisks& disks_;
};

}  // namespace

FakeDisks::FakeDisks() { add_folder(""); }

FakeDisks::Node& FakeDisks::add(const std::string& path, fs::NodeType type,
                                std::uint16_t permissions) {
  Node node;
  node.entry.path = path;
  node.entry.location = {1, nodes.size() + 1};
  auto& attributes = node.entry.attributes;
  attributes.node = nodes.size() + 1;
  attributes.type = type;
  attributes.permissions = permissions;
  attributes.owner = ::geteuid();
  attributes.group = ::getegid();
  attributes.link_count = 1;
  attributes.modified = {1700000000, 123456789};
  attributes.accessed = {1600000000, 987654321};
  nodes.push_back(std::move(node));
  return nodes.back();
}

FakeDisks::Node& FakeDisks::add_file(const std::string& path, std::string content) {
  std::vector<Piece> pieces;
  if (!content.empty()) pieces.push_back({io::ExtentKind::data, std::move(content), 0});
  return add_file(path, std::move(pieces));
}

FakeDisks::Node& FakeDisks::add_file(const std::string& path, std::vector<Piece> content) {
  auto& node = add(path, fs::NodeType::regular);
  for (const auto& piece : content)
    node.entry.attributes.size += std::max<std::uint64_t>(piece.length, piece.bytes.size());
  node.content = std::move(content);
  return node;
}

FakeDisks::Node& FakeDisks::add_folder(const std::string& path) {
  return add(path, fs::NodeType::directory, 0755);
}

FakeDisks::Node& FakeDisks::add_link(const std::string& path, std::string target) {
  auto& node = add(path, fs::NodeType::symbolic_link, 0777);
  node.entry.attributes.size = target.size();
  node.entry.link_target = std::move(target);
  return node;
}

FakeDisks::Node& FakeDisks::node_of(const std::string& path) {
  return *std::find_if(nodes.begin(), nodes.end(),
                       [&](const Node& node) { return node.entry.path == path; });
}

FakeDisks::Node& FakeDisks::add_stream(const std::string& path, const std::string& name,
                                       std::string content) {
  const auto size = content.size();
  auto& stream = add_file("", std::move(content));  // no path of its own: walks pass it by
  const auto location = stream.entry.location;
  node_of(path).streams.push_back({name, location, size});
  return stream;
}

void FakeDisks::add_hard_link(const std::string& path, const std::string& of) {
  auto& first = node_of(of);
  ++first.entry.attributes.link_count;
  Node copy = first;
  copy.entry.path = path;
  nodes.push_back(std::move(copy));
}

const FakeDisks::Node& FakeDisks::at(fs::NodeId node) const { return nodes.at(node - 1); }

cli::SessionFactory FakeDisks::factory() {
  return [this](const cli::Arguments& arguments, std::vector<volume::Key>, const Log&) {
    opened = arguments.disks.names;
    return std::make_unique<FakeSession>(*this);
  };
}

CommandResult run_command(FakeDisks& disks, std::vector<std::string> words) {
  const auto out = disks.folder->file("stdout");
  const auto err = disks.folder->file("stderr");
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const UniqueFd out_fd(::open(out.c_str(), kFlags, 0600));
  const UniqueFd err_fd(::open(err.c_str(), kFlags, 0600));
  cli::Environment environment;
  environment.standard_output = out_fd.get();
  environment.standard_error = err_fd.get();
  environment.open_session = disks.factory();
  CommandResult result;
  result.exit_code = cli::run(words, environment);
  result.out = read_file(out);
  result.err = read_file(err);
  return result;
}

}  // namespace vixmount::test
