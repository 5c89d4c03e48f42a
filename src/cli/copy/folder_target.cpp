#include "cli/copy/folder_target.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "cli/copy/extras.hpp"
#include "cli/copy/host_name.hpp"
#include "cli/copy/new_file.hpp"
#include "cli/copy/stream_name.hpp"
#include "cli/copy/xattr_name.hpp"
#include "cli/guest_path.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::cli {
namespace {

int result(int value) { return value == 0 ? 0 : errno; }

bool takes_ntfs_attributes(int folder) {
  return ::fgetxattr(folder, "system.ntfs_attrib_be", nullptr, 0) >= 0;
}

const XattrRecord* find_xattr(const NodeRecord& record, std::string_view name) {
  const auto found = std::find_if(
      record.xattrs.begin(), record.xattrs.end(),
      [&](const XattrRecord& xattr) { return xattr.name == name && xattr.why.empty(); });
  return found != record.xattrs.end() ? &*found : nullptr;
}

std::string own_name(const NodeRecord& record) { return std::string(last_component(record.path)); }

}  // namespace

FolderTarget::FolderTarget(Session& session, const Arguments& arguments, CopyReport& report,
                           const ContentCopier& contents)
    : session_(session),
      arguments_(arguments),
      report_(report),
      contents_(contents),
      tree_(arguments.destination,
            [this](OpenFolder& above, int fd, NodeRecord& record) {
              load_extras(session_, report_, record);
              complete(above, fd, std::string(last_component(record.restored_path)), record);
              report_.restored(record);
            }),
      to_ntfs_(takes_ntfs_attributes(tree_.root_fd())),
      attributes_(report, !arguments.copy.no_owner, to_ntfs_) {}

void FolderTarget::restore(NodeRecord& record) {
  const auto type = record.entry.attributes.type;
  if (type == fs::NodeType::directory && record.path.empty()) {
    tree_.set_root_record(record);
    return;
  }
  OpenFolder* folder = tree_.parent_of(record.path);
  if (folder == nullptr) {
    report_.skipped(record);
    return;
  }
  if (type == fs::NodeType::directory) {
    tree_.enter(*folder, record);
    return;
  }
  if (restore_as_hard_link(*folder, record)) return;
  if (type == fs::NodeType::regular)
    restore_file(*folder, record);
  else if (type == fs::NodeType::symbolic_link)
    restore_link(*folder, record);
  else
    restore_node(*folder, record);
  if (!linked_files_.remember(record.entry, record.restored_path))
    report_.lost(record, Attribute::hard_link, "too many files with several names at once");
  report_.restored(record);
}

void FolderTarget::restore_file(OpenFolder& folder, NodeRecord& record) {
  const auto name = own_name(record);
  const bool replace = arguments_.copy.force;
  const auto place = folder.place_for(name, replace);  // before all the work, whether it may be
  NewFile file(folder.fd());
  NewFileSink sink(file.fd(), contents_.tick());
  auto copied = contents_.copy(record.entry.location, sink);
  sink.finish();
  record.bytes = copied.bytes;
  record.sha256 = std::move(copied.sha256);
  load_extras(session_, report_, record);
  complete(folder, file.fd(), place, record);
  const auto host_name =
      folder.put(name, replace, "giving the file its name",
                 [&](const std::string& as) { return file.commit(as, replace); });
  record.restored_path = folder.restored_path_of(host_name);
  attributes_.apply_short_name(HostNode(file.fd()), record);
}

void FolderTarget::restore_link(OpenFolder& folder, NodeRecord& record) {
  const auto& target = record.entry.link_target;
  if (target.find('\0') != std::string::npos)
    fail(ErrorKind::damaged, "the target of the symbolic link holds a NUL");
  if (record.entry.attributes.encrypted)
    fail(ErrorKind::encrypted, "the target of the symbolic link is encrypted in the guest");
  load_extras(session_, report_, record);
  if (to_ntfs_ && restore_reparse_point(folder, record)) return;
  const auto host_name =
      folder.put(own_name(record), arguments_.copy.force, "making the symbolic link",
                 [&](const std::string& as) {
                   if (const int error = remove_file(folder.fd(), as); error != 0) return error;
                   return result(::symlinkat(target.c_str(), folder.fd(), as.c_str()));
                 });
  record.restored_path = folder.restored_path_of(host_name);
  complete(folder, -1, host_name, record);
}

void FolderTarget::restore_node(OpenFolder& folder, NodeRecord& record) {
  const auto& attributes = record.entry.attributes;
  const auto type = fs::type_bits(attributes.type);
  if (type == 0) fail(ErrorKind::damaged, "a file of unknown type");
  const auto host_name = folder.put(
      own_name(record), arguments_.copy.force,
      "making the device node, pipe or socket (devices need root)", [&](const std::string& as) {
        if (const int error = remove_file(folder.fd(), as); error != 0) return error;
        return result(::mknodat(folder.fd(), as.c_str(), type | 0600U,
                                makedev(attributes.device_major, attributes.device_minor)));
      });
  record.restored_path = folder.restored_path_of(host_name);
  load_extras(session_, report_, record);
  complete(folder, -1, host_name, record);
}

// A link of a Windows guest, on NTFS: what ntfs-3g would make of a symbolic link is another kind,
// which Windows does not follow. False when it is none.
bool FolderTarget::restore_reparse_point(OpenFolder& folder, NodeRecord& record) {
  const auto* data = find_xattr(record, "system.ntfs_reparse_data");
  const auto* attributes = find_xattr(record, "system.ntfs_attrib_be");
  if (data == nullptr || attributes == nullptr) return false;
  const auto bits = dos_attributes(attributes->name, attributes->value);
  const auto name = own_name(record);
  const bool replace = arguments_.copy.force;
  UniqueFd node;
  const auto make_and_open = [&](const std::string& as) {
    if (std::find(bits.begin(), bits.end(), "directory") == bits.end()) {
      NewFile file(folder.fd());
      node.reset(::fcntl(file.fd(), F_DUPFD_CLOEXEC, 0));
      return file.commit(as, replace);
    }
    if (const int error = remove_file(folder.fd(), as); error != 0) return error;
    if (::mkdirat(folder.fd(), as.c_str(), 0700) != 0) return errno;
    node.reset(::openat(folder.fd(), as.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    return node ? 0 : errno;
  };
  const auto host_name = folder.put(name, replace, "making the reparse point", make_and_open);
  record.restored_path = folder.restored_path_of(host_name);
  complete(folder, node.get(), host_name, record);
  return true;
}

bool FolderTarget::restore_as_hard_link(OpenFolder& folder, NodeRecord& record) {
  const auto first = linked_files_.find(record.entry);
  if (!first) return false;
  const UniqueFd first_folder = tree_.reopen_parent(*first);
  const std::string first_name(last_component(*first));
  int link_error = 0;
  const auto make_link = [&](const std::string& as) {
    if (const int error = remove_file(folder.fd(), as); error != 0) return error;
    link_error =
        result(::linkat(first_folder.get(), first_name.c_str(), folder.fd(), as.c_str(), 0));
    return link_error;
  };
  try {
    const auto host_name =
        folder.put(own_name(record), arguments_.copy.force, "making the hard link", make_link);
    record.restored_path = folder.restored_path_of(host_name);
  } catch (const Error&) {
    if (link_error == 0) throw;
    report_.lost(record, Attribute::hard_link,
                 fmt::format("a copy instead of a link to {}: {}", *first,
                             std::generic_category().message(link_error)));
    return false;
  }
  record.hard_link_of = *first;
  report_.restored(record);
  return true;
}

void FolderTarget::complete(OpenFolder& folder, int fd, const std::string& host_name,
                            NodeRecord& record) {
  const auto node = fd >= 0 ? HostNode(fd) : HostNode(folder.fd(), host_name);
  attributes_.apply(node, record);
  restore_streams(folder, node, record);
  attributes_.apply_last(node, record);
  if (record.entry.attributes.type != fs::NodeType::regular)  // that has no name yet
    attributes_.apply_short_name(node, record);
}

void FolderTarget::restore_streams(OpenFolder& folder, const HostNode& node, NodeRecord& record) {
  for (auto& stream : record.streams) {
    if (arguments_.copy.streams == StreamOption::none) {
      stream.why = "left out (--streams none)";
      report_.lost(record, Attribute::stream, stream.why);
      continue;
    }
    try {
      if (arguments_.copy.streams == StreamOption::files || !keep_as_xattr(node, stream))
        keep_as_file(folder, record, stream);
    } catch (const Error& error) {
      if (ends_the_copy(error)) throw;
      report_.stream_failed(record, stream, error);
    }
  }
}

bool FolderTarget::keep_as_xattr(const HostNode& node, StreamRecord& stream) {
  const auto name = xattr_of_stream(stream.source.name);
  if (name.empty() || stream.source.size > kMostXattrBytes) return false;
  const auto content = read_small_stream(session_, stream.source);
  if (node.set_xattr(name, content) != 0) return false;  // too large here, or none at all
  stream.sha256 = contents_.describe(content).sha256;
  stream.place = StreamPlace::xattr;
  stream.kept_as = name;
  return true;
}

void FolderTarget::keep_as_file(OpenFolder& folder, const NodeRecord& record,
                                StreamRecord& stream) {
  const auto name = name_of_stream_file(session_, arguments_.volume, record, stream.source);
  const bool replace = arguments_.copy.force;
  folder.place_for(name, replace);
  NewFile file(folder.fd());
  NewFileSink sink(file.fd(), contents_.tick());
  stream.sha256 = contents_.copy(stream.source.location, sink).sha256;
  sink.finish();
  NodeRecord part;  // what the file has, the stream has, but no right to be run
  part.path = record.path + ":" + stream.source.name;
  part.entry.attributes = record.entry.attributes;
  part.entry.attributes.type = fs::NodeType::regular;
  part.entry.attributes.permissions &= 0666U;
  attributes_.apply(HostNode(file.fd()), part);
  attributes_.apply_last(HostNode(file.fd()), part);
  const auto host_name =
      folder.put(name, replace, "giving the stream's file its name",
                 [&](const std::string& as) { return file.commit(as, replace); });
  stream.place = StreamPlace::file;
  stream.kept_as = folder.restored_path_of(host_name);
}

}  // namespace vixmount::cli
