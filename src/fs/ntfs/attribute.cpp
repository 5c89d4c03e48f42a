#include "fs/ntfs/attribute.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

// A larger virtual cluster number can belong to no file, whose sizes have 63 bits.
constexpr std::uint64_t kMostVcn = std::numeric_limits<std::int64_t>::max();
// Windows writes 4 (16 clusters); ntfs-3g and Linux refuse more than that by the cluster size.
constexpr unsigned kMostCompressionUnit = 16;

}  // namespace

Attribute::Attribute(BytesView bytes) : bytes_(bytes) {
  const auto raw = bytes.get<layout::AttributeHeader>(0);
  raw_type_ = raw.type;
  flags_ = raw.flags;
  id_ = raw.id;
  if (raw.non_resident > 1)
    fail_at(bytes.origin() + offsetof(layout::AttributeHeader, non_resident),
            "attribute 0x{:X}: neither resident nor non-resident ({})", raw_type_,
            unsigned{raw.non_resident});
  non_resident_ = raw.non_resident != 0;
  if (raw.name_length != 0) name_ = bytes.sub(raw.name_offset, std::size_t{raw.name_length} * 2);
  non_resident_ ? read_non_resident() : read_resident();
}

void Attribute::read_resident() {
  const auto raw = bytes_.get<layout::ResidentHeader>(0);
  content_ = bytes_.sub(raw.value_offset, raw.value_length);
}

void Attribute::read_non_resident() {
  const auto raw = bytes_.get<layout::NonResidentHeader>(0);
  lowest_vcn_ = raw.lowest_vcn;
  end_vcn_ = raw.highest_vcn.value() + 1;  // all bits set wraps to 0: no cluster
  if (lowest_vcn_ > kMostVcn || end_vcn_ > kMostVcn || end_vcn_ < lowest_vcn_)
    fail_at(bytes_.origin() + offsetof(layout::NonResidentHeader, lowest_vcn),
            "{}: virtual clusters from {} up to {}", description(), lowest_vcn_, end_vcn_);
  compression_unit_ = raw.compression_unit;
  if (compression_unit_ > kMostCompressionUnit)
    fail_at(bytes_.origin() + offsetof(layout::NonResidentHeader, compression_unit),
            "{}: compression units of 2^{} clusters", description(), unsigned{compression_unit_});
  content_ = bytes_.from(raw.mapping_pairs_offset);
}

bool Attribute::is_compressed() const noexcept {
  return (flags_ & layout::kAttributeCompressionMask) != 0;
}

bool Attribute::is_encrypted() const noexcept {
  return (flags_ & layout::kAttributeEncrypted) != 0;
}

bool Attribute::is_sparse() const noexcept { return (flags_ & layout::kAttributeSparse) != 0; }

bool Attribute::has_name(std::u16string_view name) const noexcept { return equals(name_, name); }

BytesView Attribute::value() const {
  if (non_resident_) fail_at(bytes_.origin(), "{} is not resident, as it has to be", description());
  return content_;
}

BytesView Attribute::mapping_pairs() const {
  if (!non_resident_) fail_at(bytes_.origin(), "{} is resident, as it cannot be", description());
  return content_;
}

NonResidentSizes Attribute::sizes() const {
  if (!non_resident_ || lowest_vcn_ != 0)
    fail_at(bytes_.origin(), "{}: this part has no sizes", description());
  const auto raw = bytes_.get<layout::NonResidentHeader>(0);
  NonResidentSizes out{raw.allocated_size, raw.data_size, raw.initialized_size, raw.allocated_size};
  if (out.data > out.allocated || out.initialized > out.data || out.allocated > kMostVcn)
    fail_at(bytes_.origin() + offsetof(layout::NonResidentHeader, allocated_size),
            "{}: {} bytes initialized of {}, {} allocated", description(), out.initialized,
            out.data, out.allocated);
  const std::size_t pairs = raw.mapping_pairs_offset;
  if ((is_compressed() || is_sparse()) && pairs >= layout::kTotalAllocatedOffset + sizeof(le64))
    out.on_disk = bytes_.le64_at(layout::kTotalAllocatedOffset);
  return out;
}

std::string Attribute::description() const {
  std::string out(name_of(type()));
  if (out.empty()) out = fmt::format("attribute 0x{:X}", raw_type_);
  if (!name_.empty()) out += " " + printable(utf16le_to_utf8(name_.span()));
  return out;
}

std::string_view name_of(AttributeType type) noexcept {
  switch (type) {
    case AttributeType::standard_information:
      return "$STANDARD_INFORMATION";
    case AttributeType::attribute_list:
      return "$ATTRIBUTE_LIST";
    case AttributeType::file_name:
      return "$FILE_NAME";
    case AttributeType::object_id:
      return "$OBJECT_ID";
    case AttributeType::security_descriptor:
      return "$SECURITY_DESCRIPTOR";
    case AttributeType::volume_name:
      return "$VOLUME_NAME";
    case AttributeType::volume_information:
      return "$VOLUME_INFORMATION";
    case AttributeType::data:
      return "$DATA";
    case AttributeType::index_root:
      return "$INDEX_ROOT";
    case AttributeType::index_allocation:
      return "$INDEX_ALLOCATION";
    case AttributeType::bitmap:
      return "$BITMAP";
    case AttributeType::reparse_point:
      return "$REPARSE_POINT";
    case AttributeType::ea_information:
      return "$EA_INFORMATION";
    case AttributeType::ea:
      return "$EA";
    case AttributeType::property_set:
      return "$PROPERTY_SET";
    case AttributeType::logged_utility_stream:
      return "$LOGGED_UTILITY_STREAM";
  }
  return {};
}

bool equals(BytesView utf16, std::u16string_view text) noexcept {
  if (utf16.size() != text.size() * 2) return false;
  const auto bytes = utf16.span();
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::to_integer<unsigned>(bytes[2 * i]) != (text[i] & 0xFFU) ||
        std::to_integer<unsigned>(bytes[2 * i + 1]) != static_cast<unsigned>(text[i]) >> 8)
      return false;
  return true;
}

}  // namespace vixmount::fs::ntfs
