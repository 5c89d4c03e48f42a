#include "fs/ntfs/interix.hpp"

#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kMarkBytes = 8;
constexpr std::string_view kLink("IntxLNK\1", kMarkBytes);
constexpr std::string_view kCharacterDevice("IntxCHR\0", kMarkBytes);
constexpr std::string_view kBlockDevice("IntxBLK\0", kMarkBytes);
constexpr std::size_t kLongestTarget = 4096;  // PATH_MAX, UTF-16 code units
constexpr std::size_t kDeviceBytes = kMarkBytes + 2 * sizeof(le64);

std::optional<InterixFile> parse_device(BytesView bytes, NodeType type) {
  if (bytes.size() != kDeviceBytes) return std::nullopt;
  InterixFile out;
  out.type = type;
  out.device = {static_cast<std::uint32_t>(bytes.le64_at(kMarkBytes)),
                static_cast<std::uint32_t>(bytes.le64_at(kMarkBytes + sizeof(le64)))};
  return out;
}

}  // namespace

bool can_be_interix(std::uint64_t size) noexcept {
  return size > kMarkBytes && size <= kMarkBytes + 2 * kLongestTarget;
}

std::optional<InterixFile> parse_interix(const io::ByteSource& content) {
  if (!can_be_interix(content.size())) return std::nullopt;
  const auto stored = io::read_bytes(content, 0, content.size());
  const BytesView bytes(stored);
  const auto mark = bytes.text(0, kMarkBytes);
  if (mark == kCharacterDevice) return parse_device(bytes, NodeType::character_device);
  if (mark == kBlockDevice) return parse_device(bytes, NodeType::block_device);
  if (mark != kLink) return std::nullopt;
  InterixFile out;
  out.target = to_utf8(Utf16View(bytes.from(kMarkBytes).span()));
  return out;
}

}  // namespace vixmount::fs::ntfs
