#include "cli/copy/attributes.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace vixmount::cli {

// Error numbers as results, 0 for success: what the host refuses is no fault of ours.
class AttributeWriter::Target {
 public:
  explicit Target(int fd) : fd_(fd) {}
  Target(int parent, const std::string& name)
      : fd_(-1),
        parent_(parent),
        name_(name),
        // setxattr knows no *at form. The folder is an open one, and the last component is not
        // followed by the l-calls.
        proc_path_("/proc/self/fd/" + std::to_string(parent) + "/" + name) {}

  int set_owner(uid_t owner, gid_t group) const {
    return result(fd_ >= 0 ? ::fchown(fd_, owner, group)
                           : ::fchownat(parent_, name_.c_str(), owner, group, AT_SYMLINK_NOFOLLOW));
  }
  int set_mode(mode_t mode) const {
    if (fd_ >= 0) return result(::fchmod(fd_, mode));
    // A node: pinned down without opening it, so that no link can be in its place.
    const UniqueFd pinned(::openat(parent_, name_.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!pinned) return errno;
    return result(::chmod(("/proc/self/fd/" + std::to_string(pinned.get())).c_str(), mode));
  }
  int set_xattr(const worker::Xattr& xattr) const {
    const auto* name = xattr.name.c_str();
    return result(fd_ >= 0 ? ::fsetxattr(fd_, name, xattr.value.data(), xattr.value.size(), 0)
                           : ::lsetxattr(proc_path_.c_str(), name, xattr.value.data(),
                                         xattr.value.size(), 0));
  }
  // 0 as well where there is none.
  int remove_xattr(const char* name) const {
    const auto size = fd_ >= 0 ? ::fgetxattr(fd_, name, nullptr, 0)
                               : ::lgetxattr(proc_path_.c_str(), name, nullptr, 0);
    if (size < 0) return 0;
    return result(fd_ >= 0 ? ::fremovexattr(fd_, name) : ::lremovexattr(proc_path_.c_str(), name));
  }
  int set_times(const std::array<timespec, 2>& times) const {
    return result(fd_ >= 0
                      ? ::futimens(fd_, times.data())
                      : ::utimensat(parent_, name_.c_str(), times.data(), AT_SYMLINK_NOFOLLOW));
  }

 private:
  static int result(int value) { return value == 0 ? 0 : errno; }

  int fd_;
  int parent_ = -1;
  std::string name_;
  std::string proc_path_;
};

AttributeWriter::AttributeWriter(Session& session, CopyReport& report, bool restore_owner)
    : session_(session),
      report_(report),
      restore_owner_(restore_owner),
      is_root_(::geteuid() == 0) {}

void AttributeWriter::apply(int fd, const worker::Entry& entry, const std::string& path) const {
  write(Target(fd), entry, path);
}

void AttributeWriter::apply_at(int parent, const std::string& name, const worker::Entry& entry,
                               const std::string& path) const {
  write(Target(parent, name), entry, path);
}

void AttributeWriter::write(const Target& target, const worker::Entry& entry,
                            const std::string& path) const {
  const auto& attributes = entry.attributes;
  const bool owner_is_kept = write_owner(target, attributes, path);
  if (attributes.type != fs::NodeType::symbolic_link) {
    remove_inherited_acl(target, path);
    write_mode(target, attributes, owner_is_kept, path);  // behind chown, which clears set-user-id
  }
  if (attributes.has_xattrs) write_xattrs(target, entry, path);  // behind chmod: an ACL is finer
  write_times(target, attributes, path);
}

bool AttributeWriter::write_owner(const Target& target, const fs::Attributes& attributes,
                                  const std::string& path) const {
  const bool is_ours = attributes.owner == ::geteuid() && attributes.group == ::getegid();
  if (is_ours) return true;
  if (!restore_owner_) return false;
  if (!is_root_) {
    report_.lost(path, Attribute::owner, "only root can give files to others");
    return false;
  }
  const int error = target.set_owner(attributes.owner, attributes.group);
  if (error != 0) lost(path, Attribute::owner, error);
  return error == 0;
}

// The folder it was made in may hand down an ACL, which would let in whom the guest keeps out.
void AttributeWriter::remove_inherited_acl(const Target& target, const std::string& path) const {
  for (const auto* name : {"system.posix_acl_access", "system.posix_acl_default"})
    if (const int error = target.remove_xattr(name); error != 0)
      lost(path, Attribute::xattr, error);
}

void AttributeWriter::write_mode(const Target& target, const fs::Attributes& attributes,
                                 bool owner_is_kept, const std::string& path) const {
  constexpr mode_t kSetIdBits = 06000;
  mode_t mode = attributes.permissions & 07777U;
  // A program that runs as its owner must not become one that runs as whoever restored it.
  if (!owner_is_kept && attributes.type != fs::NodeType::directory && (mode & kSetIdBits) != 0) {
    mode &= ~kSetIdBits;
    report_.lost(path, Attribute::mode, "set-user-id and set-group-id need the right owner");
  }
  if (const int error = target.set_mode(mode); error != 0) lost(path, Attribute::mode, error);
}

void AttributeWriter::write_xattrs(const Target& target, const worker::Entry& entry,
                                   const std::string& path) const {
  std::vector<worker::Xattr> xattrs;
  try {
    xattrs = session_.xattrs(entry.location);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::worker_lost) throw;
    report_.lost(path, Attribute::xattr, error.message());
    return;
  }
  for (const auto& xattr : xattrs) {
    if (const int error = target.set_xattr(xattr); error != 0)
      report_.lost(path, Attribute::xattr,
                   fmt::format("{}: {}", xattr.name, std::generic_category().message(error)));
  }
}

void AttributeWriter::write_times(const Target& target, const fs::Attributes& attributes,
                                  const std::string& path) const {
  bool is_exact = true;
  const auto convert = [&](const fs::Timestamp& time) {
    // Greater numbers mean "now" and "leave it" to the system call.
    constexpr std::uint32_t kNanosecondsOfSecond = 1000000000;
    const bool is_valid = time.nanoseconds < kNanosecondsOfSecond;
    is_exact = is_exact && is_valid;
    return timespec{static_cast<time_t>(time.seconds), is_valid ? time.nanoseconds : 0L};
  };
  const std::array<timespec, 2> times = {convert(attributes.accessed),
                                         convert(attributes.modified)};
  if (const int error = target.set_times(times); error != 0)
    lost(path, Attribute::times, error);
  else if (!is_exact)
    report_.lost(path, Attribute::times, "a time with more than a second of nanoseconds");
}

void AttributeWriter::lost(const std::string& path, Attribute attribute, int error_number) const {
  report_.lost(path, attribute, std::generic_category().message(error_number));
}

}  // namespace vixmount::cli
