#include "disk/vmdk/descriptor.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "disk/vmdk/descriptor_text.hpp"

namespace vixmount::disk::vmdk {
namespace {

constexpr std::uint32_t kNewestVersion = 3;     // 3: change tracking
constexpr std::uint32_t kEncryptedVersion = 2;  // 2: disks that may be encrypted

DescriptorEntry parse_entry(const TextLine& line) {
  const std::string_view text = line.text;
  const auto equals = text.find('=');
  const auto key = trim(text.substr(0, equals));
  if (equals == std::string_view::npos || key.empty())
    fail(ErrorKind::damaged, "line {} is neither an entry nor an extent: {}", line.number,
         printable(text, 80));
  auto value = trim(text.substr(equals + 1));
  if (!value.empty() && value.front() == '"') {
    if (value.size() < 2 || value.back() != '"')
      fail(ErrorKind::damaged, "line {}: the quoted value does not end: {}", line.number,
           printable(text, 80));
    value = value.substr(1, value.size() - 2);
  }
  return {std::string(key), std::string(value), line.number};
}

const DescriptorEntry* find_entry(const Descriptor& descriptor, std::string_view key) noexcept {
  const auto found =
      std::find_if(descriptor.entries.begin(), descriptor.entries.end(),
                   [&](const auto& entry) { return equals_ignoring_ascii_case(entry.key, key); });
  return found == descriptor.entries.end() ? nullptr : &*found;
}

// Workstation writes encryption.keySafe and encryptionKeys, ESXi keyID, encryptionKeys and the
// filter vmwarevmcrypt.
bool tells_of_encryption(const DescriptorEntry& entry) {
  const auto key = to_lower_ascii(entry.key);
  if (key == "keyid" || key == "encryptionkeys" || key == "datafilekey") return true;
  if (key == "keysafe" || key.ends_with(".keysafe")) return true;
  return key == "ddb.iofilters" && to_lower_ascii(entry.value).find("vmcrypt") != std::string::npos;
}

void require_not_encrypted(const Descriptor& descriptor) {
  for (const auto& entry : descriptor.entries)
    if (tells_of_encryption(entry))
      fail(ErrorKind::encrypted,
           "the disk is encrypted (line {}: {}); encrypted disks are not supported", entry.line,
           printable(entry.key, 80));
}

std::uint32_t read_version(const Descriptor& descriptor) {
  const auto* entry = find_entry(descriptor, "version");
  if (entry == nullptr) fail(ErrorKind::damaged, "the descriptor has no version");
  const auto version = parse_unsigned(entry->value);
  if (!version || *version == 0)
    fail(ErrorKind::damaged, "line {}: '{}' is not a version", entry->line,
         printable(entry->value, 80));
  if (*version > kNewestVersion)
    fail(ErrorKind::unsupported_version,
         "line {}: version {} of the descriptor is not known (1 to {} are)", entry->line, *version,
         kNewestVersion);
  if (*version == kEncryptedVersion)
    fail(ErrorKind::encrypted,
         "line {}: version 2 of the descriptor marks an encrypted disk, which is not supported",
         entry->line);
  return static_cast<std::uint32_t>(*version);
}

std::uint32_t read_content_id(const Descriptor& descriptor, std::string_view key) {
  const auto* entry = find_entry(descriptor, key);
  if (entry == nullptr) return kNoContentId;
  const auto id = parse_unsigned(entry->value, 16);
  if (!id || *id > 0xFFFFFFFF)
    fail(ErrorKind::damaged, "line {}: '{}' is not a content id of eight hex digits", entry->line,
         printable(entry->value, 80));
  return static_cast<std::uint32_t>(*id);
}

std::string text_of(const Descriptor& descriptor, std::string_view key) {
  const auto* entry = find_entry(descriptor, key);
  return entry == nullptr ? std::string() : entry->value;
}

}  // namespace

const std::string* Descriptor::find(std::string_view key) const noexcept {
  const auto* entry = find_entry(*this, key);
  return entry == nullptr ? nullptr : &entry->value;
}

bool looks_like_descriptor(std::string_view head) noexcept {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  while (!head.empty()) {
    const auto end = head.find('\n');
    const auto line = trim(head.substr(0, end));
    if (starts_with_ignoring_ascii_case(line, "# Disk DescriptorFile")) return true;
    if (!line.empty() && line.front() != '#') {
      const auto key = trim(line.substr(0, line.find('=')));
      return key.size() < line.size() && equals_ignoring_ascii_case(key, "version");
    }
    if (end == std::string_view::npos) return false;
    head.remove_prefix(end + 1);
  }
  return false;
}

Descriptor parse_descriptor(std::string_view text) {
  if (text.size() > kMostDescriptorBytes)
    fail(ErrorKind::limit_exceeded, "a descriptor of {} bytes is not plausible (most: {})",
         text.size(), kMostDescriptorBytes);
  Descriptor descriptor;
  for (const auto& line : read_lines(text)) {
    if (is_extent_line(line.text)) {
      if (descriptor.extents.size() == kMostExtents)
        fail(ErrorKind::limit_exceeded, "line {}: more than {} extents", line.number, kMostExtents);
      descriptor.extents.push_back(parse_extent_line(line.text, line.number));
    } else {
      if (descriptor.entries.size() == kMostEntries)
        fail(ErrorKind::limit_exceeded, "line {}: more than {} entries", line.number, kMostEntries);
      descriptor.entries.push_back(parse_entry(line));
    }
  }
  require_not_encrypted(descriptor);
  descriptor.version = read_version(descriptor);
  if (descriptor.find("CID") == nullptr) fail(ErrorKind::damaged, "the descriptor has no CID");
  descriptor.content_id = read_content_id(descriptor, "CID");
  descriptor.parent_content_id = read_content_id(descriptor, "parentCID");
  descriptor.create_type = text_of(descriptor, "createType");
  descriptor.parent_hint = text_of(descriptor, "parentFileNameHint");
  if (descriptor.extents.empty()) fail(ErrorKind::damaged, "the descriptor names no extents");
  return descriptor;
}

}  // namespace vixmount::disk::vmdk
