#include "fs/support/ntfs_volume.hpp"

#include <cstdlib>

namespace vixmount::test {

bool have_ntfs_3g() {
  return have_program("ntfs-3g") && have_program("mkntfs") && have_program("python3") &&
         ::access("/dev/fuse", R_OK | W_OK) == 0;
}

std::string make_ntfs_volume(const TemporaryFolder& folder, const std::string& arguments) {
  const auto image = folder.file("volume.ntfs");
  const auto blank = arguments.find(' ');
  const auto kind = arguments.substr(0, blank);
  const auto options = blank == std::string::npos ? std::string() : arguments.substr(blank);
  run("python3 '" VIXMOUNT_SOURCE_DIR "/tests/fs/ntfs/volumes/make_volume.py' " + kind + " '" +
      image + "'" + options + " 2>&1");
  return image;
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
