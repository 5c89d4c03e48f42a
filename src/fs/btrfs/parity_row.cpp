#include "fs/btrfs/parity_row.hpp"

#include <algorithm>

#include "codec/galois_field.hpp"

namespace vixmount::fs::btrfs {

using codec::add;
using codec::add_product;
using codec::inverse;
using codec::power_of_two;

void ParityRow::give(std::size_t column, std::span<const std::byte> bytes) {
  columns_[column].assign(bytes.begin(), bytes.end());
}

// P is 0, Q is 1. Null where it is missing or the profile has none.
const ParityRow::Column* ParityRow::parity(std::size_t number) const noexcept {
  const auto column = data_ + number;
  return column < columns_.size() && !columns_[column].empty() ? &columns_[column] : nullptr;
}

// The sums over the data that is there; either may be empty.
void ParityRow::add_data(std::span<std::byte> p, std::span<std::byte> q) const {
  for (std::size_t i = 0; i < data_; ++i) {
    if (i == target_ || columns_[i].empty()) continue;
    if (!p.empty()) add(p, columns_[i]);
    if (!q.empty()) add_product(q, columns_[i], power_of_two(static_cast<unsigned>(i)));
  }
}

bool ParityRow::solve(std::span<std::byte> out) const {
  std::size_t other = data_;
  for (std::size_t i = 0; i < data_; ++i) {
    if (i == target_ || !columns_[i].empty()) continue;
    if (other != data_) return false;
    other = i;
  }
  const auto* p = parity(0);
  const auto* q = parity(1);
  const auto factor = power_of_two(static_cast<unsigned>(target_));
  if (other == data_ && p != nullptr) {
    std::copy(p->begin(), p->end(), out.begin());
    add_data(out, {});
    return true;
  }
  if (q == nullptr || (other != data_ && p == nullptr)) return false;
  std::copy(q->begin(), q->end(), out.begin());
  if (other == data_) {
    add_data({}, out);
    codec::scale(out, inverse(factor));
    return true;
  }
  // With x wanted and y missing too: P' = x + y, Q' = 2^i x + 2^j y, so that
  // 2^j P' + Q' = (2^i + 2^j) x.
  std::vector<std::byte> sum(*p);
  add_data(sum, out);
  const auto other_factor = power_of_two(static_cast<unsigned>(other));
  add_product(out, sum, other_factor);
  codec::scale(out, inverse(static_cast<std::uint8_t>(factor ^ other_factor)));
  return true;
}

}  // namespace vixmount::fs::btrfs
