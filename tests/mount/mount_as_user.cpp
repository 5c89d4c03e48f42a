// mount_as_user FOLDER [allow_other]: mounts a file system with one file, reads it, unmounts. The
// test starts this as an ordinary user. Prints what it saw.
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>

#include "mount/host_mount.hpp"
#include "mount/server.hpp"
#include "support/memory_file_system.hpp"
#include "support/support.hpp"

namespace {

void mount_and_read(const std::string& folder, bool allow_other) {
  using namespace vixmount;
  auto files = std::make_shared<test::MemoryFileSystem>();
  files->add_file("/secret", "of root");
  files->edit("/secret", [](fs::Attributes& attributes) { attributes.permissions = 0600; });
  mount::HostMountOptions options;
  options.path = folder;
  options.source = "disk, one";
  options.allow_other = allow_other;
  mount::Server server(mount::mount_fuse(options), files, {}, {});
  server.start();
  std::printf("%s\n", test::read_file(folder + "/secret").c_str());
  std::printf("mounted %d\n", mount::is_mounted(folder) ? 1 : 0);
  std::printf("%s", test::run("grep -F '" + folder + "' /proc/mounts | cut -d ' ' -f 1,3").c_str());
  mount::unmount(folder, mount::Unmount::normal);
  std::printf("mounted %d\n", mount::is_mounted(folder) ? 1 : 0);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  try {
    mount_and_read(arguments[1], count > 2 && std::strcmp(arguments[2], "allow_other") == 0);
    return 0;
  } catch (const std::exception& error) {
    std::printf("error: %s\n", error.what());
    return 1;
  }
}
