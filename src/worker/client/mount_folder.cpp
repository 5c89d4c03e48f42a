#include "worker/client/mount_folder.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace vixmount::worker {
namespace {

void make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    throw Error::from_errno(errno, "making the folder " + path);
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// In a folder that everybody may write to, somebody else may have made ours first, or laid a link
// there.
void require_own_folder(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) throw Error::from_errno(errno, path);
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 022) != 0)
    fail(ErrorKind::access_denied,
         "{} is not a folder of this user alone; remove it, or set tmpDirectory in the "
         "configuration",
         path);
}

std::string default_base() {
  if (const char* runtime = ::secure_getenv("XDG_RUNTIME_DIR");
      runtime != nullptr && is_folder(runtime))
    return std::string(runtime) + "/vixmount";
  if (::geteuid() == 0 && is_folder("/run")) return "/run/vixmount";
  return "/tmp/vixmount-" + std::to_string(::geteuid());
}

}  // namespace

std::string mount_base(const std::string& base) { return base.empty() ? default_base() : base; }

std::string choose_mount_folder(const std::string& base, const std::string& name) {
  const auto folder = mount_base(base);
  make_folder(folder);
  if (base.empty()) require_own_folder(folder);
  std::uint64_t number = 0;
  if (::getentropy(&number, sizeof(number)) != 0)
    throw Error::from_errno(errno, "asking for a random number");
  return fmt::format("{}/{}-{:016x}", folder, name, number);
}

}  // namespace vixmount::worker
