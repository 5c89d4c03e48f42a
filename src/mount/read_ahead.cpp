#include "mount/read_ahead.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace vixmount::mount {

std::optional<ReadAhead::Held> ReadAhead::take(fs::NodeId file, std::uint64_t offset,
                                               std::size_t size) {
  std::unique_lock lock(mutex_);
  if (file != file_) return std::nullopt;
  const auto holds = [&](const Piece& piece) {
    return piece.state != State::empty && piece.reader == reader_ && piece.begin <= offset &&
           offset < piece.end && size <= piece.end - offset;
  };
  const auto piece = std::find_if(pieces_.begin(), pieces_.end(), holds);
  if (piece == pieces_.end()) return std::nullopt;
  ++piece->users;  // keeps its place
  loaded_.wait(lock, [&] { return piece->state != State::loading; });
  if (piece->state == State::empty) {
    --piece->users;
    return std::nullopt;
  }
  const std::span all(piece->bytes.get(), kPieceBytes);
  return Held(*this, *piece, all.subspan(static_cast<std::size_t>(offset - piece->begin), size));
}

// Takes note of a read. True when what comes next is worth reading now.
bool ReadAhead::follow(fs::NodeId file, std::uint64_t offset, std::size_t size) noexcept {
  const auto end = offset + size;
  if (file != file_ || offset != expected_) {
    ++reader_;
    file_ = file;
    in_order_ = 0;
    frontier_ = 0;
  }
  expected_ = end;
  frontier_ = std::max(frontier_, end);
  return ++in_order_ >= kReadsInOrder && !loading_;
}

// Empty, of an earlier reader, or behind this one.
bool ReadAhead::is_free(const Piece& piece) const noexcept {
  return piece.users == 0 && piece.state != State::loading &&
         (piece.state == State::empty || piece.reader != reader_ || piece.end <= expected_);
}

// The next piece to read, in the state of loading; nothing when all are full or the file ends.
ReadAhead::Piece* ReadAhead::begin_piece(std::uint64_t file_size) noexcept {
  if (frontier_ >= file_size) return nullptr;
  const auto piece = std::find_if(pieces_.begin(), pieces_.end(),
                                  [this](const Piece& candidate) { return is_free(candidate); });
  if (piece == pieces_.end()) return nullptr;
  piece->state = State::loading;
  piece->reader = reader_;
  piece->begin = frontier_;
  piece->end = frontier_ + std::min<std::uint64_t>(kPieceBytes, file_size - frontier_);
  frontier_ = piece->end;
  return &*piece;
}

void ReadAhead::continue_behind(fs::NodeId file, const io::ByteSource& content,
                                std::uint64_t offset, std::size_t size) noexcept {
  std::unique_lock lock(mutex_);
  if (!follow(file, offset, size)) return;
  loading_ = true;
  const auto reader = reader_;
  bool good = true;
  while (good && reader == reader_) {
    auto* const piece = begin_piece(content.size());
    if (piece == nullptr) break;
    lock.unlock();
    try {
      if (!piece->bytes) piece->bytes.reset(new std::byte[kPieceBytes]);
      content.read(piece->begin, {piece->bytes.get(), piece->end - piece->begin});
    } catch (...) {
      good = false;
    }
    lock.lock();
    piece->state = good ? State::ready : State::empty;
    loaded_.notify_all();
  }
  loading_ = false;
}

ReadAhead::Held::Held(ReadAhead& owner, Piece& piece, std::span<const std::byte> bytes)
    : owner_(&owner), piece_(&piece), bytes_(bytes) {}

ReadAhead::Held::Held(Held&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), piece_(other.piece_), bytes_(other.bytes_) {}

ReadAhead::Held::~Held() {
  if (owner_ == nullptr) return;
  const std::lock_guard lock(owner_->mutex_);
  --piece_->users;
}

}  // namespace vixmount::mount
