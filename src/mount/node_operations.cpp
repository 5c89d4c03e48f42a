// lookup, getattr, readlink, statfs, forget.
#include <algorithm>
#include <cerrno>
#include <limits>

#include <sys/statvfs.h>

#include "mount/service.hpp"

namespace vixmount::mount {
namespace {

void lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, "lookup", parent, [&](Service& service) {
    const auto node = service.files().lookup(service.node_of(parent), name);
    fuse_entry_param entry{};
    if (node) {
      entry = service.entry_of(service.files().attributes(*node));
    } else {
      entry.entry_timeout = kForever;  // number 0: the kernel remembers that there is none
    }
    fuse_reply_entry(request, &entry);
  });
}

void get_attributes(fuse_req_t request, fuse_ino_t number, fuse_file_info*) {
  answer(request, "getattr", number, [&](Service& service) {
    const auto status = service.stat_of(service.files().attributes(service.node_of(number)));
    fuse_reply_attr(request, &status, kForever);
  });
}

void read_link(fuse_req_t request, fuse_ino_t number) {
  answer(request, "readlink", number, [&](Service& service) {
    const auto target = service.files().read_link(service.node_of(number));
    fuse_reply_readlink(request, target.c_str());
  });
}

void get_statistics(fuse_req_t request, fuse_ino_t number) {
  answer(request, "statfs", number, [&](Service& service) {
    const auto statistics = service.files().statistics();
    struct statvfs result {};
    result.f_bsize =
        std::min<std::uint64_t>(statistics.block_size, std::numeric_limits<std::uint32_t>::max());
    result.f_frsize = result.f_bsize;
    result.f_blocks = statistics.total_blocks;
    result.f_bfree = statistics.free_blocks;
    result.f_bavail = statistics.available_blocks;
    result.f_files = statistics.total_nodes;
    result.f_ffree = statistics.free_nodes;
    result.f_favail = statistics.free_nodes;
    result.f_namemax = statistics.longest_name;
    fuse_reply_statfs(request, &result);
  });
}

// Nothing is kept per node, so there is nothing to forget.
void forget(fuse_req_t request, fuse_ino_t, std::uint64_t) { fuse_reply_none(request); }
void forget_multi(fuse_req_t request, std::size_t, fuse_forget_data*) { fuse_reply_none(request); }

}  // namespace

void add_node_operations(fuse_lowlevel_ops& operations) {
  operations.lookup = lookup;
  operations.getattr = get_attributes;
  operations.readlink = read_link;
  operations.statfs = get_statistics;
  operations.forget = forget;
  operations.forget_multi = forget_multi;
}

}  // namespace vixmount::mount
