#include "guest/windows/hive_log.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "guest/windows/base_block.hpp"
#include "guest/windows/dirty_pages.hpp"
#include "guest/windows/log_entries.hpp"

namespace vixmount::guest::windows {
namespace {

using layout::BaseBlock;
using layout::FileType;

struct OpenLog {
  const HiveLog* log = nullptr;
  BaseBlock base;
};

bool has_type(const OpenLog& log, FileType type) {
  return log.base.file_type == static_cast<std::uint32_t>(type);
}

class Recovery {
 public:
  Recovery(HiveMemory& hive, const std::vector<HiveLog>& logs) : hive_(hive) {
    base_ = read_base_block(BytesView(hive.bytes()));
    outcome_.was_dirty = !base_ || is_dirty(*base_);
    if (outcome_.was_dirty)
      for (const auto& log : logs) open(log);
  }

  LogOutcome run() {
    // A log of the other kind beside is older: Windows never changes back.
    apply_entry_logs();
    if (outcome_.applied == 0) apply_page_log();
    return std::move(outcome_);
  }

 private:
  void leave_out(const HiveLog& log, std::string_view text) {
    outcome_.unused.push_back(fmt::format("{}: {}", log.name, text));
  }

  void open(const HiveLog& log) {
    if (log.content->size() <= layout::kSectorSize) return;  // made, and never written
    const auto head = io::read_bytes(*log.content, 0, layout::kSectorSize);
    const auto base = read_base_block(BytesView(head));
    if (!base)
      leave_out(log, "its base block is damaged");
    else if (is_dirty(*base))
      leave_out(log, "writing it had not ended");
    else
      logs_.push_back({&log, *base});
  }

  // ---- entries ----

  void apply_entry_logs() {
    std::vector<EntryLog> logs;
    for (const auto& log : logs_)
      if (has_type(log, FileType::entry_log)) add_entry_log(log, logs);
    std::sort(logs.begin(), logs.end(), [](const EntryLog& a, const EntryLog& b) {
      return a.first_sequence() < b.first_sequence();
    });
    // Without the hive's own numbers, only the newest log can be told to be meant.
    if (!base_ && logs.size() > 1) logs.erase(logs.begin(), logs.end() - 1);
    std::optional<std::uint32_t> last;
    for (const auto& log : logs) {
      if (last && log.first_sequence() != *last + 1) {
        outcome_.remarks.push_back(
            fmt::format("its logs end with entry {}, the next begins with {}; that one is not used",
                        *last, log.first_sequence()));
        break;
      }
      outcome_.applied += log.apply(hive_);
      last = log.last_sequence();
      finish(log.base(), log.bins_size(), *last, log.flags());
    }
  }

  void add_entry_log(const OpenLog& log, std::vector<EntryLog>& logs) {
    EntryLog entries(log.log->content, log.base);
    if (entries.empty())
      leave_out(*log.log, "its first entry is damaged or of an earlier time");
    else if (!base_ || entries.first_sequence() >= base_->secondary_sequence)
      logs.push_back(std::move(entries));  // an older one was applied already
  }

  // ---- pages ----

  void apply_page_log() {
    for (const auto& log : logs_) {
      if (!has_type(log, FileType::log) && !has_type(log, FileType::log_variant)) continue;
      if (log.base.written != time_of_hive()) {
        leave_out(*log.log, "it is of another time than the hive");
        continue;
      }
      try {
        apply_dirty_pages(*log.log->content, log.base, hive_);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::damaged) throw;
        leave_out(*log.log, error.message());
        continue;
      }
      outcome_.applied = 1;
      finish(log.base, log.base.bins_size, log.base.primary_sequence, 0);
      return;
    }
  }

  // Where the base block is damaged, the first bin's copy.
  std::uint64_t time_of_hive() const {
    constexpr auto kPosition = layout::kBinsOffset + layout::kBinTimeOffset;
    if (base_) return base_->written;
    const BytesView hive(hive_.bytes());
    return hive.size() < kPosition + 8 ? 0 : hive.le64_at(kPosition);
  }

  // The base block that a hive has once all is written.
  void finish(const BaseBlock& of_log, std::uint32_t bins_size, std::uint32_t sequence,
              std::uint32_t flags) {
    if (hive_.bytes().size() < layout::kBinsOffset) hive_.resize(layout::kBinsOffset);
    auto block = base_.value_or(of_log);
    block.file_type = static_cast<std::uint32_t>(FileType::hive);
    block.primary_sequence = sequence;
    block.secondary_sequence = sequence;
    block.bins_size = bins_size;
    block.flags = (block.flags & ~1U) | (flags & 1U);
    block.checksum = base_block_checksum(block);
    std::memcpy(hive_.bytes().data(), static_cast<const void*>(&block), sizeof block);
    base_ = block;
  }

  HiveMemory& hive_;
  std::optional<BaseBlock> base_;  // nothing: damaged
  std::vector<OpenLog> logs_;
  LogOutcome outcome_;
};

}  // namespace

LogOutcome apply_logs(HiveMemory& hive, const std::vector<HiveLog>& logs) {
  return Recovery(hive, logs).run();
}

}  // namespace vixmount::guest::windows
