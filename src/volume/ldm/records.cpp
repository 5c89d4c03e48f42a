#include "volume/ldm/records.hpp"

#include <cstring>

#include "base/text.hpp"
#include "volume/ldm/layout.hpp"

namespace vixmount::volume::ldm {
namespace {

// Flags of a record tell which fields its end has.
constexpr std::uint8_t kVolumeHasHint = 0x02;
constexpr std::uint8_t kVolumeHasFirstId = 0x08;
constexpr std::uint8_t kVolumeHasSecondId = 0x20;
constexpr std::uint8_t kVolumeHasSecondSize = 0x80;
constexpr std::uint8_t kComponentHasChunk = 0x10;
constexpr std::uint8_t kPartitionHasColumn = 0x08;

// Takes fields of a record off its front. Many have a length byte of their own.
class FieldReader {
 public:
  explicit FieldReader(const BytesView& fields) : fields_(fields) {}

  std::uint64_t number() {
    const auto length = u8();
    if (length > 8)
      fail_at(fields_.origin() + at_ - 1, "a number in a database record has {} bytes", length);
    std::uint64_t value = 0;
    for (unsigned i = 0; i < length; ++i) value = value << 8 | u8();
    return value;
  }

  std::string text() { return fixed_text(u8()); }

  std::string fixed_text(std::size_t length) {
    const std::string value(fields_.text_until_nul(at_, length));
    at_ += length;
    return value;
  }

  void skip(std::size_t bytes) { fields_.sub(at_, bytes), at_ += bytes; }
  void skip_text() { skip(u8()); }

  std::uint8_t u8() {
    const auto value = fields_.u8(at_);
    ++at_;
    return value;
  }

  std::uint64_t be64() {
    const auto value = fields_.be64_at(at_);
    at_ += 8;
    return value;
  }

  Guid guid() {
    const auto bytes = fields_.sub(at_, 16).span();
    at_ += 16;
    return Guid::from_uuid_bytes(bytes.first<16>());
  }

  std::uint64_t position() const noexcept { return fields_.origin() + at_; }

 private:
  BytesView fields_;
  std::size_t at_ = 0;
};

VolumeRecord parse_volume(FieldReader fields, std::uint8_t flags) {
  VolumeRecord volume;
  volume.id = fields.number();
  volume.name = fields.text();
  fields.skip_text();  // "gen" or "raid5": `kind` says the same
  fields.skip_text();
  volume.state = fields.fixed_text(14);
  volume.kind = fields.u8();
  fields.skip(1 + 1 + 3 + 1);  // unknown, volume number, zeros, flags
  volume.component_count = fields.number();
  volume.commit = fields.be64();
  fields.skip(8);
  volume.size = fields.number();
  fields.skip(4);
  volume.partition_type = fields.u8();
  volume.guid = fields.guid();
  if (flags & kVolumeHasFirstId) fields.skip_text();
  if (flags & kVolumeHasSecondId) fields.skip_text();
  if (flags & kVolumeHasSecondSize) fields.number();
  if (flags & kVolumeHasHint) volume.drive_letter = fields.text();
  return volume;
}

ComponentRecord parse_component(FieldReader fields, std::uint8_t flags) {
  ComponentRecord component;
  component.id = fields.number();
  component.name = fields.text();
  component.state = fields.text();
  const auto position = fields.position();
  const auto arrangement = fields.u8();
  if (arrangement < 1 || arrangement > 3)
    fail(ErrorKind::unsupported, "component {} is arranged in the unknown way {} (at byte {})",
         printable(component.name), arrangement, position);
  component.arrangement = static_cast<Arrangement>(arrangement);
  fields.skip(4);
  component.partition_count = fields.number();
  component.commit = fields.be64();
  fields.skip(8);
  component.volume = fields.number();
  fields.skip(1);
  if (flags & kComponentHasChunk) {
    component.chunk_size = fields.number();
    component.columns = fields.number();
  }
  return component;
}

PartitionRecord parse_partition(FieldReader fields, std::uint8_t flags) {
  PartitionRecord partition;
  partition.id = fields.number();
  partition.name = fields.text();
  fields.skip(4);
  partition.commit = fields.be64();
  partition.start = fields.be64();
  partition.volume_start = fields.be64();
  partition.size = fields.number();
  partition.component = fields.number();
  partition.disk = fields.number();
  if (flags & kPartitionHasColumn) partition.column = fields.number();
  return partition;
}

DiskRecord parse_disk(FieldReader fields, unsigned revision) {
  DiskRecord disk;
  disk.id = fields.number();
  disk.name = fields.text();
  if (revision == 4) {
    disk.guid = fields.guid();
    return disk;
  }
  const auto position = fields.position();
  const auto guid = Guid::parse(fields.text());
  if (!guid) fail_at(position, "the id of disk {} is no GUID", printable(disk.name));
  disk.guid = *guid;
  return disk;
}

GroupRecord parse_group(FieldReader fields) {
  GroupRecord group;
  group.id = fields.number();
  group.name = fields.text();
  return group;
}

}  // namespace

std::optional<Record> parse_record(const BytesView& record) {
  const auto head = record.get<RecordHead>(0);
  if (head.type == 0) return std::nullopt;
  const FieldReader fields(record.sub(sizeof(RecordHead), head.size));
  switch (head.type) {
    case 0x51:
      return parse_volume(fields, head.flags);
    case 0x32:
      return parse_component(fields, head.flags);
    case 0x33:
      return parse_partition(fields, head.flags);
    case 0x34:
    case 0x44:
      return parse_disk(fields, head.type >> 4);
    case 0x35:
    case 0x45:
      return parse_group(fields);
    default:
      fail(ErrorKind::unsupported_version, "database record of unknown type 0x{:02x} (at byte {})",
           head.type, record.origin());
  }
}

}  // namespace vixmount::volume::ldm
