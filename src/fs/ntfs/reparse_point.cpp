#include "fs/ntfs/reparse_point.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ntfs/names_layout.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::uint32_t kMicrosoftTag = 0x80000000;
constexpr std::size_t kGuidBytes = 16;
constexpr std::uint32_t kRelativeLink = 0x1;  // SYMLINK_FLAG_RELATIVE

// The types that an NFS server keeps, letters in the order of the disk.
enum class NfsType : std::uint64_t {
  symbolic_link = 0x014B4E4C,     // "LNK\1"
  character_device = 0x00524843,  // "CHR"
  block_device = 0x004B4C42,      // "BLK"
  fifo = 0x4F464946,              // "FIFO"
  socket = 0x4B434F53,            // "SOCK"
};

NodeType node_type_of_nfs(const ReparsePoint& point, NodeType without) {
  switch (static_cast<NfsType>(point.data.le64_at(0))) {
    case NfsType::symbolic_link:
      return NodeType::symbolic_link;
    case NfsType::character_device:
      return NodeType::character_device;
    case NfsType::block_device:
      return NodeType::block_device;
    case NfsType::fifo:
      return NodeType::fifo;
    case NfsType::socket:
      return NodeType::socket;
  }
  return without;
}

std::string name_at(BytesView names, std::size_t offset, std::size_t length) {
  return to_utf8(Utf16View(names.sub(offset, length).span()));
}

// Symbolic links and junctions: the substitute name is where the link leads; the print name is for
// people, and stands in where old tools left the other empty.
LinkTarget target_of_names(BytesView data, std::size_t fixed_bytes, bool relative) {
  const auto where = data.get<layout::ReparseNames>(0);
  const auto names = data.from(fixed_bytes);
  const auto substitute = name_at(names, where.substitute_offset, where.substitute_length);
  if (!substitute.empty()) return translate_target(substitute, relative);
  return translate_target(name_at(names, where.print_offset, where.print_length), relative);
}

// Version 3: package, application, program, type; UTF-16 with a zero behind each.
std::optional<std::string> program_of_app_link(BytesView data) {
  constexpr std::uint32_t kVersion = 3;
  constexpr std::size_t kProgram = 2;
  if (data.size() < sizeof(le32) || data.le32_at(0) != kVersion) return std::nullopt;
  const Utf16View units(data.from(sizeof(le32)).span());
  std::u16string text;
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < units.size() && zeros <= kProgram; ++i) {
    if (units[i] == 0) {
      ++zeros;
    } else if (zeros == kProgram) {
      text.push_back(units[i]);
    }
  }
  const bool is_path = zeros > kProgram && text.size() > 3 && text[1] == u':' && text[2] == u'\\';
  if (!is_path) return std::nullopt;
  return to_utf8(Utf16View(text));
}

// Version 2: UTF-8 behind it. (Version 1 kept the target in the file's data.)
std::optional<LinkTarget> target_of_wsl_link(BytesView data) {
  const auto version = data.le32_at(0);
  if (version != 2)
    fail(ErrorKind::unsupported_version, "a symbolic link of WSL, version {}", version);
  return LinkTarget{LinkTarget::Kind::posix,
                    std::string(data.text(sizeof(le32), data.size() - sizeof(le32)))};
}

std::optional<LinkTarget> target_of_nfs_link(BytesView data) {
  if (static_cast<NfsType>(data.le64_at(0)) != NfsType::symbolic_link) return std::nullopt;
  const Utf16View target(data.from(sizeof(le64)).span());
  return LinkTarget{LinkTarget::Kind::posix, to_utf8(target)};
}

}  // namespace

ReparsePoint parse_reparse_point(BytesView value) {
  const auto head = value.get<layout::ReparseHead>(0);
  ReparsePoint point;
  point.tag = head.tag;
  const bool has_guid = (point.tag & kMicrosoftTag) == 0;
  point.data = value.sub(sizeof(head) + (has_guid ? kGuidBytes : 0), head.data_length);
  return point;
}

NodeType node_type_of(const ReparsePoint& point, NodeType without) {
  switch (static_cast<ReparseTag>(point.tag)) {
    case ReparseTag::mount_point:
    case ReparseTag::symbolic_link:
    case ReparseTag::wsl_symbolic_link:
      return NodeType::symbolic_link;
    case ReparseTag::app_execution_link:
      return program_of_app_link(point.data) ? NodeType::symbolic_link : without;
    case ReparseTag::wsl_socket:
      return NodeType::socket;
    case ReparseTag::wsl_fifo:
      return NodeType::fifo;
    case ReparseTag::wsl_character_device:
      return NodeType::character_device;
    case ReparseTag::wsl_block_device:
      return NodeType::block_device;
    case ReparseTag::nfs:
      return node_type_of_nfs(point, without);
    case ReparseTag::deduplicated:
    case ReparseTag::wof:
      break;
  }
  return without;
}

std::optional<LinkTarget> link_target_of(const ReparsePoint& point) {
  constexpr std::size_t kNames = sizeof(layout::ReparseNames);
  switch (static_cast<ReparseTag>(point.tag)) {
    case ReparseTag::mount_point:
      return target_of_names(point.data, kNames, false);
    case ReparseTag::symbolic_link:
      return target_of_names(point.data, kNames + sizeof(le32),
                             (point.data.le32_at(kNames) & kRelativeLink) != 0);
    case ReparseTag::app_execution_link:
      if (const auto program = program_of_app_link(point.data))
        return translate_target(*program, false);
      return std::nullopt;
    case ReparseTag::wsl_symbolic_link:
      return target_of_wsl_link(point.data);
    case ReparseTag::nfs:
      return target_of_nfs_link(point.data);
    default:
      return std::nullopt;
  }
}

std::optional<DeviceNumbers> nfs_device_of(const ReparsePoint& point) {
  if (!point.is(ReparseTag::nfs)) return std::nullopt;
  const auto type = static_cast<NfsType>(point.data.le64_at(0));
  if (type != NfsType::character_device && type != NfsType::block_device) return std::nullopt;
  constexpr std::size_t kMajor = sizeof(le64);
  return DeviceNumbers{point.data.le32_at(kMajor), point.data.le32_at(kMajor + sizeof(le32))};
}

WofPoint parse_wof(const ReparsePoint& point) {
  const auto info = point.data.get<layout::WofInfo>(0);
  if (info.version != 1)
    fail(ErrorKind::unsupported_version, "a WOF reparse point of version {}", info.version.value());
  WofPoint out;
  out.provider_value = info.provider;
  if (info.provider == 1) out.provider = WofProvider::wim;
  if (info.provider != 2) return out;
  out.provider = WofProvider::file;
  const auto file = point.data.get<layout::WofFileInfo>(sizeof(info));
  if (file.version != 1)
    fail(ErrorKind::unsupported_version, "a WOF file of version {}", file.version.value());
  out.algorithm_value = file.algorithm;
  if (file.algorithm < static_cast<std::uint32_t>(WofAlgorithm::unknown))
    out.algorithm = static_cast<WofAlgorithm>(file.algorithm.value());
  return out;
}

}  // namespace vixmount::fs::ntfs
