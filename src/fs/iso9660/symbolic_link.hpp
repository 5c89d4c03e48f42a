// The target of a symbolic link, put together from the components of "SL" entries (RRIP 4.1.3).
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace vixmount::fs::iso9660 {

class SymbolicLink {
 public:
  // More is no path that Linux takes.
  static constexpr std::size_t kMostBytes = 4096;

  // The content of the next entry. Error{damaged}: what came before it stays.
  void add(BytesView entry);

  const std::string& target() const noexcept { return target_; }
  // A component that stands for the host's name or the volume's root: what it means is not on the
  // volume.
  bool has_unknown_component() const noexcept { return has_unknown_component_; }

 private:
  void add_component(std::uint8_t flags, std::string_view text, std::uint64_t position);

  std::string target_;
  bool needs_slash_ = false;  // in front of the next component
  bool has_unknown_component_ = false;
};

}  // namespace vixmount::fs::iso9660
