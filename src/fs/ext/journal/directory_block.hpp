// The entries of one directory block, for changing them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vixmount::fs::ext::jbd2 {

// A view of a block's bytes, which it changes in place. `has_tail`: the last 12 bytes hold the
// block's checksum. Every access is checked: Error{damaged}.
class DirectoryBlock {
 public:
  DirectoryBlock(std::span<std::byte> bytes, bool has_tail) : bytes_(bytes), has_tail_(has_tail) {}

  struct Entry {
    std::uint32_t inode = 0;
    std::string_view name;
  };
  // The entry `name`, or nothing.
  std::optional<Entry> find(std::string_view name) const;
  // False when there is no room.
  bool insert(std::string_view name, std::uint32_t inode, std::uint8_t file_type);
  // False when there is no such entry.
  bool remove(std::string_view name);

  void make_empty();
  // "." and ".." alone, as in the first block of a directory.
  void make_first(std::uint32_t self, std::uint32_t parent, std::uint8_t file_type);

  // A block of a hash tree's inner nodes looks like one unused entry as long as the block.
  bool is_index_node() const;

  bool checksum_matches(std::uint32_t seed) const;
  void update_checksum(std::uint32_t seed);

 private:
  struct Place {
    std::size_t offset = 0;
    std::size_t length = 0;  // of the record
    std::uint32_t inode = 0;
    std::uint8_t name_length = 0;
  };
  std::size_t end() const noexcept;  // where the records end
  Place at(std::size_t offset) const;
  std::string_view name_of(const Place& place) const;
  std::uint16_t encode_length(std::size_t length) const noexcept;
  void write(std::size_t offset, std::size_t length, std::uint32_t inode, std::uint8_t file_type,
             std::string_view name);
  std::uint32_t computed_checksum(std::uint32_t seed) const;

  std::span<std::byte> bytes_;
  bool has_tail_;
};

}  // namespace vixmount::fs::ext::jbd2
