#include "fs/support/loop_mount.hpp"

#include <cstdlib>

namespace vixmount::test {

LoopMount::LoopMount(const std::filesystem::path& image, const std::string& options) {
  run("mount -o 'loop," + options + "' '" + image.string() + "' '" + path().string() + "' 2>&1");
}

LoopMount::~LoopMount() {
  const auto command = "umount '" + path().string() + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
}

bool kernel_can_mount(const std::filesystem::path& image, const std::string& options) {
  try {
    const LoopMount mounted(image, options);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace vixmount::test
