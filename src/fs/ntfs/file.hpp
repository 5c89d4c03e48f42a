// A file as NTFS means it (directories and system files too): a base record and, where that was too
// small, the records that its attribute list names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "fs/ntfs/attribute_list.hpp"
#include "fs/ntfs/mft.hpp"
#include "fs/ntfs/record.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// An attribute (its first part) together with the record whose bytes it is a view of.
struct FoundAttribute {
  Record record;
  Attribute attribute;
};

// A value that is cheap to make without an attribute list: one record.
class File {
 public:
  // Error{not_found} when the record is not in use or belongs to another file's; Error{damaged}.
  File(MftPtr mft, std::uint64_t number);
  // `base`: a base record in use.
  File(MftPtr mft, Record base);

  std::uint64_t number() const noexcept { return base_.number(); }
  const Record& base() const noexcept { return base_; }
  const MftPtr& mft() const noexcept { return mft_; }

  // Calls `visit(record, attribute)` for the first part of each attribute whose type `wanted(type)`
  // is true for, in the order of the disk. `visit` returns false to stop. Records that hold nothing
  // wanted are not read.
  template <typename Wanted, typename Visit>
  void for_each_if(Wanted wanted, Visit visit) const;
  template <typename Visit>
  void for_each(AttributeType type, Visit visit) const {
    for_each_if([type](AttributeType candidate) { return candidate == type; }, visit);
  }

  // The attribute of this type and name, as the disk writes it.
  std::optional<FoundAttribute> find(AttributeType type, std::u16string_view name = {}) const;

  // The runs of a non-resident attribute, all parts joined. `first` is from this file.
  Runlist runs_of(const FoundAttribute& first) const;

  // The content as it is stored: resident bytes or clusters. Compressed and encrypted content is
  // not decoded: see data.hpp. Error{damaged}.
  io::SourcePtr open_stored(const FoundAttribute& first) const;

  // All of open_stored, for attributes that are small. Error{damaged} above `most` bytes.
  std::vector<std::byte> read_whole(const FoundAttribute& first, std::uint64_t most) const;

 private:
  // Present when the file has an attribute list.
  struct List {
    std::vector<std::byte> bytes;
    std::vector<AttributeListEntry> entries;
  };

  void load_list(const Attribute& attribute);
  Record listed_record(const AttributeListEntry& entry) const;

  MftPtr mft_;
  Record base_;
  std::shared_ptr<const List> list_;
};

template <typename Wanted, typename Visit>
void File::for_each_if(Wanted wanted, Visit visit) const {
  if (!list_) {
    for (const auto& attribute : base_.attributes())
      if (wanted(attribute.type()) && attribute.lowest_vcn() == 0 && !visit(base_, attribute))
        return;
    return;
  }
  for (const auto& entry : list_->entries) {
    if (!wanted(entry.type) || entry.lowest_vcn != 0) continue;
    const auto record = listed_record(entry);
    if (!visit(record, find_listed_attribute(record, entry))) return;
  }
}

}  // namespace vixmount::fs::ntfs
