// One attribute of an MFT record, as a checked view. Facts: layout.hpp's sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace vixmount::fs::ntfs {

enum class AttributeType : std::uint32_t {
  standard_information = 0x10,
  attribute_list = 0x20,
  file_name = 0x30,
  object_id = 0x40,  // volume version in NTFS 1.x
  security_descriptor = 0x50,
  volume_name = 0x60,
  volume_information = 0x70,
  data = 0x80,
  index_root = 0x90,
  index_allocation = 0xA0,
  bitmap = 0xB0,
  reparse_point = 0xC0,  // symbolic link in NTFS 1.x
  ea_information = 0xD0,
  ea = 0xE0,
  property_set = 0xF0,
  logged_utility_stream = 0x100,
};

// The sizes of a non-resident attribute; from its first part (lowest_vcn 0), bytes.
struct NonResidentSizes {
  std::uint64_t allocated =
      0;                   // of the virtual clusters, holes included; a whole number of clusters
  std::uint64_t data = 0;  // the length of the content
  std::uint64_t initialized = 0;  // what lies behind it reads as zeros; at most `data`
  std::uint64_t on_disk = 0;      // clusters really taken: less than `allocated` when sparse
};

// A plain view: valid as long as the record's bytes. Every offset in it was checked.
class Attribute {
 public:
  Attribute() = default;  // a placeholder until one is read
  // `bytes`: from the attribute's first byte, as long as its length field tells. Error{damaged}.
  explicit Attribute(BytesView bytes);

  AttributeType type() const noexcept { return static_cast<AttributeType>(raw_type_); }
  std::uint16_t id() const noexcept { return id_; }
  std::uint16_t flags() const noexcept { return flags_; }
  bool is_compressed() const noexcept;  // by any method
  bool is_encrypted() const noexcept;
  bool is_sparse() const noexcept;
  bool is_resident() const noexcept { return !non_resident_; }

  BytesView bytes() const noexcept { return bytes_; }  // the whole attribute, header included
  BytesView name() const noexcept { return name_; }    // UTF-16, without a zero at the end
  bool has_name(std::u16string_view name) const noexcept;

  // The content of a resident attribute. Error{damaged} when this one is not resident.
  BytesView value() const;

  // Of a non-resident attribute; 0 in a resident one, whose only part this is.
  std::uint64_t lowest_vcn() const noexcept { return lowest_vcn_; }
  // Behind the last virtual cluster that this part describes; equal to lowest_vcn when none.
  std::uint64_t end_vcn() const noexcept { return end_vcn_; }
  // log2 of the clusters of a compression unit; 0: not compressed.
  unsigned compression_unit() const noexcept { return compression_unit_; }
  // Checked against each other; Error{damaged} when this is not the first part of a non-resident
  // attribute.
  NonResidentSizes sizes() const;
  // The encoded runs (runlist.hpp). Error{damaged} in a resident attribute.
  BytesView mapping_pairs() const;

  // "$DATA", "$DATA stream", "attribute 0x180": for messages.
  std::string description() const;

 private:
  void read_resident();
  void read_non_resident();

  BytesView bytes_;
  BytesView name_;
  BytesView content_;  // value or mapping pairs
  std::uint64_t lowest_vcn_ = 0;
  std::uint64_t end_vcn_ = 0;
  std::uint32_t raw_type_ = 0;
  std::uint16_t flags_ = 0;
  std::uint16_t id_ = 0;
  bool non_resident_ = false;
  std::uint8_t compression_unit_ = 0;
};

// The names that Microsoft gives to attribute types: "$DATA". Empty for unknown ones.
std::string_view name_of(AttributeType type) noexcept;

// True when UTF-16 bytes of the disk are exactly `text`.
bool equals(BytesView utf16, std::u16string_view text) noexcept;

}  // namespace vixmount::fs::ntfs
