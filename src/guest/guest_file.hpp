// Small text files and headers of a guest, for inspection: bounded, and forgiving where a file is
// missing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guest/guest_tree.hpp"

namespace vixmount::guest {

// Configuration files are small; what is larger is not one.
inline constexpr std::size_t kLargestGuestText = std::size_t{1} << 20;  // bytes

// Reads the files of one guest, and collects a remark for each that is there and cannot be used.
class GuestFiles {
 public:
  // Both are borrowed.
  GuestFiles(const GuestTree& tree, std::vector<std::string>& remarks)
      : tree_(tree), remarks_(remarks) {}

  // Nothing when absent, no regular file, too large or damaged (the last two with a remark).
  // Error{io} is thrown: the host failed, not the guest.
  std::optional<std::string> text(std::string_view path) const;
  // At most `length` bytes from the file's beginning.
  std::optional<std::string> head(std::string_view path, std::size_t length) const;
  bool exists(std::string_view path) const;
  // A link counts, wherever it leads.
  bool has_entry(std::string_view path) const;
  bool is_directory(std::string_view path) const;

 private:
  template <typename Body>
  auto guarded(std::string_view path, Body body) const -> decltype(body());

  const GuestTree& tree_;
  std::vector<std::string>& remarks_;
};

// The lines of a text, without line ends; a last line without one counts.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace vixmount::guest
