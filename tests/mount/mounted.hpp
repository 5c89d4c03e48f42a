// A file system mounted in a temporary folder by this process, as root, for as long as the object
// lives.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <unistd.h>

#include "mount/host_mount.hpp"
#include "mount/server.hpp"
#include "support/support.hpp"

#define VIXMOUNT_REQUIRE_MOUNTING() \
  VIXMOUNT_REQUIRE_ROOT();          \
  if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "needs /dev/fuse"

namespace vixmount::test {

class Mounted {
 public:
  explicit Mounted(fs::FileSystemPtr files, const mount::ServeOptions& options = {},
                   std::function<void()> on_end = {}, Log log = {})
      : server_(mount_at(folder_.path().string()), std::move(files), options, std::move(log)) {
    server_.start(std::move(on_end));
  }
  ~Mounted() {
    if (mount::is_mounted(root())) mount::unmount(root(), mount::Unmount::detached);
  }
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;

  std::string root() const { return folder_.path().string(); }
  std::string at(const std::string& path) const { return root() + path; }
  mount::Server& server() noexcept { return server_; }

 private:
  static UniqueFd mount_at(const std::string& path) {
    mount::HostMountOptions options;
    options.path = path;
    options.source = "a disk, with \"odd\" name";
    return mount::mount_fuse(options);
  }

  TemporaryFolder folder_;
  mount::Server server_;
};

// What the system call left in errno, 0 when it succeeded.
template <typename Call>
int errno_after(Call&& call) {
  errno = 0;
  return call() < 0 ? errno : 0;
}

// Bytes that differ everywhere: a read from a wrong offset shows.
inline std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 12345;
  for (auto& c : text) {
    state = state * 1664525 + 1013904223;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

}  // namespace vixmount::test
