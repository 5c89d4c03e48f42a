#include "fs/ntfs/compression/compression_unit_source.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "codec/lznt1.hpp"
#include "fs/ntfs/run_source.hpp"

namespace vixmount::fs::ntfs {
namespace {

// So that one call of map() looks at no more than a few hundred units.
constexpr std::uint64_t kMostMappedBytes = 16ULL << 20;

std::uint64_t checked_unit_clusters(const Geometry& geometry, unsigned unit_shift) {
  const auto most = CompressionUnitSource::kMostUnitBytes / geometry.cluster_size;
  if (unit_shift == 0) fail(ErrorKind::damaged, "compressed content without a compression unit");
  if (unit_shift >= 32 || std::uint64_t{1} << unit_shift > most)
    fail(ErrorKind::unsupported, "compression units of 2^{} clusters of {} bytes", unit_shift,
         geometry.cluster_size);
  return std::uint64_t{1} << unit_shift;
}

}  // namespace

CompressionUnitSource::CompressionUnitSource(io::SourcePtr volume, const Geometry& geometry,
                                             Runlist runs, unsigned unit_shift, std::uint64_t size,
                                             std::uint64_t initialized)
    : volume_(std::move(volume)),
      geometry_(geometry),
      runs_(std::move(runs)),
      unit_clusters_(checked_unit_clusters(geometry, unit_shift)),
      unit_bytes_(unit_clusters_ * geometry.cluster_size),
      size_(size),
      initialized_(initialized),
      units_(size, unit_bytes_,
             [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
               for (const auto& out : outs) decode(first++, out);
             }) {
  require_content_fits(runs_, geometry_, size_, initialized_);
}

// Runs behind the end of the list are holes: it need not fill the last unit.
CompressionUnitSource::Unit CompressionUnitSource::unit_at(std::uint64_t index) const noexcept {
  Unit unit;
  const auto begin = index * unit_clusters_;
  const auto end = begin + unit_clusters_;
  const Run* run = find_run(runs_, begin);
  const Run* const last = runs_.data() + runs_.size();
  bool hole = false;
  for (; run != nullptr && run != last && run->vcn < end; ++run) {
    if (run->is_hole()) {
      hole = true;
    } else if (hole) {
      unit.more_behind_hole = true;
      break;
    } else {
      unit.clusters += std::min(end, run->end_vcn()) - std::max(begin, run->vcn);
    }
  }
  return unit;
}

bool CompressionUnitSource::is_hole(const Unit& unit) const noexcept {
  return unit.clusters == 0 && !unit.more_behind_hole;
}

bool CompressionUnitSource::is_stored(const Unit& unit) const noexcept {
  return unit.clusters == unit_clusters_;
}

// Where the run at `offset` ends, or the last unit that it fills: all like the unit at `offset`,
// which is a hole or stored.
std::uint64_t CompressionUnitSource::end_of_like_units(std::uint64_t offset,
                                                       std::uint64_t end) const noexcept {
  const auto unit_end = (offset / unit_bytes_ + 1) * unit_bytes_;
  const Run* run = find_run(runs_, offset / geometry_.cluster_size);
  const auto run_end = run == nullptr ? 0 : run->end_vcn() * geometry_.cluster_size;
  return std::min(end, std::max(unit_end, run_end - run_end % unit_bytes_));
}

std::uint64_t CompressionUnitSource::end_of_compressed_units(std::uint64_t offset,
                                                             std::uint64_t end) const noexcept {
  const auto most = std::min(end, offset + std::min(kMostMappedBytes, end - offset));
  auto index = offset / unit_bytes_ + 1;
  for (; index * unit_bytes_ < most; ++index) {
    const Unit unit = unit_at(index);
    if (is_hole(unit) || is_stored(unit)) break;
  }
  return std::min(most, index * unit_bytes_);
}

io::Extent CompressionUnitSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= initialized_) return io::Extent::zeros(length);
  const auto end = std::min(offset + length, initialized_);
  const Unit unit = unit_at(offset / unit_bytes_);
  if (is_hole(unit)) return io::Extent::unallocated(end_of_like_units(offset, end) - offset);
  if (is_stored(unit))
    return map_runs(*volume_, geometry_, runs_, offset, end_of_like_units(offset, end) - offset);
  return io::Extent::through(*this, offset, end_of_compressed_units(offset, end) - offset);
}

void CompressionUnitSource::do_read_opaque(std::uint64_t position, std::span<std::byte> out) const {
  units_.read(position, out);
}

// Any unit: a reader that is given units ahead does not look how they are stored.
void CompressionUnitSource::decode(std::uint64_t index, std::span<std::byte> out) const {
  const auto begin = index * unit_bytes_;
  const auto count = static_cast<std::size_t>(
      std::min<std::uint64_t>(out.size(), initialized_ - std::min(initialized_, begin)));
  std::memset(out.data() + count, 0, out.size() - count);
  out = out.first(count);
  if (out.empty()) return;
  const Unit unit = unit_at(index);
  if (is_hole(unit))
    std::memset(out.data(), 0, out.size());
  else if (is_stored(unit))
    read_clusters(begin, out);
  else
    decompress(index, unit, out);
}

void CompressionUnitSource::decompress(std::uint64_t index, const Unit& unit,
                                       std::span<std::byte> out) const {
  const auto where = volume_offset(index);
  if (unit.more_behind_hole)
    fail_at(where, "compression unit {} has clusters behind a hole", index);
  const auto count = static_cast<std::size_t>(unit.clusters * geometry_.cluster_size);
  const auto bytes = std::make_unique_for_overwrite<std::byte[]>(count);
  const std::span compressed(bytes.get(), count);
  read_clusters(index * unit_bytes_, compressed);
  const auto produced = with_context(fmt::format("compression unit {}", index), [&] {
    return codec::decompress_lznt1(BytesView(compressed, where), out);
  });
  // An end marker ends the content, the rest is zeros; but clusters that hold none at all were
  // lost.
  if (produced == 0) fail_at(where, "compression unit {} has clusters but no content", index);
}

void CompressionUnitSource::read_clusters(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const auto extent = map_runs(*volume_, geometry_, runs_, offset, out.size());
    const auto count = static_cast<std::size_t>(extent.length);
    io::read_extent(extent, out.first(count));
    offset += count;
    out = out.subspan(count);
  }
}

// Of the unit's first cluster, for messages.
std::uint64_t CompressionUnitSource::volume_offset(std::uint64_t index) const noexcept {
  const auto vcn = index * unit_clusters_;
  const Run* run = find_run(runs_, vcn);
  return run == nullptr || run->is_hole() ? 0 : geometry_.offset_of(run->lcn + (vcn - run->vcn));
}

}  // namespace vixmount::fs::ntfs
