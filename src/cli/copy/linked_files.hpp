// Files with several names of which some have not come by yet.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

class LinkedFiles {
 public:
  // A bound on memory, far above real trees. Beyond it, names become files of their own.
  static constexpr std::size_t kMostFiles = 1UL << 20;

  // Where the file was restored under an earlier name; forgotten with its last name.
  std::optional<std::string> find(const worker::Entry& entry);
  // False when the bound is reached.
  bool remember(const worker::Entry& entry, const std::string& restored_path);

 private:
  struct File {
    std::string restored_path;
    std::uint32_t names_to_come = 0;
  };
  std::map<std::pair<std::uint32_t, fs::NodeId>, File> files_;
};

}  // namespace vixmount::cli
