// Walking a whole file system through its interface.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "fs/file_system.hpp"

namespace vixmount::test {

struct WalkedNode {
  std::string path;  // "/etc/hosts"
  fs::NodeId parent;
  std::string name;
  fs::NodeType entry_type;  // as the directory told it
  fs::Attributes attributes;
};

// Visits every node below the root, parents first. Hard links are visited once per name. Folders that
// form a circle, as they may where a log was not replayed, end with Error{damaged}.
void walk(const fs::FileSystem& files, const std::function<void(const WalkedNode&)>& visit);

// All bytes of a source.
std::string content_of(const io::ByteSource& source);

io::SourcePtr open_image(const std::string& path);

}  // namespace vixmount::test
