#include "fs/ufs/log_replay.hpp"

#include <map>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ufs/log_layout.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint64_t kSector = 512;
constexpr std::uint32_t kSectorShift = 9;
// NetBSD makes logs of 1 to 64 MiB. Each sector costs some 100 bytes of memory.
constexpr std::uint64_t kMostLogBytes = 128ULL << 20;

// What the newer of the two headers says, in bytes.
struct Ring {
  ByteOrder order = ByteOrder::little;
  std::uint64_t begin = 0;   // of the log on the volume
  std::uint64_t offset = 0;  // of the ring in the log
  std::uint64_t size = 0;
  std::uint64_t head = 0;
  std::uint64_t tail = 0;

  bool contains(std::uint64_t position) const noexcept {
    return position >= offset && position < offset + size && position % kSector == 0;
  }
  // `position` + `length`, which is at most the ring's size.
  std::uint64_t advance(std::uint64_t position, std::uint64_t length) const noexcept {
    position += length;
    return position >= offset + size ? position - size : position;
  }
};

class Replay {
 public:
  Replay(io::SourcePtr volume, const LogLocation& location)
      : volume_(std::move(volume)), begin_(checked_multiply(location.begin, location.unit, "log")) {
    size_ = checked_multiply(location.unit_count, location.unit, "size of the log");
    if (location.unit < kSector || location.unit % kSector != 0 || size_ > kMostLogBytes ||
        !fits(begin_, size_, volume_->size()) || size_ < 2 * kSector)
      fail(ErrorKind::damaged, "log of {} bytes at byte {} of a volume of {}", size_, begin_,
           volume_->size());
  }

  Replayed run();

 private:
  BytesView sector(std::uint64_t position);
  std::optional<Ring> header_at(std::uint64_t position, std::uint32_t& generation);
  Ring newest_header();
  std::uint64_t apply_record(const Ring& ring, std::uint64_t position);
  // Returns the position behind the record.
  template <ByteOrder Order>
  std::uint64_t apply(const Ring& ring, std::uint64_t position, BytesView bytes);
  template <ByteOrder Order>
  void apply_blocks(const Ring& ring, std::uint64_t position, BytesView bytes);
  // `content`: where it is in the log; none for one that is revoked.
  template <ByteOrder Order>
  void apply_block(const Ring& ring, const layout::LogBlock<Order>& block,
                   std::optional<std::uint64_t> content);

  io::SourcePtr volume_;
  std::uint64_t begin_;
  std::uint64_t size_;
  std::array<std::byte, kSector> buffer_{};
  std::map<std::uint64_t, std::uint64_t> newest_;  // sector of the volume -> byte offset in the log
  std::uint64_t records_ = 0;
};

BytesView Replay::sector(std::uint64_t position) {
  volume_->read(begin_ + position, buffer_);
  return BytesView(buffer_, begin_ + position);
}

std::optional<Ring> Replay::header_at(std::uint64_t position, std::uint32_t& generation) {
  const auto bytes = sector(position);
  for (const auto order : {ByteOrder::little, ByteOrder::big}) {
    if (read_u32(bytes, 0, order) != layout::kLogHeader) continue;
    return in_order(order, [&](auto constant) {
      const auto raw = bytes.get<layout::LogHeader<constant.value>>(0);
      if (raw.log_unit_shift != kSectorShift || raw.file_system_unit_shift != kSectorShift)
        fail(ErrorKind::unsupported, "a log in sectors of 2^{} and 2^{} bytes",
             raw.log_unit_shift.value(), raw.file_system_unit_shift.value());
      generation = raw.generation;
      return Ring{order, begin_, raw.ring_offset, raw.ring_size, raw.head, raw.tail};
    });
  }
  return std::nullopt;
}

Ring Replay::newest_header() {
  std::uint32_t first_generation = 0;
  std::uint32_t second_generation = 0;
  const auto first = header_at(0, first_generation);
  if (!first) fail_at(begin_, "the log does not begin with its header");
  const auto second = header_at(kSector, second_generation);
  const auto ring = second && second_generation > first_generation ? *second : *first;
  if (ring.offset < 2 * kSector || ring.offset % kSector != 0 || ring.size % kSector != 0 ||
      ring.size == 0 || !fits(ring.offset, ring.size, size_))
    fail_at(begin_, "log: a ring of {} bytes at byte {} of {}", ring.size, ring.offset, size_);
  const bool is_empty = ring.head == 0 && ring.tail == 0;
  if (!is_empty && (!ring.contains(ring.head) || !ring.contains(ring.tail)))
    fail_at(begin_, "log: records from byte {} to {} are not in its ring", ring.tail, ring.head);
  return ring;
}

template <ByteOrder Order>
void Replay::apply_block(const Ring& ring, const layout::LogBlock<Order>& block,
                         std::optional<std::uint64_t> content) {
  const auto sectors = block.length / kSector;
  if (!fits(block.sector, sectors, volume_->size() / kSector))
    fail_at(begin_, "log: block of {} bytes at sector {}", block.length.value(),
            block.sector.value());
  for (std::uint64_t i = 0; i < sectors; ++i) {
    if (content)
      newest_[block.sector + i] = ring.advance(*content, i * kSector);
    else
      newest_.erase(block.sector + i);
  }
}

template <ByteOrder Order>
void Replay::apply_blocks(const Ring& ring, std::uint64_t position, BytesView bytes) {
  using Record = layout::LogRecord<Order>;
  using Block = layout::LogBlock<Order>;
  const auto record = bytes.get<Record>(0);
  const bool revokes = record.type == layout::kLogRevocations;
  if (record.count > (kSector - sizeof(Record)) / sizeof(Block))
    fail_at(bytes.origin(), "log: record of {} blocks", record.count.value());
  std::uint64_t used = kSector;  // of the record's length
  for (std::uint32_t i = 0; i < record.count; ++i) {
    const auto block = bytes.get<Block>(sizeof(Record) + i * sizeof(Block));
    if (revokes) {
      apply_block<Order>(ring, block, std::nullopt);
      continue;
    }
    if (block.length > record.length - used)
      fail_at(bytes.origin(), "log: blocks of more than the record's {} bytes",
              record.length.value());
    apply_block<Order>(ring, block, ring.advance(position, used));
    used += block.length / kSector * kSector;
  }
}

template <ByteOrder Order>
std::uint64_t Replay::apply(const Ring& ring, std::uint64_t position, BytesView bytes) {
  const auto record = bytes.get<layout::LogRecord<Order>>(0);
  if (record.length < kSector || record.length % kSector != 0 || record.length > ring.size)
    fail_at(bytes.origin(), "log: record of {} bytes", record.length.value());
  if (record.type == layout::kLogBlocks || record.type == layout::kLogRevocations)
    apply_blocks<Order>(ring, position, bytes);
  else if (record.type != layout::kLogInodes)  // those have no name any more
    fail_at(bytes.origin(), "log: record of the unknown type {:#x}", record.type.value());
  return ring.advance(position, record.length);
}

std::uint64_t Replay::apply_record(const Ring& ring, std::uint64_t position) {
  const auto bytes = sector(position);
  ++records_;
  return in_order(ring.order,
                  [&](auto order) { return apply<order.value>(ring, position, bytes); });
}

Replayed Replay::run() {
  const auto ring = newest_header();
  std::uint64_t passed = 0;  // a head that no record ends at would be passed for ever
  for (auto position = ring.tail; position != ring.head;) {
    const auto next = apply_record(ring, position);
    passed += next > position ? next - position : next + ring.size - position;
    if (passed > ring.size)
      fail_at(begin_ + position, "log: no record ends at its head, byte {}", ring.head);
    position = next;
  }
  if (newest_.empty()) return {volume_, {}};
  auto overlay = std::make_shared<io::OverlaySource>(volume_, kSector, 0);
  for (const auto& [target, from] : newest_) overlay->redirect(target, begin_ + from);
  return {overlay, fmt::format("journal replayed: {} records, {} KiB", records_,
                               newest_.size() * kSector / 1024)};
}

}  // namespace

Replayed replay_log(const io::SourcePtr& volume, const LogLocation& location, const Log& log) {
  return with_context("NetBSD's journal", [&] {
    auto out = Replay(volume, location).run();
    if (!out.remark.empty()) log.info("{}", out.remark);
    return out;
  });
}

}  // namespace vixmount::fs::ufs
