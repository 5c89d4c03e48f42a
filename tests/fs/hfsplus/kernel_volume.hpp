// Volumes that Linux' driver filled in user-mode-linux, with what it found on them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::fs::hfsplus {

struct KernelNode {
  std::uint32_t mode = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t links = 0;
  std::uint64_t size = 0;
  std::uint64_t blocks = 0;
  std::uint64_t number = 0;
  std::uint32_t device_major = 0;
  std::uint32_t device_minor = 0;
  std::int64_t accessed = 0;
  std::int64_t modified = 0;
  std::int64_t changed = 0;
  std::string target;
  std::string sum;  // empty: not compared
  std::map<std::string, std::string> attributes;
};

struct KernelView {
  std::map<std::string, KernelNode> nodes;  // by path: "/folder/file"
  std::uint64_t block_size = 0;
  std::uint64_t blocks = 0;
  std::uint64_t free_blocks = 0;
};

// The folder of make_images.sh: NAME.img and NAME.tsv for each name of variants.txt.
std::filesystem::path kernel_volumes();
KernelView read_kernel_view(const std::filesystem::path& path);

// Names may differ in their Unicode form: as the kernel's, composed by the standard.
std::string canonical(const std::string& path);

// Every node in `view` is in `files`, with the same attributes and content, and nothing else.
void compare_with_kernel(const FileSystem& files, const KernelView& view);

}  // namespace vixmount::fs::hfsplus
