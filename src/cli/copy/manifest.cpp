#include "cli/copy/manifest.hpp"

#include <cerrno>

#include <fcntl.h>

#include "cli/copy/xattr_name.hpp"
#include "cli/format.hpp"
#include "vixmount_version.hpp"

namespace vixmount::cli {
namespace {

constexpr unsigned kFormatVersion = 1;

UniqueFd make_file(const std::string& name) {
  UniqueFd fd(::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!fd) throw Error::from_errno(errno, "making the manifest " + name);
  return fd;
}

std::string_view name_of(NodeStatus status) {
  switch (status) {
    case NodeStatus::restored:
      return "restored";
    case NodeStatus::incomplete:
      return "incomplete";
    case NodeStatus::left_out:
      return "left_out";
    case NodeStatus::failed:
      break;
  }
  return "failed";
}

std::string_view name_of(StreamPlace place) {
  switch (place) {
    case StreamPlace::xattr:
      return "xattr";
    case StreamPlace::file:
      return "file";
    case StreamPlace::nowhere:
      break;
  }
  return "nowhere";
}

bool is_device(fs::NodeType type) {
  return type == fs::NodeType::character_device || type == fs::NodeType::block_device;
}

}  // namespace

std::string_view name_of(Attribute attribute) noexcept {
  switch (attribute) {
    case Attribute::owner:
      return "owner";
    case Attribute::mode:
      return "mode";
    case Attribute::times:
      return "times";
    case Attribute::xattr:
      return "xattr";
    case Attribute::stream:
      return "stream";
    case Attribute::hard_link:
      return "hard_link";
  }
  return "attribute";
}

Manifest::Manifest(const std::string& file, std::string_view destination, std::string_view format)
    : file_(make_file(file)), output_(file_.get()) {
  json_.emplace(output_);
  json_->begin_object().member("manifest", kFormatVersion).member("program", "vixmount");
  json_->member("version", kVersion).member("destination", destination).member("format", format);
  end_line();
  output_.Flush();
}

void Manifest::write(const NodeRecord& record, NodeStatus status, std::string_view reason) {
  const bool is_known = record.entry.error.empty() && record.entry.attributes.node != 0;
  json_->begin_object().member("path", record.guest_path).member("status", name_of(status));
  if (!reason.empty()) json_->member("reason", reason);
  if (status != NodeStatus::failed && status != NodeStatus::left_out)
    json_->member("restored_path", record.restored_path.empty() ? "." : record.restored_path);
  if (is_known) write_attributes(record);
  if (!record.sha256.empty()) json_->member("sha256", record.sha256);
  if (!record.hard_link_of.empty()) json_->member("hard_link_of", record.hard_link_of);
  if (!record.xattrs.empty()) write_xattrs(record);
  if (!record.streams.empty()) write_streams(record);
  if (!record.losses.empty()) write_losses(record);
  end_line();
}

void Manifest::write_attributes(const NodeRecord& record) {
  const auto& attributes = record.entry.attributes;
  json_->member("type", cli::name_of(attributes.type))
      .member("volume", record.entry.location.volume);
  json_->member("inode", attributes.node)
      .member("mode", fmt::format("{:04o}", attributes.permissions));
  json_->member("uid", attributes.owner).member("gid", attributes.group);
  json_->member("size", attributes.size);
  time("modified", attributes.modified);
  time("accessed", attributes.accessed);
  time("changed", attributes.changed);
  if (attributes.born) time("born", *attributes.born);
  if (attributes.encrypted) json_->member("encrypted", true);
  if (attributes.type == fs::NodeType::symbolic_link)
    json_->member("target", record.entry.link_target);
  if (is_device(attributes.type))
    json_->member("major", attributes.device_major).member("minor", attributes.device_minor);
}

void Manifest::write_xattrs(const NodeRecord& record) {
  json_->key("xattrs").begin_array();
  for (const auto& xattr : record.xattrs) {
    json_->begin_object().member("name", xattr.name).member("size", xattr.size);
    if (!xattr.kept_as.empty()) json_->member("kept_as", xattr.kept_as);
    if (!xattr.why.empty()) json_->member("reason", xattr.why);
    json_->end_object();
  }
  json_->end_array();
  for (const auto& xattr : record.xattrs)
    if (const auto names = dos_attributes(xattr.name, xattr.value); !names.empty())
      json_->member("dos_attributes", names);
}

void Manifest::write_streams(const NodeRecord& record) {
  json_->key("streams").begin_array();
  for (const auto& stream : record.streams) {
    json_->begin_object().member("name", stream.source.name).member("size", stream.source.size);
    json_->member("place", name_of(stream.place));
    if (!stream.kept_as.empty()) json_->member("kept_as", stream.kept_as);
    if (!stream.sha256.empty()) json_->member("sha256", stream.sha256);
    if (!stream.why.empty()) json_->member("reason", stream.why);
    json_->end_object();
  }
  json_->end_array();
}

void Manifest::write_losses(const NodeRecord& record) {
  json_->key("not_kept").begin_array();
  for (const auto& loss : record.losses)
    json_->begin_object()
        .member("what", name_of(loss.what))
        .member("reason", loss.why)
        .end_object();
  json_->end_array();
}

void Manifest::time(std::string_view key, const fs::Timestamp& time) {
  json_->member(key, iso_time(time, true));
}

void Manifest::finish(const CopyTotals& totals, bool is_complete) {
  json_->begin_object().member("complete", is_complete).member("failures", totals.failures);
  json_->member("restored_files", totals.files).member("restored_folders", totals.folders);
  json_->member("restored_bytes", totals.bytes).member("escaped_names", totals.escaped_names);
  end_line();
  output_.Flush();
}

void Manifest::end_line() {
  json_->end_object();
  json_->finish_line();
  json_.emplace(output_);  // a writer holds one document
}

}  // namespace vixmount::cli
