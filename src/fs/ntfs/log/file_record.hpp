// Changing an MFT record as the log says. Sizes and positions in bytes; those inside of the record
// come from the log and have to be those of an attribute, else Error{damaged}: then the record on
// disk is not the one that the log means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "fs/ntfs/layout.hpp"
#include "fs/ntfs/log/action.hpp"

namespace vixmount::fs::ntfs::log {

class FileRecord {
 public:
  // `bytes`: a whole record with its true bytes; changed in place.
  explicit FileRecord(std::span<std::byte> bytes) : bytes_(bytes) {}

  // Makes the change that `action` describes, in the direction `change`. True when the operation
  // is one that changes MFT records.
  void apply(const Action& action, const Change& change);

 private:
  using Header = ntfs::layout::RecordHeader;

  void initialize(const Action& action, const Change& change);
  void deallocate();
  void apply_to_attribute(const Action& action, const Change& change);
  void apply_to_index_root(const Action& action, const Change& change);
  void write_end(std::size_t position, const BytesView& data);
  void create_attribute(std::size_t position, const BytesView& data);
  void delete_attribute(std::size_t position);
  void update_value(const Action& action, const Change& change);
  void update_mapping_pairs(const Action& action, const Change& change);
  void set_sizes(std::size_t position, const BytesView& data);
  void zero_end(std::size_t position, std::size_t length);
  void add_index_entry(const Action& action, const BytesView& entry);
  void delete_index_entry(const Action& action);

  Header header() const;
  void set_header(const Header& header);
  void require_valid() const;
  void require_attribute(std::size_t position) const;
  template <typename Layout>
  Layout attribute(std::size_t position) const;
  template <typename Layout>
  void set_attribute(std::size_t position, const Layout& layout);
  // Gives the attribute another length (a multiple of 8); what follows it moves.
  void resize_attribute(std::size_t position, std::size_t length);
  void put(std::size_t position, const BytesView& data);
  // From the index header of the index root at `position` to the attribute's end.
  std::span<std::byte> index_root(std::size_t position);
  std::size_t index_header_in_attribute(std::size_t position) const;

  std::span<std::byte> bytes_;
};

// Whether `operation` (layout::Operation) changes an MFT record.
bool changes_file_record(std::uint16_t operation) noexcept;

}  // namespace vixmount::fs::ntfs::log
