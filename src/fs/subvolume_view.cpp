#include "fs/subvolume_view.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/btrfs/btrfs.hpp"

namespace vixmount::fs {
namespace {

bool has_subvolumes(const FileSystem& files) { return files.info().type == "btrfs"; }

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    fail(ErrorKind::not_found, "\"{}\" is no number of a subvolume", printable(text));
  return number;
}

// As often as not a letter or the folders in front are wrong.
bool is_near(std::string_view wanted, std::string_view there) {
  constexpr std::size_t kMostEdits = 2;
  const auto last = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
  return edit_distance(wanted, there) <= kMostEdits || last(wanted) == last(there) ||
         there.ends_with(wanted);
}

std::string names_near(const FileSystemPtr& files, std::string_view wanted) {
  constexpr std::size_t kMostNames = 6;
  constexpr std::size_t kLongestName = 256;  // longer ones are not compared
  const auto all = list_subvolumes(files);
  std::vector<std::string_view> names;
  for (const auto& entry : all)
    if (std::max(wanted.size(), entry.path.size()) <= kLongestName && is_near(wanted, entry.path))
      names.push_back(entry.path);
  const bool any_near = !names.empty();
  if (!any_near)
    for (const auto& entry : all) names.push_back(entry.path);
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i)
    text += (i == 0 ? "" : ", ") + printable(names[i]);
  if (names.size() > kMostNames) text += fmt::format(" and {} more", names.size() - kMostNames);
  return (any_near ? "near it: " : "there are ") + text;
}

std::string_view without_slashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

std::vector<SubvolumeEntry> list_subvolumes(const FileSystemPtr& files) {
  if (!has_subvolumes(*files)) return {};
  return btrfs::list_subvolumes(*files);
}

FileSystemPtr open_subvolume(const FileSystemPtr& files, std::string_view name) {
  constexpr std::string_view kByNumber = "id:";
  if (!has_subvolumes(*files))
    fail(ErrorKind::invalid_argument, "{} has no subvolumes", files->info().type);
  try {
    if (name.starts_with(kByNumber))
      return btrfs::open_subvolume(*files, number_of(name.substr(kByNumber.size())));
    return btrfs::open_subvolume(*files, name);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;
    fail(ErrorKind::not_found, "there is no subvolume \"{}\"; {}", printable(name),
         names_near(files, without_slashes(name)));
  }
}

FileSystemPtr as_mounted(const FileSystemPtr& files, std::string_view mount_options) {
  constexpr std::string_view kByPath = "subvol=";
  constexpr std::string_view kByNumber = "subvolid=";
  if (!has_subvolumes(*files)) return files;
  auto view = files;
  for (const auto option : split(mount_options, ',')) {
    if (option.starts_with(kByPath))
      view = btrfs::open_subvolume(*files, option.substr(kByPath.size()));
    else if (option.starts_with(kByNumber))
      view = btrfs::open_subvolume(*files, number_of(option.substr(kByNumber.size())));
  }
  return view;
}

FileSystemPtr as_system_root(const FileSystemPtr& files) {
  constexpr std::array<std::string_view, 3> kUsual = {"@", "root", "@rootfs"};
  if (!has_subvolumes(*files) || files->lookup(files->root(), "etc")) return files;
  for (const auto name : kUsual) {
    try {
      auto view = btrfs::open_subvolume(*files, name);
      if (view->lookup(view->root(), "etc")) return view;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_found) throw;
    }
  }
  return files;
}

}  // namespace vixmount::fs
