#include "fs/btrfs/btrfs_volume.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include "fs/support/walk.hpp"

namespace vixmount::fs::btrfs {

bool can_mount_btrfs() {
  if (::geteuid() != 0 || !test::have_program("mkfs.btrfs") || !test::have_program("losetup"))
    return false;
  return test::read_file("/proc/filesystems").find("\tbtrfs\n") != std::string::npos;
}

LoopDevices::LoopDevices(const std::vector<std::string>& images) {
  for (const auto& image : images) {
    auto name = test::run("losetup --find --show '" + image + "'");
    name.erase(name.find_last_not_of('\n') + 1);
    names_.push_back(std::move(name));
  }
}

LoopDevices::~LoopDevices() {
  for (const auto& name : names_) {
    // The kernel must forget the device before another image takes its place.
    const auto command = "btrfs device scan --forget " + name + " >/dev/null 2>&1; losetup -d " + name;
    if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
  }
}

std::string LoopDevices::joined() const {
  std::string out;
  for (const auto& name : names_) out += name + " ";
  return out;
}

BtrfsMount::BtrfsMount(const std::vector<std::string>& images, const std::string& options)
    : loops_(images) {
  std::string all = options;
  for (const auto& name : loops_.names()) all += ",device=" + name;
  test::run("mount -t btrfs -o '" + all + "' " + loops_.names().front() + " '" + path().string() +
            "' 2>&1");
}

BtrfsMount::~BtrfsMount() {
  const auto command = "umount '" + path().string() + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
}

std::vector<std::string> make_images(const test::TemporaryFolder& folder, std::size_t count,
                                     const std::string& size, const std::string& mkfs_options) {
  std::vector<std::string> images;
  for (std::size_t i = 0; i < count; ++i) {
    images.push_back(folder.file("device" + std::to_string(i)));
    test::run("truncate -s " + size + " '" + images.back() + "'");
  }
  const LoopDevices loops(images);
  test::run("mkfs.btrfs -q -f " + mkfs_options + " " + loops.joined() + " 2>&1");
  return images;
}

FileSystemPtr open_images(const std::vector<std::string>& images, Options options) {
  for (std::size_t i = 1; i < images.size(); ++i)
    options.siblings.push_back(test::open_image(images[i]));
  return open(test::open_image(images.front()), options, Log{});
}

}  // namespace vixmount::fs::btrfs
