#include "guest/guest_file.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest {

template <typename Body>
auto GuestFiles::guarded(std::string_view path, Body body) const -> decltype(body()) {
  try {
    return body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    remarks_.push_back(fmt::format("{}: {}", printable(path), error.message()));
    return {};
  }
}

std::optional<std::string> GuestFiles::text(std::string_view path) const {
  auto content = head(path, kLargestGuestText + 1);
  if (!content || content->size() <= kLargestGuestText) return content;
  remarks_.push_back(
      fmt::format("{}: larger than {} bytes, not read", printable(path), kLargestGuestText));
  return std::nullopt;
}

std::optional<std::string> GuestFiles::head(std::string_view path, std::size_t length) const {
  return guarded(path, [&]() -> std::optional<std::string> {
    const auto found = tree_.find(path);
    if (!found || found->attributes.type != fs::NodeType::regular) return std::nullopt;
    const auto source = found->file_system->open(found->node);
    std::string bytes(std::min<std::uint64_t>(source->size(), length), '\0');
    source->read(0, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  });
}

bool GuestFiles::exists(std::string_view path) const {
  return guarded(path, [&] { return tree_.find(path).has_value(); });
}

bool GuestFiles::has_entry(std::string_view path) const {
  return guarded(path, [&] { return tree_.find(path, LastLink::keep).has_value(); });
}

bool GuestFiles::is_directory(std::string_view path) const {
  return guarded(path, [&] {
    const auto found = tree_.find(path);
    return found && found->attributes.type == fs::NodeType::directory;
  });
}

std::vector<std::string_view> lines_of(std::string_view text) {
  auto lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  for (auto& line : lines)
    if (line.ends_with('\r')) line.remove_suffix(1);
  return lines;
}

}  // namespace vixmount::guest
