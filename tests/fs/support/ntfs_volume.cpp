#include "fs/support/ntfs_volume.hpp"

#include <algorithm>
#include <cstdlib>

#include "support/made_once.hpp"

namespace vixmount::test {

bool have_ntfs_3g() {
  return have_program("ntfs-3g") && have_program("mkntfs") && have_program("python3") &&
         ::access("/dev/fuse", R_OK | W_OK) == 0;
}

std::string ntfs_volume(const std::string& arguments) {
  auto name = "ntfs-" + arguments;
  std::replace(name.begin(), name.end(), ' ', '_');
  const auto blank = arguments.find(' ');
  const auto options = blank == std::string::npos ? std::string() : arguments.substr(blank);
  return (made_once(name,
                    "python3 '" VIXMOUNT_SOURCE_DIR "/tests/fs/ntfs/volumes/make_volume.py' " +
                        arguments.substr(0, blank) + " volume.ntfs" + options,
                    {"tests/fs/ntfs/volumes/make_volume.py", "scripts/ntfs_nodes.py"}) /
          "volume.ntfs")
      .string();
}

NtfsMount::NtfsMount(const std::filesystem::path& image, const std::string& options) {
  run("ntfs-3g -o 'ro,streams_interface=windows," + options + "' '" + image.string() + "' '" +
      path().string() + "' 2>&1");
}

NtfsMount::~NtfsMount() {
  const auto command = "umount '" + path().string() + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
}

}  // namespace vixmount::test
