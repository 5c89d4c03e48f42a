#include "fs/support/dirty/clone_folder.hpp"

#include <cstdlib>

#include <unistd.h>

namespace vixmount::test {

CloneFolder::CloneFolder(bool wanted) {
  if (!wanted || ::geteuid() != 0 || !have_program("mkfs.xfs")) return;
  const auto image = backing_.file("clones");
  // "discard" gives the memory of removed files back.
  const auto command = "truncate -s 16G '" + image + "' && mkfs.xfs -q -m reflink=1 '" + image +
                       "' && mount -o loop,discard '" + image + "' '" + folder_.path().string() +
                       "' 2>/dev/null";
  is_mounted_ = std::system(command.c_str()) == 0;
}

CloneFolder::~CloneFolder() {
  if (!is_mounted_) return;
  const auto command = "umount '" + folder_.path().string() + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
}

}  // namespace vixmount::test
