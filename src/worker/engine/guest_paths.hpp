// The guests of one disk set: which systems there are, and where their paths lead.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "guest/guest_tree.hpp"
#include "guest/windows_links.hpp"
#include "worker/engine/volume_table.hpp"

namespace vixmount::worker {

// systems() and windows_around() may be called from any thread, the others from one.
class GuestPaths {
 public:
  // `volumes` is borrowed.
  GuestPaths(VolumeTable& volumes, Log log) : volumes_(volumes), log_(std::move(log)) {}

  const std::vector<guest::GuestSystem>& systems();
  // As the Windows that knows the volume calls them; each Windows has letters of its own. Null:
  // there is none.
  guest::WindowsVolumesPtr windows_around(std::uint32_t volume);

  // The default system's whole tree, to be served.
  fs::FileSystemPtr tree();
  // Where the volumes stand in that tree; the root is not among them.
  std::map<std::string, Location, std::less<>> mounts_below_root();
  guest::TreeNode resolve(const FindPath& request);

 private:
  // The files of one system, across its volumes.
  struct SystemTree {
    guest::GuestTree tree;
    fs::FileSystemPtr file_system;  // the same, to be served; set at first use
  };

  std::vector<guest::GuestVolume> guest_volumes();
  const std::vector<guest::GuestSystem>& mounts_of_systems();
  std::optional<std::size_t> first_windows();
  // `system`: index in systems(); 0 where there is none.
  SystemTree& tree_of(std::size_t system);
  guest::GuestTree make_tree(const guest::GuestSystem& system);
  guest::GuestTree make_windows_tree(const guest::GuestSystem& system);
  void add_mount(std::vector<guest::TreeMount>& mounts, std::string path, std::size_t volume,
                 std::string_view options = {});
  guest::TreeMount only_file_system();
  guest::TreeNode resolve_in_guests(std::string_view path, guest::LastLink last);
  guest::TreeNode resolve_in_only_volume(std::string_view path, guest::LastLink last);

  VolumeTable& volumes_;
  Log log_;
  std::recursive_mutex mutex_;  // guards both lists of systems; the table's lock comes behind it
  std::optional<std::vector<guest::GuestSystem>> systems_;
  std::optional<std::vector<guest::GuestSystem>> mounts_of_systems_;
  std::map<std::size_t, SystemTree> trees_;
};

}  // namespace vixmount::worker
