// An MFT record: its header and its attributes, each checked before it is handed out. Facts:
// layout.hpp's sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>

#include "base/bytes.hpp"
#include "base/endian.hpp"
#include "fs/ntfs/attribute.hpp"

namespace vixmount::fs::ntfs {

// Which record is meant, and which of the files that used it one after the other.
struct FileReference {
  std::uint64_t record = 0;    // 48 bits
  std::uint16_t sequence = 0;  // 0: any

  static constexpr FileReference from(std::uint64_t raw) noexcept {
    return {raw & 0xFFFF'FFFF'FFFF, static_cast<std::uint16_t>(raw >> 48)};
  }
  friend bool operator==(const FileReference&, const FileReference&) = default;
};

class Record;

// The attributes of a record in their order: `for (const Attribute& attribute :
// record.attributes())`. The walk is bounded by the record; each step throws Error{damaged} at what
// does not fit.
class AttributeRange {
 public:
  class Iterator {
   public:
    using value_type = Attribute;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(BytesView rest) : rest_(rest) { load(); }
    const Attribute& operator*() const noexcept { return attribute_; }
    const Attribute* operator->() const noexcept { return &attribute_; }
    Iterator& operator++();
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& a, std::default_sentinel_t) noexcept {
      return a.at_end_;
    }

   private:
    void load();
    BytesView rest_;
    Attribute attribute_;
    bool at_end_ = false;
  };

  explicit AttributeRange(BytesView bytes) : bytes_(bytes) {}
  Iterator begin() const { return Iterator(bytes_); }
  static std::default_sentinel_t end() noexcept { return {}; }

 private:
  BytesView bytes_;
};

// Cheap to copy: the bytes are shared. Immutable.
class Record {
 public:
  // `bytes`: a whole record with its fixups applied, kept alive by `owner`; origin: its place on
  // the volume, for messages. Error{damaged} when the header contradicts itself.
  Record(std::uint64_t number, BytesView bytes, std::shared_ptr<const void> owner);

  std::uint64_t number() const noexcept { return number_; }
  BytesView bytes() const noexcept { return bytes_; }
  bool in_use() const noexcept;
  bool is_directory() const noexcept;
  std::uint16_t sequence() const noexcept { return sequence_; }
  std::uint16_t link_count() const noexcept { return link_count_; }  // DOS names are counted too
  std::uint64_t log_sequence_number() const noexcept { return log_sequence_number_; }
  // The record whose extension this one is; nothing (record 0, sequence 0) in a base record.
  FileReference base() const noexcept { return base_; }
  bool is_base() const noexcept { return base_ == FileReference{}; }

  AttributeRange attributes() const { return AttributeRange(attributes_); }

 private:
  std::shared_ptr<const void> owner_;
  BytesView bytes_;
  BytesView attributes_;  // from the first one to the end of what is used
  std::uint64_t number_;
  std::uint64_t log_sequence_number_;
  FileReference base_;
  std::uint16_t sequence_;
  std::uint16_t link_count_;
  std::uint16_t flags_;
};

// A copy of `bytes` (a whole record as it is on disk at `origin`) with fixups applied, as a Record.
// For those who read single records outside of an Mft. Error{damaged}.
Record parse_record(std::uint64_t number, BytesView bytes);

// True when the bytes begin like a record that can be read.
bool has_record_magic(std::span<const std::byte> bytes) noexcept;

}  // namespace vixmount::fs::ntfs
