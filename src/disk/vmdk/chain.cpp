#include "disk/vmdk/chain.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "disk/vmdk/disk_info.hpp"
#include "disk/vmdk/link.hpp"
#include "io/layered_source.hpp"

namespace vixmount::disk::vmdk {
namespace {

// Names can lie (hard links, different spellings): a loop is told by the files themselves.
bool same_file(const io::HostFile& a, const io::HostFile& b) {
  struct stat first {};
  struct stat second {};
  if (::fstat(a.fd(), &first) != 0) throw Error::from_errno(errno, a.name());
  if (::fstat(b.fd(), &second) != 0) throw Error::from_errno(errno, b.name());
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

OpenedFile open_parent(const Link& child, Opener& opener) {
  const auto& hint = child.descriptor.parent_hint;
  const auto& name = child.holder.file->name();
  if (hint.empty())
    fail(ErrorKind::parent_missing,
         "{} is a child (parentCID {:08x}), but does not name its parent", name,
         child.descriptor.parent_content_id);
  try {
    return opener.open_related(child.holder.path, hint);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;
    fail(ErrorKind::parent_missing, "the parent of {} is missing: {}", name, error.message());
  }
}

void require_new(const std::vector<Link>& links, const OpenedFile& parent) {
  const auto seen = std::find_if(links.begin(), links.end(), [&](const Link& link) {
    return same_file(*link.holder.file, *parent.file);
  });
  if (seen != links.end())
    fail(ErrorKind::invalid_chain,
         "{} names {} as its parent, which is already in the chain: a loop",
         links.back().holder.file->name(), parent.file->name());
  if (links.size() == kMostLinks)
    fail(ErrorKind::invalid_chain, "the chain has more than {} links (at {})", kMostLinks,
         parent.file->name());
}

void check_content_id(const Link& child, const Link& parent, const OpenOptions& options,
                      const Log& log) {
  const auto wanted = child.descriptor.parent_content_id;
  const auto found = parent.descriptor.content_id;
  if (wanted == found) return;
  const auto message = fmt::format(
      "{} was made on a parent with content id {:08x}, but {} has {:08x}: the parent was changed "
      "since, or is another disk",
      child.holder.file->name(), wanted, parent.holder.file->name(), found);
  if (!options.ignore_id_mismatch) throw Error(ErrorKind::id_mismatch, message);
  log.warning("{} (opened all the same, as asked)", message);
}

void add_parents(std::vector<Link>& links, const OpenOptions& options, Opener& opener,
                 const Log& log) {
  while (links.back().descriptor.has_parent()) {
    auto opened = open_parent(links.back(), opener);
    require_new(links, opened);
    auto parent = with_context(fmt::format("parent of {}", links.back().holder.file->name()),
                               [&] { return open_link(std::move(opened), opener, log); });
    check_content_id(links.back(), parent, options, log);
    log.info("parent of {}: {}", links.back().holder.file->name(), parent.holder.file->name());
    if (parent.source->size() != links.back().source->size())
      log.info("the parent has {} bytes, its child {}", parent.source->size(),
               links.back().source->size());
    links.push_back(std::move(parent));
  }
}

}  // namespace

Disk open_chain(const OpenedFile& top, const OpenOptions& options, Opener& opener, const Log& log) {
  std::vector<Link> links;
  links.push_back(open_link(top, opener, log));
  log.info("{}: VMDK {}, {} bytes", top.file->name(), printable(links[0].descriptor.create_type),
           links[0].source->size());
  if (!options.single_link) add_parents(links, options, opener, log);
  Disk disk;
  disk.info = describe(links);
  std::vector<io::SourcePtr> sources;
  for (auto& link : links) sources.push_back(std::move(link.source));
  disk.source = std::make_shared<io::LayeredSource>(std::move(sources), disk.info.capacity);
  return disk;
}

}  // namespace vixmount::disk::vmdk
