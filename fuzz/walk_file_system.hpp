// For the fuzz targets of whole file systems: everything is walked and read in every way, within
// bounds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fuzz {

// A walk must not take long: what counts is how many inputs are tried. Seeds have some twenty
// nodes.
inline constexpr std::size_t kMostNodes = 60;
inline constexpr std::uint64_t kMostBytesOfAFile = 64 << 10;
inline constexpr std::size_t kMostEntries = 300;  // of a directory
inline constexpr std::size_t kMostLookups = 8;    // in a directory

// Runs `body`; damage is what is expected here, our own bugs are not.
template <typename Body>
void tolerate(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal) __builtin_trap();
  }
}

inline void read_content(const io::ByteSource& content) {
  const auto length = std::min(content.size(), kMostBytesOfAFile);
  std::vector<std::byte> bytes(length);
  content.read(0, bytes);
  if (content.size() > length) content.read(content.size() - 1, std::span(bytes).first(1));
  std::size_t extents = 0;
  io::for_each_extent(content, 0, content.size(), [&](std::uint64_t, const io::Extent& extent) {
    if (extent.length == 0) __builtin_trap();
    return ++extents < 1000;
  });
}

inline void read_node(const fs::FileSystem& files, fs::NodeId node) {
  tolerate([&] { files.attributes(node); });
  tolerate([&] { read_content(*files.open(node)); });
  tolerate([&] { files.read_link(node); });
  tolerate([&] { files.parent(node); });
  tolerate([&] {
    for (const auto& stream : files.streams(node)) {
      tolerate([&] { files.attributes(stream.node); });
      tolerate([&] { read_content(*files.open(stream.node)); });
    }
  });
  tolerate([&] {
    for (const auto& name : files.list_xattrs(node)) files.get_xattr(node, name);
  });
}

// Each node once, however many names it has.
inline void walk(const fs::FileSystem& files) {
  std::vector<fs::NodeId> waiting{files.root()};
  std::set<fs::NodeId> seen{files.root()};
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const auto node = waiting[i];
    read_node(files, node);
    tolerate([&] {
      std::size_t count = 0;
      files.list(node, 0, [&](const fs::DirectoryEntry& entry) {
        if (entry.name.empty() || entry.next_cookie == 0) __builtin_trap();
        if (waiting.size() < kMostNodes && seen.insert(entry.node).second)
          waiting.push_back(entry.node);
        const std::string name(entry.name);
        if (++count <= kMostLookups) tolerate([&] { files.lookup(node, name); });
        return count < kMostEntries;
      });
    });
  }
}

}  // namespace vixmount::fuzz
