// What Linux found on a volume (list.sh), and comparing it with what this reader finds.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::fs::iso9660 {

struct KernelView {
  using Fields = std::vector<std::string>;
  std::map<std::string, Fields> nodes;  // by path ("/a/b"; "/" is the root)
  std::map<std::string, std::string> links;
  std::map<std::string, Fields> devices;
  std::map<std::string, std::string> sums;
  Fields room;

  static KernelView read(const std::filesystem::path& path);
};

// Differences are test failures. Returns how many nodes are the same kind of thing in both.
std::size_t compare_with_kernel(const FileSystem& files, const KernelView& view);

}  // namespace vixmount::fs::iso9660
