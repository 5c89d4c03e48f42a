#include "fs/xfs/log/replay.hpp"

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "fs/xfs/blocks.hpp"
#include "fs/xfs/log/buffer_item.hpp"
#include "fs/xfs/log/find_ends.hpp"
#include "fs/xfs/log/inode_item.hpp"
#include "fs/xfs/log/intents.hpp"

namespace vixmount::fs::xfs {
namespace {

using log::ActiveLog;
using log::Item;
using log::LogArea;
using log::Transaction;
using ItemType = log::layout::ItemType;

// Changed blocks held in memory: a log of 64 MiB, as mkfs.xfs makes them for small disks, changes
// less; those of servers are larger, but rarely full of different blocks.
constexpr std::uint64_t kMostMemory = 512ULL << 20;
constexpr std::uint32_t kOverlayBlock = 4096;

ItemType type_of(const Item& item) { return static_cast<ItemType>(item.type()); }

// The order in which the items of one transaction are applied: changes of blocks (new inodes among
// them), then inodes and all others, and what is given back last.
int rank_of(const Item& item) {
  if (type_of(item) == ItemType::inode_create) return 0;
  if (type_of(item) != ItemType::buffer) return 1;
  return (log::buffer_item_header(item).flags & log::layout::kCancel) != 0 ? 2 : 0;
}

class Replay {
 public:
  Replay(const LogArea& area, const ActiveLog& active, const xfs::layout::Uuid& uuid,
         log::Target& target)
      : area_(area), active_(active), uuid_(uuid), target_(target) {}

  void run() {
    pass([this](const Transaction& transaction) { note_cancelled(transaction); });
    pass([this](const Transaction& transaction) { apply(transaction); });
  }
  std::uint32_t transactions() const noexcept { return transactions_; }
  const log::Intents& intents() const noexcept { return intents_; }

 private:
  void pass(log::CommitVisitor visit) const;
  void note_cancelled(const Transaction& transaction);
  void apply(const Transaction& transaction);
  void apply(const Item& item, std::uint64_t sequence);

  const LogArea& area_;
  const ActiveLog& active_;
  const xfs::layout::Uuid& uuid_;
  log::Target& target_;
  log::CancelledBuffers cancelled_;
  log::Intents intents_;
  std::uint32_t transactions_ = 0;
};

void Replay::pass(log::CommitVisitor visit) const {
  log::Assembler assembler(std::move(visit));
  for (const auto block : active_.records) {
    const auto record = log::find_record(area_, block, uuid_);
    const auto data = record ? log::read_record(area_, *record) : std::nullopt;
    if (!data) fail_at(area_.offset_of(block), "a record of the log changed while it was read");
    assembler.add_record(BytesView(*data, area_.offset_of(block)), record->header.operation_count,
                         record->header.sequence);
  }
}

void Replay::note_cancelled(const Transaction& transaction) {
  for (const auto& item : transaction.items) {
    if (type_of(item) != ItemType::buffer) continue;
    const auto header = log::buffer_item_header(item);
    if ((header.flags & log::layout::kCancel) != 0) cancelled_.add(header.address, header.length);
  }
}

void Replay::apply(const Transaction& transaction) {
  ++transactions_;
  for (int rank = 0; rank <= 2; ++rank)
    for (const auto& item : transaction.items)
      if (rank_of(item) == rank) apply(item, transaction.sequence);
}

void Replay::apply(const Item& item, std::uint64_t sequence) {
  if (item.regions.size() != item.expected)
    fail(ErrorKind::damaged, "log item with {} parts of {}", item.regions.size(), item.expected);
  switch (type_of(item)) {
    case ItemType::buffer:
      return log::replay_buffer(item, sequence, cancelled_, target_);
    case ItemType::inode:
      return log::replay_inode(item, sequence, cancelled_, target_);
    case ItemType::inode_create:
      return log::replay_inode_create(item, cancelled_, target_);
    default:
      return intents_.add(item);
  }
}

bool is_about_the_log(const Error& error) noexcept {
  switch (error.kind()) {
    case ErrorKind::damaged:
    case ErrorKind::unsupported:
    case ErrorKind::limit_exceeded:
    case ErrorKind::not_found:
    case ErrorKind::out_of_range:
      return true;
    default:
      return false;
  }
}

ReplayResult replay(const io::SourcePtr& volume, const Superblock& superblock, bool apply) {
  if (superblock.raw.log_start == 0)
    fail(ErrorKind::unsupported, "it is on another device");
  const LogArea area(Blocks(volume, superblock, true));
  const auto active = log::find_active_log(area, superblock.raw.uuid);
  if (active.records.empty()) return {volume, {}, {}, {}};
  if (!apply) return {volume, {}, {}, "log not replayed"};
  const auto overlay = std::make_shared<io::OverlaySource>(
      volume, std::min(superblock.block_size, kOverlayBlock), kMostMemory);
  log::Target target{*overlay, superblock, {}};
  Replay run(area, active, superblock.raw.uuid, target);
  run.run();
  auto remark = fmt::format("log replayed: {} transaction{}", run.transactions(),
                            run.transactions() == 1 ? "" : "s");
  if (active.was_torn) remark += ", the last writes to it were cut off";
  if (const auto left = run.intents().remark(); !left.empty()) remark += "; " + left;
  return {overlay, Replayed(std::move(target.changed)), run.intents().pending_maps(),
          std::move(remark)};
}

}  // namespace

ReplayResult replay_log(const io::SourcePtr& volume, const Superblock& superblock, bool apply,
                        const Log& log) {
  try {
    auto result = replay(volume, superblock, apply);
    if (!result.remark.empty()) log.info("{}", result.remark);
    return result;
  } catch (const Error& error) {
    if (!is_about_the_log(error)) throw;
    auto remark = fmt::format("log not replayed, files may be older or inconsistent: {}",
                              error.message());
    log.warning("{}", remark);
    return {volume, {}, {}, std::move(remark)};
  }
}

}  // namespace vixmount::fs::xfs
