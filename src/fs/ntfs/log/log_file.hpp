// The ring of record pages: reading log records by their LSN, and finding where the log ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/log/layout.hpp"
#include "fs/ntfs/log/restart.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs::log {

// Bound of one record's data. Changes of the file system have less than 128 KiB (16-bit lengths);
// a table of dirty pages has 40 bytes for each of them, so this is enough for 400 MiB of dirty
// metadata.
inline constexpr std::size_t kMostRecordData = std::size_t{4} << 20;

struct LogRecord {
  Lsn lsn = 0;
  std::uint64_t file_offset = 0;  // where its data begins in the file, for messages
  Lsn undo_next = 0;
  Lsn next = 0;  // where a following record would stand
  layout::RecordType type = layout::kClientRecord;
  std::uint32_t transaction = 0;
  std::uint16_t flags = 0;  // layout::LogRecordFlag
  std::vector<std::byte> data;

  BytesView view() const noexcept { return BytesView(data, file_offset); }
};

// Not for several threads at once: it keeps the page that was read last.
class LogFile {
 public:
  // Reads the tail copies. `source`: the content of $LogFile; `restart`: of it, not clean.
  LogFile(io::SourcePtr source, const Restart& restart);

  const Restart& restart() const noexcept { return restart_; }

  // The record at `lsn`; nothing where the log does not hold it, or not all of it: that is the
  // ordinary end of a log. Error{damaged} for a record that contradicts itself.
  std::optional<LogRecord> find(Lsn lsn);
  // For records that have to be there: Error{damaged} when one is not.
  LogRecord get(Lsn lsn);

  // To be called after find() gave nothing behind the log's last record `last`. Error{damaged}
  // when pages were written behind the place where the log ends: it is damaged in its middle.
  void check_end(Lsn last);

 private:
  struct Page {
    std::uint64_t offset = 0;  // in the file
    layout::RecordPage header;
    std::vector<std::byte> bytes;
  };

  std::optional<Page> read_page(std::uint64_t offset) const;
  void read_tail_copies();
  void keep_tail_copy(Page page);
  const Page* page_at(std::uint64_t offset);
  std::uint64_t next_page(std::uint64_t offset) const noexcept;
  std::optional<std::uint64_t> read_data(LogRecord& record, std::uint64_t page_offset,
                                         std::size_t in_page, std::size_t length);
  Lsn following(const LogRecord& record, std::uint64_t page_offset, std::size_t end) const;

  io::SourcePtr source_;
  Restart restart_;
  std::vector<Page> tails_;  // by the place where they belong
  std::optional<Page> current_;
  std::uint64_t current_offset_ = ~std::uint64_t{0};
  std::uint64_t missing_page_ = 0;  // that made find() give nothing
};

}  // namespace vixmount::fs::ntfs::log
