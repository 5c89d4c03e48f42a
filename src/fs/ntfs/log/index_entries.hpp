// Changing the entries of an index, in an index block or in an index root: both have the same
// header in front of them.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"
#include "fs/ntfs/log/layout.hpp"

namespace vixmount::fs::ntfs::log {

class IndexEntries {
 public:
  // `bytes`: from the index header to the end of what it may use; changed in place. Error{damaged}
  // when the header contradicts them.
  explicit IndexEntries(std::span<std::byte> bytes);

  // All positions are in bytes from the index header and must be those of an entry, else
  // Error{damaged}.

  // The bytes behind the entries must have room for it.
  void insert(std::size_t position, const BytesView& entry);
  // How many bytes it had.
  std::size_t remove(std::size_t position);
  void set_child(std::size_t position, const BytesView& vcn);
  void set_file_name_info(std::size_t position, const BytesView& info);
  void set_record(std::size_t position, const BytesView& data);
  // Replaces all entries from `position` on.
  void write_end(std::size_t position, const BytesView& entries);

  layout::IndexHeader header() const;
  void set_header(const layout::IndexHeader& header);

 private:
  void require_entry(std::size_t position) const;
  layout::IndexEntry entry_at(std::size_t position) const;
  void put(std::size_t position, std::size_t in_entry, const BytesView& data);
  void set_used(std::size_t bytes);

  std::span<std::byte> bytes_;
};

// Bytes of the entry that `data` holds. Error{damaged}.
std::size_t entry_length(const BytesView& data);

}  // namespace vixmount::fs::ntfs::log
