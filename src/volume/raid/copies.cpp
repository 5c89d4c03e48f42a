#include "volume/raid/copies.hpp"

namespace vixmount::volume::raid {
namespace {

// Three arrays of two copies each, one on the other, of which the last leaf alone can be read, take
// some 20 and 10 more for each piece.
constexpr std::size_t kFailuresOfARead = 64;
constexpr std::size_t kFailuresOfAPiece = 32;

// Of the array on which this thread's outermost read is under way. What an array with parity in
// between gives to other threads counts there anew.
thread_local unsigned arrays_above = 0;
thread_local std::size_t failures_left = 0;

}  // namespace

ArrayRead::ArrayRead(std::size_t size) noexcept {
  if (arrays_above++ == 0)
    failures_left = kFailuresOfARead + size / kCopyPiece * kFailuresOfAPiece;
}

ArrayRead::~ArrayRead() { --arrays_above; }

bool ArrayRead::may_try_next() noexcept {
  if (arrays_above <= 1) return true;
  if (failures_left == 0) return false;
  --failures_left;
  return true;
}

}  // namespace vixmount::volume::raid
