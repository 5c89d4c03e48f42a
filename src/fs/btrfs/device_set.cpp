#include "fs/btrfs/device_set.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint64_t kSeeding = 1ULL << 32;
// 2^22 chunks of a GiB are 4 PiB, and some 500 MiB of memory.
constexpr std::size_t kMostChunks = 1U << 22;

struct Candidate {
  io::SourcePtr source;
  Superblock superblock;
};

// Volumes that cannot be read or hold something else are no devices of ours.
std::vector<Candidate> read_siblings(const std::vector<io::SourcePtr>& siblings, bool verify,
                                     const Log& log) {
  std::vector<Candidate> out;
  for (const auto& source : siblings) {
    try {
      out.push_back({source, find_superblock(*source, verify).superblock});
    } catch (const Error& error) {
      log.info("a volume is not used as a device of the file system: {}", error.message());
    }
  }
  return out;
}

void add_unless_known(std::vector<Guid>& fsids, const Guid& fsid) {
  if (std::find(fsids.begin(), fsids.end(), fsid) == fsids.end()) fsids.push_back(fsid);
}

class Assembly {
 public:
  Assembly(std::vector<Candidate> candidates, bool verify, const Log& log)
      : candidates_(std::move(candidates)), verify_(verify), log_(log) {}

  DeviceSet assemble() {
    set_.superblock = newest();
    require_known_features(set_.superblock);
    add_devices();
    read_chunk_tree();
    set_.space = std::make_shared<const LogicalSpace>(devices_, std::move(chunks_));
    return std::move(set_);
  }

 private:
  const Superblock& newest() const {
    const auto* best = &candidates_.front().superblock;
    for (const auto& candidate : candidates_)
      if (candidate.superblock.fsid() == best->fsid() &&
          candidate.superblock.generation() > best->generation())
        best = &candidate.superblock;
    return *best;
  }

  void add_devices() {
    set_.fsids = {set_.superblock.metadata_uuid()};
    auto devices = std::make_shared<Devices>();
    for (const auto& [source, superblock] : candidates_) {
      const bool is_seed = (superblock.raw.flags & kSeeding) != 0;
      if (superblock.fsid() != set_.superblock.fsid() && !is_seed) continue;
      devices->add(source, superblock);
      // Parts of the chunk tree itself may still be those of the seed.
      if (is_seed) add_unless_known(set_.fsids, superblock.metadata_uuid());
    }
    devices->mark_stale(set_.superblock.fsid(), set_.superblock.generation());
    devices_ = std::move(devices);
  }

  void read_chunk_tree() {
    const auto& raw = set_.superblock.raw;
    auto space =
        std::make_shared<const LogicalSpace>(devices_, system_chunks(set_.superblock));
    const Tree tree{
        std::make_shared<const NodeReader>(std::move(space), set_.superblock, set_.fsids, verify_),
        {raw.chunk_root, raw.chunk_root_generation, raw.chunk_root_level},
        nullptr};
    for (Items items(tree, {}); !items.at_end(); items.next()) {
      if (items.key().type == ItemType::chunk_item) {
        if (chunks_.size() == kMostChunks)
          fail(ErrorKind::limit_exceeded, "a file system of more than {} chunks", kMostChunks);
        chunks_.push_back(parse_chunk(items.key(), items.data(), set_.superblock));
      } else if (items.key().type == ItemType::device_item) {
        note_device(items.data().get<layout::DeviceItem>(0));
      }
    }
  }

  void note_device(const layout::DeviceItem& item) {
    const auto uuid = Guid::from_uuid_bytes(std::span(item.uuid));
    add_unless_known(set_.fsids, Guid::from_uuid_bytes(std::span(item.fsid)));
    const auto* device = devices_->find(item.id, uuid);
    if (device != nullptr && !device->stale) return;
    auto remark = fmt::format("device {} ({}) {}", item.id.value(), uuid.to_string(),
                              device == nullptr ? "is missing" : "is out of date");
    log_.warning("Btrfs: {}", remark);
    set_.absent += (set_.absent.empty() ? "" : "; ") + remark;
    set_.remarks.push_back(std::move(remark));
  }

  std::vector<Candidate> candidates_;
  bool verify_;
  const Log& log_;
  DeviceSet set_;
  std::shared_ptr<const Devices> devices_;
  std::vector<Chunk> chunks_;
};

}  // namespace

DeviceSet assemble_devices(const io::SourcePtr& volume, const std::vector<io::SourcePtr>& siblings,
                           bool verify_checksums, const Log& log) {
  auto own = find_superblock(*volume, verify_checksums);
  if (!own.remark.empty()) log.warning("{}", own.remark);
  std::vector<Candidate> candidates{{volume, std::move(own.superblock)}};
  auto others = read_siblings(siblings, verify_checksums, log);
  std::move(others.begin(), others.end(), std::back_inserter(candidates));
  auto set = Assembly(std::move(candidates), verify_checksums, log).assemble();
  if (!own.remark.empty()) set.remarks.insert(set.remarks.begin(), own.remark);
  return set;
}

}  // namespace vixmount::fs::btrfs
