#include "volume/lvm/volumes.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/error.hpp"
#include "volume/device_mapper/snapshot.hpp"
#include "volume/lvm/layout.hpp"
#include "volume/lvm/segments.hpp"
#include "volume/lvm/stack.hpp"

namespace vixmount::volume::lvm {
namespace {

// LVs that serve others and hold no content of their own.
constexpr std::array<std::string_view, 3> kPools = {"thin-pool", "cache-pool", "vdo-pool"};

// A snapshot of the old kind: an LV "snapshot0" that ties an origin to the LV which keeps the
// changes. The latter's name is the snapshot's.
struct Snapshot {
  const Segment* segment;
  std::string origin;
  bool merging = false;
};

class VolumeMaker {
 public:
  VolumeMaker(const VolumeGroup& group, const std::vector<io::SourcePtr>& devices,
              std::optional<std::size_t> disk, Remarks& remarks)
      : group_(group), stack_(group, devices, remarks), disk_(disk) {
    for (const auto& volume : group_.logical_volumes) note_snapshot(volume);
  }

  std::vector<Volume> run() {
    std::vector<Volume> volumes;
    for (std::size_t i = 0; i < group_.logical_volumes.size(); ++i) {
      const auto& logical = group_.logical_volumes[i];
      const auto snapshot = by_store_.find(logical.name);
      if (snapshot != by_store_.end()) {
        // One that is being merged is no longer seen.
        if (!snapshot->second.merging)
          volumes.push_back(
              describe(logical, build_snapshot(snapshot->second, logical.name), "snapshot"));
      } else if (is_listed(logical)) {
        volumes.push_back(describe(logical, build_plain(i), layout_of(logical)));
      }
    }
    return volumes;
  }

 private:
  static bool is_listed(const LogicalVolume& logical) {
    if (!logical.visible) return false;
    if (logical.segments.empty()) return !logical.fault.empty();
    const auto& type = logical.segments.front().type;
    return type != "snapshot" && std::find(kPools.begin(), kPools.end(), type) == kPools.end();
  }

  void note_snapshot(const LogicalVolume& volume) {
    if (volume.segments.size() != 1 || volume.segments.front().type != "snapshot") return;
    const auto& segment = volume.segments.front();
    try {
      const bool merging = segment.settings.has("merging_store");
      const auto store = segment.settings.text(merging ? "merging_store" : "cow_store");
      const Snapshot snapshot{&segment, segment.settings.text("origin"), merging};
      if (by_store_.emplace(store, snapshot).second && merging)
        merged_into_.emplace(snapshot.origin, store);
    } catch (const Error& error) {
      stack_.remark(volume.name, error.message());
    }
  }

  // The LV, with a snapshot that is being merged into it already merged: that is what the guest
  // sees.
  Piece build_plain(std::size_t index) {
    const auto& logical = group_.logical_volumes[index];
    const auto merging = merged_into_.find(logical.name);
    if (merging == merged_into_.end()) return stack_.build(index);
    return build_snapshot(by_store_.at(merging->second), merging->second);
  }

  Piece build_snapshot(const Snapshot& snapshot, const std::string& store_name) {
    try {
      const auto& origin = stack_.volume(snapshot.origin);
      const auto& store = stack_.volume(store_name);
      const auto health = worse(origin.health, store.health);
      if (!store.readable())
        return Piece::unreadable(snapshot.segment->size, health.condition, health.detail);
      const auto chunk_size = checked_multiply(snapshot.segment->settings.number("chunk_size"),
                                               kSectorBytes, "the size of a snapshot's chunk");
      return Piece::whole(device_mapper::make_snapshot(origin.as_source(), store.as_source(),
                                                       snapshot.segment->size, chunk_size),
                          health);
    } catch (const Error& error) {
      return Piece::unreadable(snapshot.segment->size, Condition::unusable, error.message(),
                               error.kind());
    }
  }

  Volume describe(const LogicalVolume& logical, const Piece& piece, std::string layout) const {
    Volume volume;
    volume.type = VolumeType::logical;
    volume.scheme = "lvm2";
    volume.layout = std::move(layout);
    volume.uuid = logical.uuid;
    volume.health = piece.health;
    volume.disk = disk_;
    volume.device_names = {"/dev/" + group_.name + "/" + logical.name,
                           "/dev/mapper/" + device_mapper_name(group_.name, logical.name)};
    volume.source = piece.as_source();
    volume.size = volume.source->size();
    return volume;
  }

  const VolumeGroup& group_;
  Stack stack_;
  std::optional<std::size_t> disk_;
  std::unordered_map<std::string, Snapshot> by_store_;
  std::unordered_map<std::string, std::string> merged_into_;  // origin: store
};

// The disk that all present PVs are on, when it is one.
std::optional<std::size_t> common_disk(const FoundGroup& found, const LvmMembers& members) {
  std::optional<std::size_t> disk;
  for (const auto& member : found.members) {
    if (!member) return std::nullopt;
    const auto& own = members[*member]->container().disk;
    if (!own || (disk && *disk != *own)) return std::nullopt;
    disk = own;
  }
  return disk;
}

}  // namespace

std::vector<Volume> make_volumes(const FoundGroup& found, const LvmMembers& members,
                                 Remarks& remarks) {
  std::vector<io::SourcePtr> devices;
  for (std::size_t i = 0; i < found.members.size(); ++i) {
    const bool usable = found.members[i] && !found.group.physical_volumes[i].marked_missing;
    devices.push_back(usable ? members[*found.members[i]]->container().source : nullptr);
  }
  return VolumeMaker(found.group, devices, common_disk(found, members), remarks).run();
}

std::string device_mapper_name(std::string_view group, std::string_view volume) {
  std::string name;
  const auto append = [&name](std::string_view part) {
    for (const char c : part) name.append(c == '-' ? 2 : 1, c);
  };
  append(group);
  name += '-';
  append(volume);
  return name;
}

}  // namespace vixmount::volume::lvm
