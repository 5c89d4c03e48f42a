#include "cli/copy/xattr_name.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vixmount::cli {
namespace {

constexpr std::string_view kNtfs = "system.ntfs_";
constexpr std::string_view kUser = "user.";
// Attributes of ours; a stream must not pass for one.
constexpr std::string_view kOurs = "ntfs.";

// IO_REPARSE_TAG_WOF, little-endian ([MS-FSCC] 2.1.2.1).
constexpr std::string_view kTagOfWof("\x17\0\0\x80", 4);

// The attribute that says the same and is kept; empty when there is none.
std::string_view better_than(std::string_view name) {
  if (name == "system.ntfs_attrib") return "system.ntfs_attrib_be";
  if (name == "system.ntfs_crtime") return "system.ntfs_crtime_be";
  if (name == "system.ntfs_times") return "system.ntfs_times_be";
  return {};
}

}  // namespace

void drop_doubles(std::vector<worker::Xattr>& xattrs, const std::vector<worker::Stream>& streams) {
  const auto has = [&](std::string_view name) {
    return std::any_of(xattrs.begin(), xattrs.end(),
                       [&](const worker::Xattr& xattr) { return xattr.name == name; });
  };
  const auto is_stream = [&](std::string_view name) {
    return name.starts_with(kUser) &&
           std::any_of(streams.begin(), streams.end(), [&](const worker::Stream& stream) {
             return stream.name == name.substr(kUser.size());
           });
  };
  const bool is_wof = std::any_of(xattrs.begin(), xattrs.end(), [](const worker::Xattr& xattr) {
    return xattr.name == "system.ntfs_reparse_data" && xattr.value.starts_with(kTagOfWof);
  });
  std::vector<std::string> doubles;
  if (is_wof) doubles = {"system.ntfs_reparse_data", "user.WofCompressedData"};
  for (const auto& xattr : xattrs) {
    const auto better = better_than(xattr.name);
    if ((!better.empty() && has(better)) || is_stream(xattr.name)) doubles.push_back(xattr.name);
  }
  std::erase_if(xattrs, [&](const worker::Xattr& xattr) {
    return std::find(doubles.begin(), doubles.end(), xattr.name) != doubles.end();
  });
}

std::vector<std::string> host_names_of(const std::string& xattr, fs::NodeType type) {
  if (!xattr.starts_with(kNtfs)) return {xattr};
  const bool takes_user_xattrs = type == fs::NodeType::regular || type == fs::NodeType::directory;
  return {xattr, (takes_user_xattrs ? "user." : "trusted.") + std::string(kOurs) +
                     xattr.substr(kNtfs.size())};
}

std::string xattr_of_stream(const std::string& stream) {
  if (stream.starts_with(kOurs)) return {};
  return std::string(kUser) + stream;
}

std::vector<std::string> dos_attributes(std::string_view xattr, std::string_view value) {
  // [MS-FSCC] 2.6 File Attributes; bit n is kNames[n].
  static constexpr std::array<std::string_view, 23> kNames = {"readonly",        "hidden",
                                                              "system",          "",
                                                              "directory",       "archive",
                                                              "device",          "normal",
                                                              "temporary",       "sparse_file",
                                                              "reparse_point",   "compressed",
                                                              "offline",         "not_indexed",
                                                              "encrypted",       "integrity_stream",
                                                              "virtual",         "no_scrub_data",
                                                              "recall_on_open",  "pinned",
                                                              "unpinned",        "",
                                                              "recall_on_access"};
  const bool is_big_endian = xattr == "system.ntfs_attrib_be";
  if ((!is_big_endian && xattr != "system.ntfs_attrib") || value.size() != 4) return {};
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i)
    bits = bits << 8 | static_cast<unsigned char>(value[is_big_endian ? i : 3 - i]);
  std::vector<std::string> names;
  for (std::size_t bit = 0; bit < kNames.size(); ++bit)
    if ((bits >> bit & 1U) != 0 && !kNames[bit].empty()) names.emplace_back(kNames[bit]);
  return names;
}

}  // namespace vixmount::cli
