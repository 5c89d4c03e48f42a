#include "fs/btrfs/log_replay.hpp"

#include "base/error.hpp"
#include "fs/btrfs/subvolume_log.hpp"

namespace vixmount::fs::btrfs {
namespace {

// Sums of the log that are not known yet; those of one sector are alike in all logs.
class ChecksumCollector {
 public:
  explicit ChecksumCollector(const Superblock& superblock)
      : sector_size_(superblock.sector_size), size_(checksum_size(superblock.checksum_type)) {}

  void add(std::uint64_t logical, BytesView sums) {
    bytes_ += sums.size();
    if (bytes_ > TreeEditor::kMostBytes)
      fail(ErrorKind::limit_exceeded, "the log holds more than {} bytes of checksums",
           TreeEditor::kMostBytes);
    auto* run = static_cast<std::vector<std::byte>*>(nullptr);
    for (std::size_t at = 0; at + size_ <= sums.size(); at += size_, logical += sector_size_) {
      if (known(logical)) {
        run = nullptr;
        continue;
      }
      if (run == nullptr) run = &found_[logical];
      const auto sum = sums.sub(at, size_).span();
      run->insert(run->end(), sum.begin(), sum.end());
    }
  }
  LoggedChecksums take() { return std::move(found_); }

 private:
  bool known(std::uint64_t logical) const {
    auto at = found_.upper_bound(logical);
    if (at == found_.begin()) return false;
    --at;
    return (logical - at->first) / sector_size_ < at->second.size() / size_;
  }

  std::uint32_t sector_size_;
  std::size_t size_;
  std::size_t bytes_ = 0;
  LoggedChecksums found_;
};

}  // namespace

ReplayedLog replay_log(const Tree& root_tree) {
  const auto& superblock = root_tree.superblock();
  const auto& raw = superblock.raw;
  // The log belongs to the transaction that was never committed.
  const Tree logs{root_tree.nodes,
                  {raw.log_root, raw.generation + 1, raw.log_root_level},
                  nullptr};
  ReplayedLog out;
  ChecksumCollector checksums(superblock);
  for (Items items(logs, {kLogTree, ItemType::root_item, 0});
       !items.at_end() && items.key().objectid == kLogTree &&
       items.key().type == ItemType::root_item;
       items.next()) {
    const auto root = items.data().get<layout::RootItem>(0);
    const auto subvolume = read_root_item(root_tree, items.key().offset);
    // Deleted since: nothing to lay it over.
    if (!subvolume) continue;
    if (root.level >= kMostLevels)
      fail_at(items.data().origin(), "log tree of {} levels", root.level);
    const Tree log{root_tree.nodes, {root.block, root.generation, root.level}, nullptr};
    SubvolumeLog replay(log, subvolume->tree);
    replay.run();
    out.items += replay.item_count();
    out.changes[subvolume->id] = replay.changes();
    for (Items sums(log, {kChecksumObjects, ItemType::extent_checksum, 0});
         !sums.at_end() && sums.key().type == ItemType::extent_checksum; sums.next())
      checksums.add(sums.key().offset, sums.data());
  }
  out.checksums = checksums.take();
  return out;
}

}  // namespace vixmount::fs::btrfs
