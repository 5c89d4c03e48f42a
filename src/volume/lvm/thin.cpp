#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "volume/lvm/layout.hpp"
#include "volume/lvm/segments.hpp"

namespace vixmount::volume::lvm {
namespace {

const Segment& pool_segment(const VolumeGroup& group, const std::string& name) {
  const auto index = group.find_logical_volume(name);
  if (!index) fail(ErrorKind::damaged, "there is no thin pool \"{}\"", printable(name, 40));
  const auto& volume = group.logical_volumes[*index];
  if (volume.segments.size() != 1 || volume.segments.front().type != "thin-pool")
    fail(ErrorKind::damaged, "the logical volume {} is no thin pool", name);
  return volume.segments.front();
}

}  // namespace

const Stack::Pool& Stack::thin_pool(const std::string& name) {
  const auto& settings = pool_segment(group_, name).settings;
  const auto& metadata = volume(settings.text("metadata"));
  const auto& data = volume(settings.text("pool"));
  const auto known = pools_.find(name);
  if (known != pools_.end()) return known->second;
  Pool pool{nullptr, worse(metadata.health, data.health)};
  if (metadata.readable()) {
    device_mapper::ThinPoolOptions options;
    options.block_size =
        checked_multiply(settings.number("chunk_size"), kSectorBytes, "the size of a pool's chunk");
    options.transaction_id = settings.find_number("transaction_id");
    std::vector<std::string> remarks;
    pool.pool =
        device_mapper::open_thin_pool(metadata.as_source(), data.as_source(), options, remarks);
    for (const auto& text : remarks) remark(name, text);
  }
  return pools_.emplace(name, std::move(pool)).first->second;
}

Piece build_thin(Stack& stack, const LogicalVolume&, const Segment& segment) {
  const auto& settings = segment.settings;
  const auto& pool = stack.thin_pool(settings.text("thin_pool"));
  if (!pool.pool) return Piece::unreadable(segment.size, pool.health.condition, pool.health.detail);
  auto health = pool.health;
  io::SourcePtr external;
  if (const auto origin = settings.find_text("external_origin")) {
    const auto& piece = stack.volume(*origin);
    health = worse(health, piece.health);
    external = piece.as_source();
  }
  const auto id = settings.number("device_id");
  if (id > UINT32_MAX) fail_at(settings.offset(), "a thin volume has the id {}", id);
  return Piece::whole(device_mapper::open_thin(pool.pool, static_cast<std::uint32_t>(id),
                                               segment.size, std::move(external)),
                      std::move(health));
}

}  // namespace vixmount::volume::lvm
