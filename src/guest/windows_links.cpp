#include "guest/windows_links.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/windows_path.hpp"

namespace vixmount::guest {
namespace {

// Deeper than any path of 32,767 characters: a circle of folders must not be followed for ever.
constexpr std::size_t kDeepestFolder = 16384;

std::string ups(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += i == 0 ? ".." : "/..";
  return out;
}

std::string join(std::string up, std::string_view rest) {
  if (up.empty()) return rest.empty() ? "." : std::string(rest);
  if (!rest.empty()) up += "/";
  return up.append(rest);
}

std::optional<std::size_t> find_volume(const std::vector<VolumeName>& names,
                                       std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const VolumeName& each) {
    return equals_ignoring_ascii_case(each.name, name);
  });
  return found == names.end() ? std::nullopt : std::optional(found->volume);
}

}  // namespace

bool has_windows_links(const fs::FileSystemInfo& info) noexcept { return info.type == "ntfs"; }

WindowsVolumes::WindowsVolumes(const GuestSystem& system) : names_(system.volume_names) {
  for (const auto& mount : system.mount_points) {
    constexpr std::size_t kDriveLength = 3;  // "C:\"; longer ones are folders
    if (mount.path.size() == kDriveLength)
      letters_.push_back({mount.path.substr(0, 2), mount.volume});
  }
}

std::optional<std::size_t> WindowsVolumes::volume_of(std::string_view name) const {
  return find_volume(names_a_drive(name) ? letters_ : names_, name);
}

std::optional<std::string> WindowsVolumes::letter_of(std::size_t volume) const {
  for (const auto& letter : letters_)
    if (letter.volume == volume) return letter.name;
  return std::nullopt;
}

bool WindowsVolumes::knows(std::size_t volume) const {
  const auto is_it = [&](const VolumeName& each) { return each.volume == volume; };
  return std::any_of(letters_.begin(), letters_.end(), is_it) ||
         std::any_of(names_.begin(), names_.end(), is_it);
}

WindowsLinks::WindowsLinks(fs::FileSystemPtr file_system, std::size_t volume, Scope scope,
                           Source volumes)
    : file_system_(std::move(file_system)),
      volume_(volume),
      scope_(scope),
      volumes_(std::move(volumes)) {}

fs::Attributes WindowsLinks::attributes(fs::NodeId node) const {
  auto attributes = file_system_->attributes(node);
  if (attributes.type != fs::NodeType::symbolic_link) return attributes;
  try {
    attributes.size = read_link(node).size();
  } catch (const Error& error) {  // whoever follows the link will be told
    if (error.kind() == ErrorKind::io) throw;
  }
  return attributes;
}

std::string WindowsLinks::read_link(fs::NodeId link) const {
  auto target = file_system_->read_link(link);
  if (!target.starts_with('/')) return target;
  const auto path = std::string_view(target).substr(1);
  const auto slash = path.find('/');
  const auto name = path.substr(0, slash);
  if (!names_a_volume(name)) return target;
  const auto rest = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  const auto volumes = volumes_();
  if (!volumes) return exists(rest) ? own_target(link, rest) : target;
  const auto meant = volumes->volume_of(name);
  if (meant == volume_) return own_target(link, rest);
  if (scope_ == Scope::volume) return target;
  // A drive that is not here dangles inside the tree, never on the host.
  const auto letter = meant ? volumes->letter_of(*meant) : std::nullopt;
  return join(ups(depth_of(link) + 1), join(letter.value_or(std::string(name)), rest));
}

std::string WindowsLinks::own_target(fs::NodeId link, std::string_view rest) const {
  return join(ups(depth_of(link)), rest);
}

bool WindowsLinks::exists(std::string_view rest) const {
  auto node = file_system_->root();
  for (const auto name : split(rest, '/')) {
    if (name.empty() || name == ".") continue;
    if (file_system_->attributes(node).type != fs::NodeType::directory) return false;
    const auto next = file_system_->lookup(node, name);
    if (!next) return false;
    node = *next;
  }
  return true;
}

std::size_t WindowsLinks::depth_of(fs::NodeId link) const {
  std::size_t depth = 0;
  for (auto folder = parent(link); folder != root(); folder = parent(folder))
    if (++depth > kDeepestFolder)
      fail(ErrorKind::damaged, "node {} lies in a circle of folders", link);
  return depth;
}

}  // namespace vixmount::guest
