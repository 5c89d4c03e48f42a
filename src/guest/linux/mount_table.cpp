#include "guest/linux/mount_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/subvolume_view.hpp"
#include "guest/guest_file.hpp"
#include "guest/linux/crypttab.hpp"
#include "guest/linux/device_names.hpp"
#include "guest/linux/fstab.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kLongestText = 4096;  // bytes of a path or of options in the result
constexpr std::size_t kMostRemarks = 256;   // of one table

// "/boot/" and "//boot" are "/boot".
std::string tidy(std::string_view path) {
  std::string out;
  for (const auto component : split(path, '/'))
    if (!component.empty()) out += "/" + std::string(component);
  return printable(out.empty() ? "/" : out, kLongestText);
}

void remark(std::vector<std::string>& remarks, const FstabEntry& entry, std::string_view text) {
  if (remarks.size() < kMostRemarks)
    remarks.push_back(fmt::format("/etc/fstab line {}: {}", entry.line, text));
}

void set_root(MountPoint& root, const FstabEntry& entry, const MountPoint& found,
              std::vector<std::string>& remarks) {
  if (found.volume == root.volume)
    root = found;
  else
    remark(remarks, entry,
           fmt::format("the root is volume {}, this table stands on volume {}", found.volume,
                       root.volume));
}

// What the table names as "/"; of two entries the later.
std::string root_device_of(const std::vector<FstabEntry>& table) {
  std::string device;
  for (const auto& entry : table)
    if (mounts_a_volume(entry) && tidy(entry.path) == "/") device = entry.source;
  return device;
}

}  // namespace

std::vector<MountPoint> read_mount_table(const std::vector<GuestVolume>& volumes,
                                         const GuestVolume& root,
                                         std::vector<std::string>& remarks) {
  std::vector<MountPoint> mounts = {{"/", root.number, {}, {}}};
  const GuestTree alone({{"/", root.number, root.file_system}});
  const GuestFiles files(alone, remarks);
  const auto text = files.text("/etc/fstab");
  if (!text) return mounts;
  const auto crypttab = parse_crypttab(files.text("/etc/crypttab").value_or(std::string()));
  const auto table = parse_fstab(*text);
  const auto root_device = root_device_of(table);
  for (const auto& entry : table) {
    if (!mounts_a_volume(entry)) continue;
    auto match = find_device(volumes, root, entry.source, entry.file_system, root_device);
    if (match.volume == nullptr && match.remark.empty())
      match = find_opened_device(volumes, root, crypttab, entry.source);
    if (match.volume == nullptr)
      remark(remarks, entry,
             match.remark.empty() ? fmt::format("{} ({}) is not among the volumes",
                                                printable(entry.source), printable(entry.path))
                                  : match.remark);
    else if (!match.remark.empty())
      remark(remarks, entry, match.remark);
    if (match.volume == nullptr) continue;
    MountPoint mount{tidy(entry.path), match.volume->number, printable(entry.file_system),
                     printable(entry.options, kLongestText)};
    if (mount.path == "/") {
      set_root(mounts.front(), entry, mount, remarks);
      continue;
    }
    std::erase_if(mounts, [&](const MountPoint& earlier) { return earlier.path == mount.path; });
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

GuestTree make_tree(const std::vector<GuestVolume>& volumes,
                    const std::vector<MountPoint>& mount_points) {
  std::vector<TreeMount> mounts;
  for (const auto& mount : mount_points) {
    const auto found = std::find_if(volumes.begin(), volumes.end(), [&](const GuestVolume& volume) {
      return volume.number == mount.volume;
    });
    if (found == volumes.end() || !found->file_system) continue;
    // The root is where the system was found; a subvolume that is gone is an empty place.
    if (mount.path == "/" || mount.options.empty()) {
      mounts.push_back({mount.path, mount.volume, found->file_system});
      continue;
    }
    try {
      mounts.push_back(
          {mount.path, mount.volume, fs::as_mounted(found->file_system, mount.options)});
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_found) throw;
    }
  }
  return GuestTree(std::move(mounts));
}

}  // namespace vixmount::guest::linux_guest
