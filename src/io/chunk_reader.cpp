#include "io/chunk_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/checked.hpp"
#include "base/parallel.hpp"

namespace vixmount::io {
namespace {

// What one thread decodes at a time: enough to be worth waking another one.
constexpr std::size_t kTaskBytes = 32UL << 10;
// What a reader is given ahead when it is first seen to be sequential; doubles from there.
constexpr std::size_t kFirstAhead = 128UL << 10;

}  // namespace

struct ChunkReader::Block {
  enum class State : std::uint8_t { under_way, decoded, failed };

  Block(std::uint64_t of, std::size_t count)
      : index(of), size(count), bytes(std::make_unique_for_overwrite<std::byte[]>(count)) {}
  std::span<std::byte> span() const noexcept { return {bytes.get(), size}; }

  const std::uint64_t index;
  const std::size_t size;
  const std::unique_ptr<std::byte[]> bytes;  // readable by others once decoded
  State state = State::under_way;            // guarded by the reader's mutex
};

// A chunk to decode.
struct ChunkReader::Piece {
  std::uint64_t index;
  std::span<std::byte> out;
  BlockPtr block;  // where `out` is, or nullptr: `out` is the caller's
  bool ahead;      // nobody asked for it yet
};

struct ChunkReader::Plan {
  std::vector<Piece> pieces;  // to decode, those that are asked for first
  struct Copy {
    BlockPtr block;
    std::uint64_t offset;  // in the block
    std::span<std::byte> out;
  };
  std::vector<Copy> copies;  // once their blocks are decoded
};

ChunkReader::ChunkReader(std::uint64_t size, std::uint64_t chunk_bytes, Decode decode)
    : size_(size), chunk_bytes_(chunk_bytes), decode_(std::move(decode)) {}

ChunkReader::~ChunkReader() = default;

std::uint64_t ChunkReader::chunk_count() const noexcept {
  return divide_rounding_up(size_, chunk_bytes_);
}

std::size_t ChunkReader::bytes_in_chunk(std::uint64_t index) const noexcept {
  return static_cast<std::size_t>(std::min(chunk_bytes_, size_ - index * chunk_bytes_));
}

void ChunkReader::read(std::uint64_t offset, std::span<std::byte> out) const {
  if (out.empty()) return;
  const Plan plan = make_plan(offset, out);
  decode_pieces(plan);
  for (const auto& copy : plan.copies) copy_block(copy.block, copy.offset, copy.out);
}

ChunkReader::Plan ChunkReader::make_plan(std::uint64_t offset, std::span<std::byte> out) const {
  Plan plan;
  const std::lock_guard lock(mutex_);
  const std::size_t ahead = follow_stream(offset, out.size());
  const auto first = offset / chunk_bytes_;
  auto index = first;
  for (; !out.empty(); ++index) {
    const auto skip = offset - index * chunk_bytes_;
    const auto whole = bytes_in_chunk(index);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), whole - skip));
    auto block = find(index);
    if (!block && count == whole) {
      plan.pieces.push_back({index, out.first(count), nullptr, false});
    } else {
      if (!block) {
        block = insert(index);
        plan.pieces.push_back({index, block->span(), block, false});
      }
      plan.copies.push_back({std::move(block), skip, out.first(count)});
    }
    offset += count;
    out = out.subspan(count);
  }
  if (plan.pieces.empty()) return plan;  // what was read ahead still lasts
  const auto end = std::min(chunk_count(), first + ahead / chunk_bytes_);
  for (; index < end; ++index) {
    if (find(index)) continue;
    auto block = insert(index);
    plan.pieces.push_back({index, block->span(), block, true});
  }
  return plan;
}

// Takes down the read and tells how many bytes from its beginning on are worth decoding with it.
std::size_t ChunkReader::follow_stream(std::uint64_t offset, std::size_t size) const {
  const auto near = [&](const Stream& stream) {
    // Threads of one reader may come out of order by a read or two.
    const auto distance = std::max(offset, stream.end) - std::min(offset, stream.end);
    return stream.used != 0 && distance <= (offset == stream.end ? 0 : 2 * size);
  };
  auto stream = std::find_if(streams_.begin(), streams_.end(), near);
  if (stream == streams_.end()) {
    stream = std::min_element(streams_.begin(), streams_.end(),
                              [](const auto& a, const auto& b) { return a.used < b.used; });
    *stream = Stream{};
  } else if (offset + size > stream->end) {
    stream->ahead = std::clamp(stream->ahead * 2, kFirstAhead, kMostAhead);
  }
  stream->end = std::max(stream->end, offset + size);
  stream->used = ++clock_;
  return stream->ahead;
}

ChunkReader::BlockPtr ChunkReader::find(std::uint64_t index) const {
  const auto found = by_index_.find(index);
  if (found == by_index_.end()) return nullptr;
  blocks_.splice(blocks_.begin(), blocks_, found->second);
  return *found->second;
}

ChunkReader::BlockPtr ChunkReader::insert(std::uint64_t index) const {
  auto block = std::make_shared<Block>(index, bytes_in_chunk(index));
  blocks_.push_front(block);
  by_index_.emplace(index, blocks_.begin());
  bytes_ += block->size;
  while (bytes_ > kMostBytes && blocks_.size() > 1) remove(*blocks_.back());
  return block;
}

void ChunkReader::remove(const Block& block) const {
  const auto found = by_index_.find(block.index);
  if (found == by_index_.end() || found->second->get() != &block) return;
  const auto place = found->second;
  by_index_.erase(found);
  bytes_ -= block.size;
  blocks_.erase(place);
}

void ChunkReader::decode_pieces(const Plan& plan) const {
  std::vector<std::span<const Piece>> tasks;
  const std::span<const Piece> pieces(plan.pieces);
  for (std::size_t begin = 0, end = 0; begin < pieces.size(); begin = end) {
    std::size_t bytes = 0;
    do {
      bytes += pieces[end++].out.size();
    } while (end < pieces.size() && bytes + pieces[end].out.size() <= kTaskBytes &&
             pieces[end].index == pieces[end - 1].index + 1 &&
             pieces[end].ahead == pieces[begin].ahead);
    tasks.push_back(pieces.subspan(begin, end - begin));
  }
  try {
    parallel_for(tasks.size(), [&](std::size_t task) { decode_task(tasks[task]); });
  } catch (...) {
    settle(pieces, false);  // tasks behind the failure were perhaps not called
    throw;
  }
}

void ChunkReader::decode_task(std::span<const Piece> pieces) const {
  std::vector<std::span<std::byte>> outs;
  outs.reserve(pieces.size());
  for (const auto& piece : pieces) outs.push_back(piece.out);
  try {
    decode_(pieces.front().index, outs);
  } catch (...) {
    settle(pieces, false);
    if (!pieces.front().ahead) throw;
    return;  // whoever asks for these chunks hears of it
  }
  settle(pieces, true);
}

// Says of blocks that are under way how that ended.
void ChunkReader::settle(std::span<const Piece> pieces, bool decoded) const {
  const std::lock_guard lock(mutex_);
  for (const auto& piece : pieces) {
    if (!piece.block || piece.block->state != Block::State::under_way) continue;
    piece.block->state = decoded ? Block::State::decoded : Block::State::failed;
    if (!decoded) remove(*piece.block);
  }
  settled_.notify_all();
}

void ChunkReader::copy_block(const BlockPtr& block, std::uint64_t offset,
                             std::span<std::byte> out) const {
  bool decoded = false;
  {
    std::unique_lock lock(mutex_);
    settled_.wait(lock, [&] { return block->state != Block::State::under_way; });
    decoded = block->state == Block::State::decoded;
  }
  if (!decoded) {  // another thread's failure, perhaps for another chunk: its own answer for this
    const Block own(block->index, block->size);
    const auto span = own.span();
    decode_(own.index, {&span, 1});
    std::memcpy(out.data(), span.data() + offset, out.size());
    return;
  }
  std::memcpy(out.data(), block->bytes.get() + offset, out.size());
}

}  // namespace vixmount::io
