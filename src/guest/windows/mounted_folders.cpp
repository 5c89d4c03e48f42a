#include "guest/windows/mounted_folders.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/windows/folder_path.hpp"

namespace vixmount::guest::windows {
namespace {

constexpr unsigned kSearchedLevels = 2;

class FolderSearch {
 public:
  FolderSearch(const std::vector<GuestVolume>& volumes, const Drives& drives,
               const GuestVolume& volume)
      : volumes_(volumes), drives_(drives), file_system_(*volume.file_system) {}

  std::vector<MountPoint> run(const std::string& drive) {
    forgiving([&] {
      if (may_hold_any()) search(file_system_.root(), drive, 1);
    });
    return std::move(found_);
  }
  // The first thing that could not be read; empty when all could.
  const std::string& damage() const noexcept { return damage_; }

 private:
  bool may_hold_any() const {
    const auto database = find_path(file_system_, file_system_.root(),
                                    "System Volume Information/MountPointManagerRemoteDatabase");
    return !database || file_system_.attributes(*database).size != 0;
  }

  void search(fs::NodeId folder, const std::string& path, unsigned level) {
    std::vector<std::pair<std::string, fs::NodeId>> below;
    forgiving([&] {
      file_system_.list(folder, 0, [&](const fs::DirectoryEntry& entry) {
        const auto type = entry.type != fs::NodeType::unknown ? entry.type : type_of(entry.node);
        if (type == fs::NodeType::symbolic_link)
          look_at(entry.node, path + std::string(entry.name) + "\\");
        else if (type == fs::NodeType::directory && level < kSearchedLevels)
          below.emplace_back(path + std::string(entry.name) + "\\", entry.node);
        return ++entries_ < kMostSearchedEntries;
      });
    });
    for (const auto& [name, node] : below)
      if (entries_ < kMostSearchedEntries)
        forgiving([&, &below_path = name, below_node = node] {
          search(below_node, below_path, level + 1);
        });
  }

  fs::NodeType type_of(fs::NodeId node) {
    auto type = fs::NodeType::unknown;
    forgiving([&] { type = file_system_.attributes(node).type; });
    return type;
  }

  // A damaged folder or link is no reason to know of no other.
  template <typename Body>
  void forgiving(Body body) {
    try {
      body();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;
      if (damage_.empty()) damage_ = error.message();
    }
  }

  void look_at(fs::NodeId link, std::string path) {
    forgiving([&] {
      const auto target = file_system_.read_link(link);
      if (!target.starts_with('/')) return;
      const auto name = std::string_view(target).substr(1);
      const auto end = name.find('/');
      if (end != std::string_view::npos && end + 1 != name.size()) return;  // a folder of a volume
      for (const auto& volume : drives_.names)
        if (equals_ignoring_ascii_case(volume.name, name.substr(0, end))) {
          found_.push_back({printable(path, 4096), volume.volume, type_name(volume.volume), {}});
          return;
        }
    });
  }

  std::string type_name(std::size_t number) const {
    const auto found =
        std::find_if(volumes_.begin(), volumes_.end(),
                     [&](const GuestVolume& volume) { return volume.number == number; });
    return found == volumes_.end() ? std::string() : found->identification.type;
  }

  const std::vector<GuestVolume>& volumes_;
  const Drives& drives_;
  const fs::FileSystem& file_system_;
  std::size_t entries_ = 0;
  std::vector<MountPoint> found_;
  std::string damage_;
};

}  // namespace

std::vector<MountPoint> find_mounted_folders(const std::vector<GuestVolume>& volumes,
                                             const Drives& drives,
                                             std::vector<std::string>& remarks) {
  std::vector<MountPoint> found;
  for (const auto& drive : drives.letters) {
    const auto volume = std::find_if(volumes.begin(), volumes.end(), [&](const GuestVolume& each) {
      return each.number == drive.volume && each.file_system;
    });
    if (volume == volumes.end()) continue;
    FolderSearch search(volumes, drives, *volume);
    for (auto& mount : search.run(drive.path)) found.push_back(std::move(mount));
    if (!search.damage().empty())
      remarks.push_back(fmt::format("{} may show further volumes in its folders: {}",
                                    drive.path.substr(0, 2), search.damage()));
  }
  return found;
}

}  // namespace vixmount::guest::windows
