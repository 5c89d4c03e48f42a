#include "fs/btrfs/subvolume_changer.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <linux/btrfs.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "fs/support/dirty/change.hpp"

namespace vixmount::fs::btrfs {
namespace {

using test::open_file;
using test::require;

constexpr std::size_t kMostSubvolumes = 6;
constexpr std::size_t kMostFiles = 25;  // in a subvolume

void set_name(btrfs_ioctl_vol_args& arguments, const std::string& name) {
  std::strncpy(arguments.name, name.c_str(), sizeof(arguments.name) - 1);
}

// Half of it repeats, so that compression finds something.
std::string content(std::mt19937& random, std::size_t size) {
  std::string out(size, 'r');
  for (std::size_t i = 0; i < size; ++i)
    if (i / 512 % 2 == 0) out[i] = static_cast<char>(random());
  return out;
}

}  // namespace

SubvolumeChanger::SubvolumeChanger(std::string folder, unsigned seed)
    : folder_(std::move(folder)), random_(seed) {
  require(::mkdir(folder_.c_str(), 0755), "mkdir");
  make_subvolume();
  make_file(0);
  snapshot();
}

void SubvolumeChanger::step() {
  try {
    change();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_space_on_device) throw;
    while (subvolumes_.size() > 1) remove_subvolume();
  }
}

void SubvolumeChanger::change() {
  // Subvolumes are few: each one that is made or removed ends the log.
  if (below(150) == 0) return change_subvolumes();
  const auto chance = below(100);
  if (chance < 12) return remove_file();
  if (chance < 24) return make_file(FS_NOCOW_FL);
  if (chance < 36) return make_compressed();
  if (chance < 48) return make_file(0);
  overwrite();
}

void SubvolumeChanger::change_subvolumes() {
  if (subvolumes_.size() == kMostSubvolumes) return remove_subvolume();
  below(2) == 0 ? make_subvolume() : snapshot();
}

void SubvolumeChanger::make_subvolume() {
  btrfs_ioctl_vol_args arguments{};
  const auto name = new_name("subvolume ");
  set_name(arguments, name);
  require(::ioctl(open_file(folder_, O_RDONLY).get(), BTRFS_IOC_SUBVOL_CREATE, &arguments),
          "creating a subvolume");
  subvolumes_.push_back(folder_ + "/" + name);
}

void SubvolumeChanger::snapshot() {
  const auto source = open_file(any_subvolume(), O_RDONLY);
  btrfs_ioctl_vol_args arguments{};
  const auto name = new_name("snapshot ");
  set_name(arguments, name);
  arguments.fd = source.get();
  require(::ioctl(open_file(folder_, O_RDONLY).get(), BTRFS_IOC_SNAP_CREATE, &arguments),
          "creating a snapshot");
  subvolumes_.push_back(folder_ + "/" + name);
}

void SubvolumeChanger::remove_subvolume() {
  const auto index = below(subvolumes_.size());
  btrfs_ioctl_vol_args arguments{};
  set_name(arguments, std::filesystem::path(subvolumes_[index]).filename().string());
  require(::ioctl(open_file(folder_, O_RDONLY).get(), BTRFS_IOC_SNAP_DESTROY, &arguments),
          "removing a subvolume");
  subvolumes_.erase(subvolumes_.begin() + static_cast<std::ptrdiff_t>(index));
}

std::string SubvolumeChanger::any_file(const std::string& subvolume) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(subvolume))
    files.push_back(entry.path().string());
  return files.empty() ? std::string() : files[below(files.size())];
}

void SubvolumeChanger::make_file(int flags) {
  const auto subvolume = any_subvolume();
  const auto file = open_file(subvolume + "/" + new_name("file "));
  if (flags != 0) require(::ioctl(file.get(), FS_IOC_SETFLAGS, &flags), "setting flags");
  const auto bytes = content(random_, below(200000) + 1);
  require(::write(file.get(), bytes.data(), bytes.size()), "write");
  if (below(2) == 0) require(::fsync(file.get()), "fsync");
}

void SubvolumeChanger::make_compressed() {
  constexpr std::array<const char*, 3> kKinds{"zlib", "lzo", "zstd"};
  const auto file = open_file(any_subvolume() + "/" + new_name("compressed "));
  const auto* kind = kKinds[below(kKinds.size())];
  // A mount without copy on write does not compress.
  if (::fsetxattr(file.get(), "btrfs.compression", kind, std::strlen(kind), 0) != 0 &&
      errno != EINVAL)
    require(-1, "compression");
  const auto bytes = content(random_, below(300000) + 1);
  require(::write(file.get(), bytes.data(), bytes.size()), "write");
  if (below(2) == 0) require(::fsync(file.get()), "fsync");
}

void SubvolumeChanger::overwrite() {
  const auto path = any_file(any_subvolume());
  if (path.empty()) return make_file(0);
  const auto file = open_file(path);
  const auto bytes = content(random_, below(30000) + 1);
  require(::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(below(250000))),
          "write");
  if (below(5) == 0)
    require(::ftruncate(file.get(), static_cast<off_t>(below(250000))), "truncate");
  require(::fsync(file.get()), "fsync");
}

void SubvolumeChanger::remove_file() {
  const auto subvolume = any_subvolume();
  const auto path = any_file(subvolume);
  if (path.empty()) return;
  require(::unlink(path.c_str()), "unlink");
  for (auto count = static_cast<std::size_t>(std::distance(
           std::filesystem::directory_iterator(subvolume), std::filesystem::directory_iterator()));
       count > kMostFiles; --count)
    require(::unlink(any_file(subvolume).c_str()), "unlink");
  if (below(2) == 0) test::sync(subvolume);
}

}  // namespace vixmount::fs::btrfs
