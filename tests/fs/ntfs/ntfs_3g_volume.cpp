#include "ntfs_3g_volume.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::test {

Ntfs3gVolume::Ntfs3gVolume(const std::string& size, const std::string& options) {
  test::run("truncate -s " + size + " '" + image() + "' && mkntfs -q -Q -F " + options + " '" +
            image() + "' 2>&1");
}

fs::FileSystemPtr Ntfs3gVolume::open() const {
  return fs::ntfs::open(open_image(image()), {}, Log{});
}

Ntfs3gMount::Ntfs3gMount(const Ntfs3gVolume& volume, const std::string& options) {
  test::run("ntfs-3g -o " + options + " '" + volume.image() + "' '" + path().string() + "' 2>&1");
}

Ntfs3gMount::~Ntfs3gMount() {
  const auto command = "umount '" + path().string() + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
}

std::string Ntfs3gMount::run(const std::string& command) const {
  return test::run("cd '" + path().string() + "' && " + command);
}

}  // namespace vixmount::test
