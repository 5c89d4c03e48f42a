#include "volume/device_mapper/cache.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "volume/device_mapper/writecache.hpp"
#include "volume/lvm/layout.hpp"
#include "volume/lvm/segments.hpp"

namespace vixmount::volume::lvm {
namespace {

using device_mapper::CacheMode;

// The two devices of a cache, and its settings: a cache pool's are its own, those of a single cache
// volume stand with the cached LV.
struct Cache {
  Piece data;
  Piece metadata;
  TextSection settings;
};

// A part of a cache volume, in sectors.
Piece part_of(const Piece& volume, const TextSection& settings, const std::string& which) {
  const auto begin =
      checked_multiply(settings.number(which + "_start"), kSectorBytes, "a part of a cache");
  const auto size =
      checked_multiply(settings.number(which + "_len"), kSectorBytes, "a part of a cache");
  if (!fits(begin, size, volume.size))
    fail_at(settings.offset(), "the {} of a cache is not inside its volume", which);
  return {volume.source, volume.offset + begin, size, volume.health};
}

Cache find_cache(Stack& stack, const Segment& segment) {
  const auto name = segment.settings.text("cache_pool");
  const auto index = stack.group().find_logical_volume(name);
  if (!index) fail(ErrorKind::damaged, "there is no cache \"{}\"", printable(name, 40));
  const auto& below = stack.group().logical_volumes[*index];
  if (below.segments.size() == 1 && below.segments.front().type == "cache-pool") {
    const auto& settings = below.segments.front().settings;
    return {stack.volume(settings.text("data")), stack.volume(settings.text("metadata")), settings};
  }
  const auto& volume = stack.build(*index);
  return {part_of(volume, segment.settings, "data"), part_of(volume, segment.settings, "metadata"),
          segment.settings};
}

// Without a mode LVM writes through.
CacheMode mode_of(const TextSection& settings) {
  const auto mode = settings.find_text("cache_mode").value_or("writethrough");
  if (mode == "writeback") return CacheMode::writeback;
  if (mode == "writethrough") return CacheMode::writethrough;
  if (mode == "passthrough") return CacheMode::passthrough;
  fail_at(settings.offset(), "a cache has the unknown mode \"{}\"", printable(mode, 40));
}

}  // namespace

Piece build_cache(Stack& stack, const LogicalVolume& volume, const Segment& segment) {
  const auto& origin = stack.volume(segment.settings.text("origin"));
  const auto cache = find_cache(stack, segment);
  const auto cache_health = worse(cache.data.health, cache.metadata.health);
  const auto mode = mode_of(cache.settings);
  if (!cache.data.readable() || !cache.metadata.readable()) {
    if (mode == CacheMode::writeback)
      return Piece::unreadable(segment.size, cache_health.condition, cache_health.detail);
    if (origin.size < segment.size)
      fail_at(segment.settings.offset(), "the origin of a cache has {} bytes, {} are needed",
              origin.size, segment.size);
    // Nothing was ever in the cache alone.
    return {origin.source, origin.offset, segment.size,
            worse(origin.health, {Condition::degraded, "its cache: " + cache_health.detail})};
  }
  device_mapper::CacheOptions options;
  options.mode = mode;
  options.block_size = checked_multiply(cache.settings.number("chunk_size"), kSectorBytes,
                                        "the size of a cache's chunk");
  std::vector<std::string> remarks;
  auto source =
      device_mapper::make_cache(origin.as_source(), cache.data.as_source(),
                                cache.metadata.as_source(), segment.size, options, remarks);
  for (const auto& text : remarks) stack.remark(volume.name, text);
  return Piece::whole(std::move(source), worse(origin.health, cache_health));
}

Piece build_writecache(Stack& stack, const LogicalVolume&, const Segment& segment) {
  const auto& origin = stack.volume(segment.settings.text("origin"));
  const auto& cache = stack.volume(segment.settings.text("writecache"));
  const auto health = worse(origin.health, cache.health);
  if (!cache.readable()) return Piece::unreadable(segment.size, health.condition, health.detail);
  return Piece::whole(
      device_mapper::make_writecache(origin.as_source(), cache.as_source(), segment.size), health);
}

}  // namespace vixmount::volume::lvm
