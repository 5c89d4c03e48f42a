// A small $LogFile by hand, and the volume it belongs to, laid out byte by byte.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "fs/ntfs/built_record.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs::log::test_log {

using test_bytes::Bytes;

// What a log record of NTFS says.
struct Change {
  int redo = 0;
  int undo = 0;
  Bytes redo_data = {};
  Bytes undo_data = {};
  std::uint16_t attribute = 0x18;  // its number in the table of open attributes
  std::uint64_t vcn = 0;
  std::vector<std::uint64_t> lcns = {};
  std::uint16_t record_offset = 0;
  std::uint16_t attribute_offset = 0;
  std::uint16_t block_offset = 0;  // in 512 bytes
};
Bytes action(const Change& change);

struct Entry {
  Bytes data = {};
  std::uint32_t type = 1;  // 2: checkpoint
  std::uint32_t transaction = 0x18;
  std::uint64_t undo_next = 0;
  std::uint16_t flags = 0;
};

class LogBuilder {
 public:
  static constexpr std::size_t kPage = 4096;
  struct Shape {
    int major = 1;
    std::size_t pages = 16;  // of the ring
    std::size_t begin = 0;   // page of the ring where the first record stands
  };

  explicit LogBuilder(Shape shape);
  LogBuilder() : LogBuilder(Shape()) {}

  // Its LSN.
  std::uint64_t add(const Entry& entry);
  // A checkpoint with empty tables; the last one counts.
  std::uint64_t checkpoint();
  std::uint64_t checkpoint(const Bytes& data);
  // Begins the next page.
  void skip_page();
  // The page that holds `lsn`: bytes from the beginning of the file.
  std::size_t page_of(std::uint64_t lsn) const;
  std::uint64_t last() const { return last_; }
  // Puts the page of `lsn` into the tail copies, and in its place what it was before.
  void move_to_tail(std::uint64_t lsn);

  // The content of $LogFile.
  Bytes file() const;
  Bytes restart_page(std::uint64_t current_lsn, int flags) const;

 private:
  std::size_t first_page() const;
  Bytes& page(std::size_t number);
  Bytes finished_page(std::size_t number) const;
  void next_page();

  Shape shape_;
  std::map<std::size_t, Bytes> pages_;  // by number in the ring
  std::size_t number_;
  std::size_t position_;
  std::uint64_t lap_ = 5;
  std::uint64_t checkpoint_ = 0;
  std::uint64_t last_ = 0;
  std::size_t tail_ = ~std::size_t{0};  // number of the page that is only a tail copy
};

// Clusters of 4 KiB, records of 1 KiB; the MFT is at cluster 16.
class Volume {
 public:
  Volume() : bytes_(64 * 4096) {}
  static constexpr std::uint64_t kMft = 16;
  static constexpr std::uint64_t kIndex = 40;  // cluster of an index block

  // `record`: as on disk.
  void put(std::uint64_t offset, const Bytes& bytes);
  static std::uint64_t record_offset(std::uint32_t number) { return kMft * 4096 + number * 1024; }
  io::SourcePtr source() const;

 private:
  Bytes bytes_;
};

}  // namespace vixmount::fs::ntfs::log::test_log
