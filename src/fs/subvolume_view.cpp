#include "fs/subvolume_view.hpp"

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

}  // namespace

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
