#include "fs/btrfs/logical_space.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/btrfs/parity_row.hpp"

namespace vixmount::fs::btrfs {
namespace {

bool has_parity(const Chunk& chunk) noexcept {
  return chunk.profile == Profile::raid5 || chunk.profile == Profile::raid6;
}

// Missing ones last, those that were away in front of them.
int rank(const Device* device) noexcept {
  return device == nullptr ? 2 : device->stale ? 1 : 0;
}

}  // namespace

MissingDevice::MissingDevice(const Stripe& stripe)
    : Error(ErrorKind::damaged, fmt::format("device {} ({}) of the file system is missing",
                                            stripe.device_id, stripe.device_uuid.to_string())) {}

LogicalSpace::LogicalSpace(std::shared_ptr<const Devices> devices, std::vector<Chunk> chunks)
    : devices_(std::move(devices)), chunks_(std::move(chunks)) {
  std::sort(chunks_.begin(), chunks_.end(),
            [](const Chunk& a, const Chunk& b) { return a.logical < b.logical; });
  for (std::size_t i = 1; i < chunks_.size(); ++i)
    if (chunks_[i].logical < chunks_[i - 1].end())
      fail(ErrorKind::damaged, "the chunks at the logical addresses {} and {} overlap",
           chunks_[i - 1].logical, chunks_[i].logical);
  for (auto& chunk : chunks_) order_mirrors(chunk);
}

// The order of mirrors means nothing, so those that can be read come first.
void LogicalSpace::order_mirrors(Chunk& chunk) const {
  if (chunk.profile != Profile::mirrored && chunk.profile != Profile::raid10) return;
  const auto group = static_cast<std::ptrdiff_t>(chunk.copies());
  for (auto first = chunk.stripes.begin(); first != chunk.stripes.end(); first += group)
    std::stable_sort(first, first + group, [&](const Stripe& a, const Stripe& b) {
      return rank(device_of(a)) < rank(device_of(b));
    });
}

const Device* LogicalSpace::device_of(const Stripe& stripe) const noexcept {
  return devices_->find(stripe.device_id, stripe.device_uuid);
}

const Chunk& LogicalSpace::chunk_at(std::uint64_t logical) const {
  const auto behind =
      std::upper_bound(chunks_.begin(), chunks_.end(), logical,
                       [](std::uint64_t at, const Chunk& chunk) { return at < chunk.logical; });
  if (behind == chunks_.begin() || logical >= std::prev(behind)->end())
    fail(ErrorKind::damaged, "no chunk holds the logical address {}", logical);
  return *std::prev(behind);
}

bool LogicalSpace::can_be_read(const Chunk& chunk) const {
  const auto lost = [&](std::size_t first, std::size_t count) {
    return static_cast<std::size_t>(std::count_if(
        chunk.stripes.begin() + static_cast<std::ptrdiff_t>(first),
        chunk.stripes.begin() + static_cast<std::ptrdiff_t>(first + count),
        [&](const Stripe& stripe) { return device_of(stripe) == nullptr; }));
  };
  const auto all = chunk.stripes.size();
  switch (chunk.profile) {
    case Profile::single:
    case Profile::raid0:
      return lost(0, all) == 0;
    case Profile::mirrored:
      return lost(0, all) < all;
    case Profile::raid5:
    case Profile::raid6:
      return lost(0, all) <= all - chunk.data_stripes();
    case Profile::raid10:
      break;
  }
  const std::size_t group = chunk.copies();
  for (std::size_t first = 0; first < all; first += group)
    if (lost(first, group) == group) return false;
  return true;
}

unsigned LogicalSpace::copies(std::uint64_t logical) const { return chunk_at(logical).copies(); }

LogicalSpace::Place LogicalSpace::place(const Chunk& chunk, std::uint64_t logical,
                                        unsigned copy) const {
  const auto offset = logical - chunk.logical;
  const auto number = offset / kStripeLength;
  const auto within = offset % kStripeLength;
  const auto left = chunk.length - offset;
  const auto across = chunk.data_stripes();
  const auto row = number / across;
  const auto column = static_cast<std::size_t>(number % across);
  Place out{copy, offset, left};
  switch (chunk.profile) {
    case Profile::single:
    case Profile::mirrored:
      break;
    case Profile::raid0:
      out = {column, row * kStripeLength + within, kStripeLength - within};
      break;
    case Profile::raid10:
      out = {column * chunk.copies() + copy, row * kStripeLength + within, kStripeLength - within};
      break;
    case Profile::raid5:
    case Profile::raid6:
      out = {static_cast<std::size_t>((row + column) % chunk.stripes.size()),
             row * kStripeLength + within, kStripeLength - within};
      break;
  }
  out.length = std::min(out.length, left);
  out.position = checked_add(chunk.stripes[out.stripe].offset, out.position, "place of a stripe");
  return out;
}

io::Extent LogicalSpace::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto& chunk = chunk_at(offset);
  const auto at = place(chunk, offset, 0);  // mirrors: the best one is the first
  const auto& stripe = chunk.stripes[at.stripe];
  length = std::min(length, at.length);
  const auto* device = device_of(stripe);
  if (has_parity(chunk) && rank(device) != 0) return io::Extent::through(*this, offset, length);
  // Said when it is read: the rest of the content is there.
  if (device == nullptr || at.position >= device->source->size())
    return io::Extent::through(*this, offset, length);
  return device->source->map(at.position, std::min(length, device->source->size() - at.position));
}

void LogicalSpace::do_read_opaque(std::uint64_t position, std::span<std::byte> out) const {
  read_copy(position, out, 1);
}

void LogicalSpace::read_copy(std::uint64_t logical, std::span<std::byte> out,
                             unsigned copy) const {
  while (!out.empty()) {
    const auto rest = read_piece(logical, out, copy);
    logical += out.size() - rest.size();
    out = rest;
  }
}

// Returns what is left of `out`.
std::span<std::byte> LogicalSpace::read_piece(std::uint64_t logical, std::span<std::byte> out,
                                              unsigned copy) const {
  const auto& chunk = chunk_at(logical);
  copy = std::min(copy, chunk.copies() - 1);
  const auto at = place(chunk, logical, copy);
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(at.length, out.size()));
  if (has_parity(chunk) && copy != 0)
    reconstruct(chunk, logical, out.first(count), copy);
  else
    read_stripe(chunk.stripes[at.stripe], at.position, out.first(count));
  return out.subspan(count);
}

void LogicalSpace::read_stripe(const Stripe& stripe, std::uint64_t position,
                               std::span<std::byte> out) const {
  const auto* device = device_of(stripe);
  if (device == nullptr) throw MissingDevice(stripe);
  if (!fits(position, out.size(), device->source->size()))
    fail_at(position, "device {} ends in front of a stripe", device->id);
  device->source->read(position, out);
}

// The bytes at `logical`, which lie in one stripe, from the others of its row.
void LogicalSpace::reconstruct(const Chunk& chunk, std::uint64_t logical, std::span<std::byte> out,
                               unsigned copy) const {
  const auto number = (logical - chunk.logical) / kStripeLength;
  const auto within = (logical - chunk.logical) % kStripeLength;
  const auto across = chunk.data_stripes();
  const auto row = number / across;
  ParityRow parity(across, chunk.profile == Profile::raid6 ? 2 : 1, number % across);
  // The ways behind the first take each other stripe in turn as wrong.
  auto suspect = static_cast<std::size_t>(copy) - 2;
  if (copy >= 2 && suspect >= parity.target()) ++suspect;
  const Stripe* missing = nullptr;
  std::vector<std::byte> buffer(out.size());
  for (std::size_t i = 0; i < chunk.stripes.size(); ++i) {
    if (i == parity.target() || (copy >= 2 && i == suspect)) continue;
    const auto& stripe = chunk.stripes[(row + i) % chunk.stripes.size()];
    const auto* device = device_of(stripe);
    if (rank(device) != 0) {
      if (device == nullptr || missing == nullptr) missing = &stripe;
      continue;
    }
    if (!parity.wants(i)) continue;
    read_stripe(stripe, checked_add(stripe.offset, row * kStripeLength + within, "stripe"), buffer);
    parity.give(i, buffer);
  }
  if (parity.solve(out)) return;
  const auto& own = chunk.stripes[(row + parity.target()) % chunk.stripes.size()];
  if (missing != nullptr) throw MissingDevice(device_of(own) == nullptr ? own : *missing);
  fail(ErrorKind::damaged, "parity cannot make the bytes at the logical address {}", logical);
}

}  // namespace vixmount::fs::btrfs
