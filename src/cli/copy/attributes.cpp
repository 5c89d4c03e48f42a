#include "cli/copy/attributes.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "cli/copy/xattr_name.hpp"

namespace vixmount::cli {
namespace {

constexpr std::array<std::string_view, 3> kLastOnNtfs = {
    "system.ntfs_attrib_be", "system.ntfs_times_be", "system.ntfs_reparse_data"};

constexpr std::string_view kShortName = "system.ntfs_dos_name";

std::string sentence_of(int error_number) { return std::generic_category().message(error_number); }

}  // namespace

AttributeWriter::AttributeWriter(CopyReport& report, bool restore_owner, bool to_ntfs)
    : report_(report),
      restore_owner_(restore_owner),
      to_ntfs_(to_ntfs),
      is_root_(::geteuid() == 0) {}

void AttributeWriter::apply(const HostNode& target, NodeRecord& record) const {
  const bool owner_is_kept = write_owner(target, record);
  if (record.entry.attributes.type != fs::NodeType::symbolic_link) {
    remove_inherited_acl(target, record);
    write_mode(target, record, owner_is_kept);  // behind chown, which clears set-user-id
  }
  for (auto& xattr : record.xattrs)  // behind chmod: an ACL is finer
    if (!comes_later(xattr)) write_xattr(target, record, xattr);
}

bool AttributeWriter::write_owner(const HostNode& target, NodeRecord& record) const {
  const auto& attributes = record.entry.attributes;
  const bool is_ours = attributes.owner == ::geteuid() && attributes.group == ::getegid();
  if (is_ours) return true;
  if (!restore_owner_) return false;
  if (!is_root_) {
    report_.lost(record, Attribute::owner, "only root can give files to others");
    return false;
  }
  const int error = target.set_owner(attributes.owner, attributes.group);
  if (error != 0) lost(record, Attribute::owner, error);
  return error == 0;
}

// The folder it was made in may hand down an ACL, which would let in whom the guest keeps out.
void AttributeWriter::remove_inherited_acl(const HostNode& target, NodeRecord& record) const {
  for (const auto* name : {"system.posix_acl_access", "system.posix_acl_default"})
    if (const int error = target.remove_xattr(name); error != 0)
      lost(record, Attribute::xattr, error);
}

void AttributeWriter::write_mode(const HostNode& target, NodeRecord& record,
                                 bool owner_is_kept) const {
  const auto& attributes = record.entry.attributes;
  constexpr mode_t kSetIdBits = 06000;
  mode_t mode = attributes.permissions & 07777U;
  // A program that runs as its owner must not become one that runs as whoever restored it.
  if (!owner_is_kept && attributes.type != fs::NodeType::directory && (mode & kSetIdBits) != 0) {
    mode &= ~kSetIdBits;
    report_.lost(record, Attribute::mode, "set-user-id and set-group-id need the right owner");
  }
  if (const int error = target.set_mode(mode); error != 0) lost(record, Attribute::mode, error);
}

// Streams and contents set the archive bit and the times; a read-only file may refuse the rest, and
// a reparse point is another file to whom opens it.
bool AttributeWriter::comes_later(const XattrRecord& xattr) const {
  return to_ntfs_ && (xattr.name == kShortName || std::find(kLastOnNtfs.begin(), kLastOnNtfs.end(),
                                                            xattr.name) != kLastOnNtfs.end());
}

void AttributeWriter::write_xattr(const HostNode& target, NodeRecord& record,
                                  XattrRecord& xattr) const {
  if (!xattr.why.empty()) return;
  int error = 0;
  for (auto& name : host_names_of(xattr.name, record.entry.attributes.type)) {
    error = target.set_xattr(name, xattr.value);
    if (error != 0) continue;
    xattr.kept_as = std::move(name);
    return;
  }
  xattr.why = sentence_of(error);
  report_.lost(record, Attribute::xattr, fmt::format("{}: {}", xattr.name, xattr.why));
}

void AttributeWriter::apply_last(const HostNode& target, NodeRecord& record) const {
  write_times(target, record);
  if (!to_ntfs_) return;
  for (const auto name : kLastOnNtfs) write_named(target, record, name);
}

void AttributeWriter::apply_short_name(const HostNode& target, NodeRecord& record) const {
  if (to_ntfs_) write_named(target, record, kShortName);
}

void AttributeWriter::write_named(const HostNode& target, NodeRecord& record,
                                  std::string_view name) const {
  for (auto& xattr : record.xattrs)
    if (xattr.name == name) write_xattr(target, record, xattr);
}

void AttributeWriter::write_times(const HostNode& target, NodeRecord& record) const {
  bool is_exact = true;
  const auto convert = [&](const fs::Timestamp& time) {
    // Greater numbers mean "now" and "leave it" to the system call.
    constexpr std::uint32_t kNanosecondsOfSecond = 1000000000;
    const bool is_valid = time.nanoseconds < kNanosecondsOfSecond;
    is_exact = is_exact && is_valid;
    return timespec{static_cast<time_t>(time.seconds), is_valid ? time.nanoseconds : 0L};
  };
  const auto& attributes = record.entry.attributes;
  const std::array<timespec, 2> times = {convert(attributes.accessed),
                                         convert(attributes.modified)};
  if (const int error = target.set_times(times); error != 0)
    lost(record, Attribute::times, error);
  else if (!is_exact)
    report_.lost(record, Attribute::times, "a time with more than a second of nanoseconds");
}

void AttributeWriter::lost(NodeRecord& record, Attribute attribute, int error_number) const {
  report_.lost(record, attribute, sentence_of(error_number));
}

}  // namespace vixmount::cli
