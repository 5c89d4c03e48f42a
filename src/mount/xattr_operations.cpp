// getxattr, listxattr.
#include <cerrno>
#include <string>

#include "mount/service.hpp"

namespace vixmount::mount {
namespace {

// The answer to both calls: its length when the caller offers no room, else the bytes.
void reply_value(fuse_req_t request, const std::string& value, std::size_t room) {
  if (room == 0)
    fuse_reply_xattr(request, value.size());
  else if (value.size() > room)
    fuse_reply_err(request, ERANGE);
  else
    fuse_reply_buf(request, value.data(), value.size());
}

void get_xattr(fuse_req_t request, fuse_ino_t number, const char* name, std::size_t room) {
  answer(request, "getxattr", number, [&](Service& service) {
    const auto value = service.files().get_xattr(service.node_of(number), name);
    if (value)
      reply_value(request, *value, room);
    else
      fuse_reply_err(request, ENODATA);
  });
}

void list_xattrs(fuse_req_t request, fuse_ino_t number, std::size_t room) {
  answer(request, "listxattr", number, [&](Service& service) {
    std::string names;
    for (const auto& name : service.files().list_xattrs(service.node_of(number))) {
      names += name;
      names += '\0';
    }
    reply_value(request, names, room);
  });
}

}  // namespace

void add_xattr_operations(fuse_lowlevel_ops& operations) {
  operations.getxattr = get_xattr;
  operations.listxattr = list_xattrs;
}

}  // namespace vixmount::mount
