#include "fs/ntfs/xattrs.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/bytes.hpp"
#include "base/endian.hpp"
#include "base/error.hpp"
#include "fs/ntfs/extended_attributes.hpp"
#include "fs/ntfs/reparse_point.hpp"

namespace vixmount::fs::ntfs {
namespace {

using Value = std::optional<std::string>;

constexpr std::string_view kUser = "user.";
constexpr std::string_view kEncryption = "$EFS";

// The whole value of an attribute, where the node has it.
Value read(const XattrSources& sources, AttributeType type, std::string_view name = {},
           std::size_t most = kMostXattrBytes) {
  const auto source = sources.node.open(type, name);
  if (!source) return std::nullopt;
  if (source->size() > most)
    fail(ErrorKind::limit_exceeded, "{} {}: {} bytes, more than the {} of an extended attribute",
         name_of(type), name, source->size(), most);
  std::string value(source->size(), '\0');
  source->read(0, std::as_writable_bytes(std::span(value)));
  return value;
}

template <typename Field, typename Number>
void append(std::string& out, Number number) {
  const Field field(number);
  out.append(reinterpret_cast<const char*>(&field), sizeof(field));
}

// Towards programs the word tells of directories, and is never 0.
std::uint32_t attribute_word(const AttributeSet& node) {
  constexpr auto kDirectory = static_cast<std::uint32_t>(DosAttribute::directory);
  const auto stored = node.standard_information().attributes & ~kDirectory;
  const auto word = stored | (node.is_directory() ? kDirectory : 0);
  return word != 0 ? word : static_cast<std::uint32_t>(DosAttribute::normal);
}

template <typename Field>
Value attribute_bytes(const XattrSources& sources) {
  std::string out;
  append<Field>(out, attribute_word(sources.node));
  return out;
}

template <typename Field>
Value creation_time(const XattrSources& sources) {
  std::string out;
  append<Field>(out, sources.node.standard_information().created);
  return out;
}

// The order of ntfs-3g: access before the change of the record, other than on disk.
template <typename Field>
Value all_times(const XattrSources& sources) {
  const auto& times = sources.node.standard_information();
  std::string out;
  for (const auto time : {times.created, times.modified, times.accessed, times.record_changed})
    append<Field>(out, time);
  return out;
}

Value security_descriptor(const XattrSources& sources) {
  const auto id = sources.node.standard_information().security_id;
  Value stored;
  if (id != 0 && sources.security != nullptr) stored = sources.security->find(id);
  if (!stored) stored = read(sources, AttributeType::security_descriptor, {}, kMostDescriptorBytes);
  return stored ? Value(trim_descriptor(BytesView(as_bytes(*stored)))) : std::nullopt;
}

// The one of 8.3 that has a long name beside it; else that of a long name which is a short one too,
// in capitals, as DOS programs see it.
Value dos_name(const XattrSources& sources) {
  constexpr std::size_t kLongestDosName = 12;
  Value out;
  sources.node.for_each_file_name([&](const FileName& name) {
    const bool possible = name.name.size() <= kLongestDosName && is_sound_name(name.name);
    if (!name.is_dos_name() || !possible) return true;
    if (name.is_short()) {
      out = to_utf8(name.name);
    } else if (!out) {
      out = to_utf8(Utf16View(sources.upcase.capitals(name.name)));
    }
    return !name.is_short();
  });
  return out;
}

Value object_id(const XattrSources& sources) {
  const auto stored = read(sources, AttributeType::object_id);
  return stored ? Value(complete_object_id(*stored, sources.object_ids)) : std::nullopt;
}

Value reparse_data(const XattrSources& sources) {
  return read(sources, AttributeType::reparse_point);
}

Value ea(const XattrSources& sources) { return read(sources, AttributeType::ea); }

Value encryption_info(const XattrSources& sources) {
  return read(sources, AttributeType::logged_utility_stream, kEncryption);
}

struct SystemXattr {
  std::string_view name;
  Value (*read)(const XattrSources&);
};

constexpr std::string_view kAcl = "system.ntfs_acl";
constexpr std::string_view kAttributes = "system.ntfs_attrib_be";
constexpr std::string_view kTimes = "system.ntfs_times_be";
constexpr std::string_view kDosName = "system.ntfs_dos_name";
constexpr std::string_view kEa = "system.ntfs_ea";
constexpr std::string_view kEfsInfo = "system.ntfs_efsinfo";
constexpr std::string_view kObjectId = "system.ntfs_object_id";
constexpr std::string_view kReparseData = "system.ntfs_reparse_data";

// Without _be: in the host's order, which is little endian.
constexpr std::array kSystemXattrs = std::to_array<SystemXattr>({
    {kAcl, security_descriptor},
    {kAttributes, attribute_bytes<be32>},
    {"system.ntfs_attrib", attribute_bytes<le32>},
    {kTimes, all_times<be64>},
    {"system.ntfs_times", all_times<le64>},
    {"system.ntfs_crtime_be", creation_time<be64>},
    {"system.ntfs_crtime", creation_time<le64>},
    {kDosName, dos_name},
    {kEa, ea},
    {kEfsInfo, encryption_info},
    {kObjectId, object_id},
    {kReparseData, reparse_data},
});

const SystemXattr* find_system(std::string_view name) noexcept {
  const auto found = std::find_if(kSystemXattrs.begin(), kSystemXattrs.end(),
                                  [&](const SystemXattr& xattr) { return xattr.name == name; });
  return found != kSystemXattrs.end() ? &*found : nullptr;
}

// The name under which an attribute is listed, or nothing.
std::string listed_name(const AttributeInfo& attribute) {
  switch (attribute.type) {
    case AttributeType::ea:
      return std::string(kEa);
    case AttributeType::object_id:
      return std::string(kObjectId);
    case AttributeType::reparse_point:
      return std::string(kReparseData);
    case AttributeType::logged_utility_stream:
      return attribute.name == kEncryption ? std::string(kEfsInfo) : std::string();
    case AttributeType::data:
      break;
    default:
      return {};
  }
  const bool fits_linux = attribute.size <= kMostXattrBytes &&
                          kUser.size() + attribute.name.size() <= kLongestXattrName;
  if (attribute.name.empty() || !fits_linux) return {};
  return std::string(kUser).append(attribute.name);
}

}  // namespace

bool can_be_xattr(std::string_view name) noexcept {
  return (name.starts_with(kUser) && name.size() > kUser.size()) || find_system(name) != nullptr;
}

std::vector<std::string> list_xattrs(const XattrSources& sources) {
  std::vector<std::string> names{std::string(kAttributes), std::string(kTimes)};
  bool has_acl =
      sources.security != nullptr && sources.node.standard_information().security_id != 0;
  sources.node.for_each([&](const AttributeInfo& attribute) {
    has_acl = has_acl || attribute.type == AttributeType::security_descriptor;
    if (auto name = listed_name(attribute); !name.empty()) names.push_back(std::move(name));
    return true;
  });
  if (has_acl) names.emplace_back(kAcl);
  if (dos_name(sources)) names.emplace_back(kDosName);
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string> get_xattr(const XattrSources& sources, std::string_view name) {
  if (!can_be_xattr(name)) return std::nullopt;
  if (const auto* xattr = find_system(name)) return xattr->read(sources);
  return read(sources, AttributeType::data, name.substr(kUser.size()));
}

}  // namespace vixmount::fs::ntfs
