// opendir, readdir, readdirplus.
//
// A directory's position towards the kernel: 0 is before ".", 1 before "..", 2 before the first
// entry, and c + 2 behind the entry whose cookie is c.
#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <vector>

#include "fs/posix_mode.hpp"
#include "mount/service.hpp"

namespace vixmount::mount {
namespace {

constexpr std::uint64_t kPositionOfDotDot = 1;
constexpr std::uint64_t kPositionOfEntries = 2;
// The kernel's directory positions are signed.
constexpr std::uint64_t kHighestCookie =
    static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()) - kPositionOfEntries;
// No kernel asks for more at once (FUSE's 256 pages).
constexpr std::size_t kMostReplyBytes = 1 << 20;
// FUSE_NAME_MAX of the kernel; a longer name makes it refuse the whole directory.
constexpr std::size_t kLongestName = 1024;

// One reply being filled.
class Listing {
 public:
  Listing(fuse_req_t request, Service& service, std::size_t size, bool with_attributes)
      : request_(request),
        service_(service),
        with_attributes_(with_attributes),
        bytes_(std::min(size, kMostReplyBytes)) {}

  // False when the entry has no room any more.
  bool add_dot(const char* name, fs::NodeId node, std::uint64_t next) {
    fuse_entry_param entry{};
    entry.attr.st_ino = node;
    entry.attr.st_mode = S_IFDIR;
    return append(name, entry, next);
  }

  bool add(const fs::DirectoryEntry& entry) {
    if (entry.next_cookie > kHighestCookie)
      fail(ErrorKind::internal, "directory position {} is out of range", entry.next_cookie);
    if (!is_good_name(entry.name)) {
      // The kernel would refuse the whole directory for it.
      service_.report("readdir", entry.node, "its name is impossible; left out");
      return true;
    }
    name_.assign(entry.name);
    return append(name_.c_str(), param_of(entry), entry.next_cookie + kPositionOfEntries);
  }

  void reply() const { fuse_reply_buf(request_, bytes_.data(), used_); }

  bool empty() const noexcept { return used_ == 0; }

 private:
  static bool is_good_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
           name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
  }

  fuse_entry_param param_of(const fs::DirectoryEntry& entry) const {
    if (with_attributes_) {
      try {
        return service_.entry_of(service_.files().attributes(entry.node));
      } catch (const Error&) {
        // A damaged node must not hide its neighbours. Without attributes (number 0) the kernel
        // asks for this node alone when someone wants it, and that answer says what is wrong.
      }
    }
    fuse_entry_param param{};
    param.attr.st_ino = entry.node;
    param.attr.st_mode = fs::type_bits(entry.type);
    return param;
  }

  bool append(const char* name, const fuse_entry_param& entry, std::uint64_t next) {
    const auto room = bytes_.size() - used_;
    const auto needed = with_attributes_
                            ? fuse_add_direntry_plus(request_, bytes_.data() + used_, room, name,
                                                     &entry, static_cast<off_t>(next))
                            : fuse_add_direntry(request_, bytes_.data() + used_, room, name,
                                                &entry.attr, static_cast<off_t>(next));
    if (needed > room) return false;
    used_ += needed;
    return true;
  }

  fuse_req_t request_;
  Service& service_;
  bool with_attributes_;
  std::vector<char> bytes_;
  std::size_t used_ = 0;
  std::string name_;
};

void fill(Listing& listing, const Service& service, fs::NodeId directory, std::uint64_t position) {
  if (position < kPositionOfDotDot && !listing.add_dot(".", directory, kPositionOfDotDot)) return;
  if (position < kPositionOfEntries &&
      !listing.add_dot("..", service.files().parent(directory), kPositionOfEntries))
    return;
  const auto cookie = position < kPositionOfEntries ? 0 : position - kPositionOfEntries;
  try {
    service.files().list(directory, cookie,
                         [&](const fs::DirectoryEntry& entry) { return listing.add(entry); });
  } catch (const Error&) {
    // What was read before the damaged place is delivered; the next call begins there and fails.
    if (listing.empty()) throw;
  }
}

void list(fuse_req_t request, fuse_ino_t number, std::size_t size, off_t position,
          bool with_attributes) {
  answer(request, "readdir", number, [&](Service& service) {
    if (position < 0) fail(ErrorKind::invalid_argument, "negative directory position");
    Listing listing(request, service, size, with_attributes);
    fill(listing, service, service.node_of(number), static_cast<std::uint64_t>(position));
    listing.reply();
  });
}

void read_directory(fuse_req_t request, fuse_ino_t number, std::size_t size, off_t position,
                    fuse_file_info*) {
  list(request, number, size, position, false);
}

void read_directory_plus(fuse_req_t request, fuse_ino_t number, std::size_t size, off_t position,
                         fuse_file_info*) {
  list(request, number, size, position, true);
}

// Tells the kernel not to ask again, and to keep listings: nothing is held per open directory.
void open_directory(fuse_req_t request, fuse_ino_t, fuse_file_info*) {
  fuse_reply_err(request, ENOSYS);
}

}  // namespace

void add_directory_operations(fuse_lowlevel_ops& operations) {
  operations.opendir = open_directory;
  operations.readdir = read_directory;
  operations.readdirplus = read_directory_plus;
}

}  // namespace vixmount::mount
