// Links of a Windows volume as POSIX programs can follow them. Windows writes whole paths into most
// links ("/C:/Users/x", "/Volume{GUID}/x" as FileSystem::read_link gives them); whoever knows the
// guest's letters can say where that is from where the link stands.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/file_system.hpp"
#include "guest/inspection.hpp"

namespace vixmount::guest {

// True for formats whose links are Windows'.
bool has_windows_links(const fs::FileSystemInfo& info) noexcept;

// The names under which a Windows guest knows the volumes of the set.
class WindowsVolumes {
 public:
  explicit WindowsVolumes(const GuestSystem& system);

  // `name`: "c:", "Volume{...}". Nothing when it is not known here.
  std::optional<std::size_t> volume_of(std::string_view name) const;
  // The first, where it has several.
  std::optional<std::string> letter_of(std::size_t volume) const;
  bool knows(std::size_t volume) const;
  const std::vector<VolumeName>& letters() const noexcept { return letters_; }  // "C:"
  const std::vector<VolumeName>& names() const noexcept { return names_; }

 private:
  std::vector<VolumeName> letters_;
  std::vector<VolumeName> names_;
};

// Null where no Windows is on the set.
using WindowsVolumesPtr = std::shared_ptr<const WindowsVolumes>;

// A volume's file system, with links that lead to
//  - the volume itself: relative, whatever the volume is mounted at;
//  - another drive: relative in the guest's whole tree, where drives are folders side by side; else
//    as they are.
// Without a Windows on the set, a target that exists on the volume is taken to be meant there. What
// a link of a POSIX program says stays.
class WindowsLinks final : public fs::FileSystem {
 public:
  enum class Scope : unsigned char { volume, whole_tree };
  // Asked at the first link with a whole path, perhaps from several threads at once, and not kept.
  using Source = std::function<WindowsVolumesPtr()>;

  WindowsLinks(fs::FileSystemPtr file_system, std::size_t volume, Scope scope, Source volumes);

  const fs::FileSystemInfo& info() const noexcept override { return file_system_->info(); }
  fs::Statistics statistics() const override { return file_system_->statistics(); }
  fs::NodeId root() const noexcept override { return file_system_->root(); }
  fs::Attributes attributes(fs::NodeId node) const override;
  std::optional<fs::NodeId> lookup(fs::NodeId directory, std::string_view name) const override {
    return file_system_->lookup(directory, name);
  }
  void list(fs::NodeId directory, std::uint64_t cookie,
            const fs::EntryVisitor& visit) const override {
    file_system_->list(directory, cookie, visit);
  }
  fs::NodeId parent(fs::NodeId node) const override { return file_system_->parent(node); }
  io::SourcePtr open(fs::NodeId file) const override { return file_system_->open(file); }
  std::string read_link(fs::NodeId link) const override;
  std::vector<fs::Stream> streams(fs::NodeId node) const override {
    return file_system_->streams(node);
  }
  std::vector<std::string> list_xattrs(fs::NodeId node) const override {
    return file_system_->list_xattrs(node);
  }
  std::optional<std::string> get_xattr(fs::NodeId node, std::string_view name) const override {
    return file_system_->get_xattr(node, name);
  }

 private:
  // `rest`: the path on the volume, without "/" in front.
  std::string own_target(fs::NodeId link, std::string_view rest) const;
  bool exists(std::string_view rest) const;
  // Folders between the link and the volume's root.
  std::size_t depth_of(fs::NodeId link) const;

  fs::FileSystemPtr file_system_;
  std::size_t volume_;
  Scope scope_;
  Source volumes_;
};

}  // namespace vixmount::guest
