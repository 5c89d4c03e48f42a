#include "fs/support/manifest.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

// "# volume 0 offset 512 size 66048 part "x" blkid TYPE=ext2 LABEL=a b UUID=..." A value goes on to
// the next word with an equals sign.
ManifestVolume parse_volume_line(const std::string& line) {
  ManifestVolume volume;
  std::istringstream words(line.substr(0, line.find(" [")));
  std::string word;
  std::string key;
  while (words >> word) {
    if (word == "offset") {
      words >> volume.offset;
    } else if (word == "size") {
      words >> volume.size;
    } else if (const auto equals = word.find('='); equals != std::string::npos) {
      key = word.substr(0, equals);
      volume.identity[key] = word.substr(equals + 1);
    } else if (!key.empty()) {
      volume.identity[key] += " " + word;
    }
  }
  return volume;
}

void parse_entry(const std::string& line, ManifestVolume& volume) {
  const auto fields = split(line, '\t');
  if (fields.size() != 4) throw std::runtime_error("bad manifest line: " + line);
  ManifestEntry entry{fields[0][0], std::string(fields[1]), std::string(fields[2]), ""};
  std::string path(fields[3]);
  if (entry.kind == 'L') {
    const auto arrow = path.find(" -> ");
    entry.target = path.substr(arrow + 4);
    path.resize(arrow);
  }
  // Extended attributes are not part of every reader's listing.
  if (entry.kind == 'A')
    volume.streams[path] = entry;
  else if (entry.kind != 'X')
    volume.entries[path] = entry;
}

std::string escaped(std::string_view name) {
  std::string out;
  const bool readable = is_valid_utf8(name);
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    out += byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !readable)
               ? fmt::format("\\x{:02x}", byte)
               : std::string(1, letter);
  }
  return out;
}

char kind_of(fs::NodeType type) {
  if (type == fs::NodeType::directory) return 'D';
  if (type == fs::NodeType::regular) return 'F';
  return type == fs::NodeType::symbolic_link ? 'L' : 'S';
}

// Contents wait here, one file each, so that one run of sha256sum hashes them all.
class Hashes {
 public:
  void expect(const io::ByteSource& content, const std::string& sha256, const std::string& path) {
    const auto name = std::to_string(expected_.size());
    write_file(folder_.file(name), content_of(content));
    expected_.push_back({sha256, path});
  }
  void check() const {
    if (expected_.empty()) return;
    std::istringstream lines(
        run("cd '" + folder_.path().string() + "' && find . -type f | xargs sha256sum"));
    for (std::string sha256, name; lines >> sha256 >> name;) {
      const auto& expected = expected_.at(std::stoul(name.substr(2)));
      EXPECT_EQ(sha256, expected.sha256) << expected.path;
    }
  }

 private:
  struct Expected {
    std::string sha256;
    std::string path;
  };
  TemporaryFolder folder_{TemporaryFolder::Place::memory};
  std::vector<Expected> expected_;
};

void compare_entry(const fs::FileSystem& files, const WalkedNode& node, const ManifestEntry& entry,
                   Hashes& hashes) {
  const auto& attributes = node.attributes;
  EXPECT_EQ(kind_of(attributes.type), entry.kind) << node.path;
  if (entry.kind == 'L' && entry.target != "?" && !attributes.encrypted) {
    EXPECT_EQ(files.read_link(attributes.node), entry.target) << node.path;
  }
  if (entry.kind != 'F') return;
  EXPECT_EQ(std::to_string(attributes.size), entry.size) << node.path;
  if (attributes.encrypted) {
    EXPECT_EQ(entry.sha256, "unreadable") << node.path;
    EXPECT_EQ(error_kind_of([&] { files.open(attributes.node); }), ErrorKind::encrypted);
    return;
  }
  const auto source = files.open(attributes.node);
  EXPECT_EQ(source->size(), attributes.size) << node.path;
  if (entry.sha256.size() == 64) hashes.expect(*source, entry.sha256, node.path);
}

// The streams of a node. Returns how many there are.
std::size_t compare_streams(const fs::FileSystem& files, const WalkedNode& node,
                            const ManifestVolume& volume, Hashes& hashes) {
  const auto streams = files.streams(node.attributes.node);
  for (const auto& stream : streams) {
    const auto path = escaped(node.path.substr(1) + ":" + stream.name);
    const auto found = volume.streams.find(path);
    if (found == volume.streams.end()) {
      ADD_FAILURE() << "stream not in the manifest: " << path;
      continue;
    }
    EXPECT_EQ(std::to_string(stream.size), found->second.size) << path;
    const auto source = files.open(stream.node);
    EXPECT_EQ(source->size(), stream.size) << path;
    hashes.expect(*source, found->second.sha256, path);
    EXPECT_EQ(files.lookup(node.parent, node.name + ":" + stream.name), stream.node) << path;
  }
  return streams.size();
}

}  // namespace

std::vector<ManifestVolume> read_manifest(const std::string& name) {
  return read_manifest_file(corpus().value() / "manifests" / (name + ".tsv"));
}

std::vector<ManifestVolume> read_manifest_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("no manifest " + path.string());
  std::vector<ManifestVolume> volumes;
  for (std::string line; std::getline(in, line);) {
    // The manifest of an LDM volume tells first how the volume is put together.
    if (line.starts_with("# volume") && line.find(" partitions ") != std::string::npos) continue;
    if (line.starts_with("# volume"))
      volumes.push_back(parse_volume_line(line));
    else if (!line.starts_with("#") && !volumes.empty())
      parse_entry(line, volumes.back());
  }
  return volumes;
}

std::size_t compare_with_manifest(const fs::FileSystem& files, const ManifestVolume& volume) {
  std::set<std::string> seen;
  std::size_t streams = 0;
  Hashes hashes;
  walk(files, [&](const WalkedNode& node) {
    const auto path = escaped(node.path.substr(1));
    const auto found = volume.entries.find(path);
    if (found == volume.entries.end()) {
      ADD_FAILURE() << "not in the manifest: " << path;
      return;
    }
    seen.insert(path);
    compare_entry(files, node, found->second, hashes);
    streams += compare_streams(files, node, volume, hashes);
    EXPECT_EQ(files.lookup(node.parent, node.name), node.attributes.node) << path;
  });
  for (const auto& [path, entry] : volume.entries)
    EXPECT_TRUE(seen.contains(path)) << "only in the manifest: " << path;
  EXPECT_EQ(streams, volume.streams.size());
  hashes.check();
  return seen.size() + streams;
}

}  // namespace vixmount::test
