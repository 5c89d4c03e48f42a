#include <algorithm>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/hfsplus/journal/replay.hpp"
#include "fs/hfsplus/volume_header.hpp"
#include "fs/hfsplus/volume_name.hpp"
#include "fs/shared/opening.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::hfsplus {
namespace {

// HFS' own header, where the fields of names are.
constexpr std::size_t kHfsFinderId = 116;
constexpr std::size_t kHfsName = 36;
constexpr std::size_t kHfsLongestName = 27;

std::vector<std::byte> header_bytes(const io::ByteSource& volume, std::uint64_t offset) {
  if (!fits(offset, sizeof(layout::VolumeHeader), volume.size())) return {};
  return io::read_bytes(volume, offset, sizeof(layout::VolumeHeader));
}

// HFS names are in MacRoman; only ASCII is taken as it is.
Identification describe_hfs(BytesView header) {
  Identification out;
  out.type = "hfs";
  std::array<std::byte, 8> id;
  std::copy_n(header.data() + kHfsFinderId, id.size(), id.begin());
  out.uuid = uuid_of(id);
  const auto length = std::min<std::size_t>(header.u8(kHfsName), kHfsLongestName);
  auto name = header.text(kHfsName + 1, length);
  name = name.substr(0, name.find_last_not_of(" \t\r\n") + 1);
  out.label = is_valid_utf8(name) ? std::string(name) : printable(name);
  out.remark = "hfs (\"Mac OS Standard\") is recognised, reading it is not supported";
  return out;
}

// The trees of a volume in use may be half written where only the journal has the rest. It is not
// read as long as they tell the name without it.
std::string label_with_journal(const io::SourcePtr& source, VolumeHeader header) {
  try {
    return label_of(*Volume::open(inside_wrapper(source, header), header));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    const auto replayed = journal::replay(source, header, Options{}, Log{}).volume;
    if (replayed == source) throw;
    header = find_volume_header(*replayed);
    return label_of(*Volume::open(inside_wrapper(replayed, header), header));
  }
}

Identification describe(const io::ByteSource& source) {
  Identification out;
  out.type = "hfsplus";
  try {
    const auto header = find_volume_header(source);
    out.uuid = uuid_of(header.raw.finder_id);
    out.remark = header.remark;
    out.label = label_with_journal(borrowed(source), header);
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    out.remark = error.kind() == ErrorKind::damaged ? "it is damaged: " + error.message()
                                                    : error.message();
  }
  return out;
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& volume) {
  const auto bytes = header_bytes(volume, layout::kHeaderOffset);
  if (bytes.empty()) return std::nullopt;
  const BytesView header(bytes, layout::kHeaderOffset);
  if (is_plus_signature(header.be16_at(0))) {
    const auto block_size = header.be32_at(40);
    if (!is_power_of_two(block_size) || block_size < 512) return std::nullopt;
    return describe(volume);
  }
  if (header.be16_at(0) != layout::kSignatureWrapper) return std::nullopt;
  const auto wrapper = header.get<layout::WrapperBlock>(0);
  if (wrapper.block_size == 0 || wrapper.block_size % 512 != 0) return std::nullopt;
  if (is_plus_signature(wrapper.embedded_signature)) return describe(volume);
  return describe_hfs(header);
}

std::optional<Identification> identify_by_copy(const io::ByteSource& volume) {
  const auto end = volume.size() / 512 * 512;
  if (end < 2 * layout::kHeaderOffset) return std::nullopt;
  const auto bytes = header_bytes(volume, end - layout::kHeaderOffset);
  if (!is_plus_signature(BytesView(bytes).be16_at(0))) return std::nullopt;
  try {
    find_volume_header(volume);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    return std::nullopt;
  }
  return describe(volume);
}

}  // namespace vixmount::fs::hfsplus
