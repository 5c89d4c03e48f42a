#include "volume/raid/raid10_map.hpp"

#include "base/error.hpp"

namespace vixmount::volume::raid {

Raid10Map::Raid10Map(const Raid10Geometry& geometry, std::size_t members, std::uint64_t size)
    : members_(static_cast<unsigned>(members)),
      near_(geometry.near_copies),
      far_(geometry.far_copies),
      far_is_offset_(geometry.far_is_offset),
      chunk_(geometry.chunk_size),
      set_size_(members_),
      last_set_begin_(0) {
  // MD keeps both counts in one byte each.
  if (near_ < 1 || near_ > 255 || far_ < 1 || far_ > 255 || near_ * far_ > members_)
    fail(ErrorKind::unsupported, "raid10 of {} members with {} near and {} far copies is not known",
         members, near_, far_);
  require_chunk("raid10", geometry.chunk_size);
  if (geometry.use_far_sets) set_size_ = near_ * far_;
  // No tool makes such an array, and the kernel would put different copies at the same place.
  if (near_ > 1 && far_ > 1 && (members_ % near_ != 0 || members_ % set_size_ != 0))
    fail(ErrorKind::unsupported,
         "raid10 with {} near and {} far copies on {} members: copies may overlap", near_, far_,
         members);
  last_set_begin_ = (members_ / set_size_ - 1) * set_size_;

  // Rows that each member has, all copies counted; near copies may end within a row.
  const auto chunks = divide_rounding_up(size, chunk_.bytes());
  const auto rows_of_section = divide_rounding_up(chunks * near_, members_);
  const auto rows = divide_rounding_up(chunks * copies(), members_);
  if (far_ > 1 && !far_is_offset_ && rows / far_ < rows_of_section)
    fail(ErrorKind::unsupported, "raid10 of {} bytes with far copies: its sections overlap", size);
  stride_ = (far_is_offset_ ? 1 : rows / far_) * chunk_.bytes();
  needed_ = (far_is_offset_ ? rows_of_section * far_ : rows / far_ * (far_ - 1) + rows_of_section) *
            chunk_.bytes();
}

// The member that holds the next far copy of what `member` holds.
unsigned Raid10Map::shift(unsigned member) const noexcept {
  const auto in_last = member >= last_set_begin_;
  const auto begin = in_last ? last_set_begin_ : member / set_size_ * set_size_;
  const auto size = in_last ? members_ - last_set_begin_ : set_size_;
  return begin + (member - begin + near_) % size;
}

Raid10Map::Place Raid10Map::find(std::uint64_t offset, unsigned copy) const noexcept {
  const auto place = chunk_.index(offset) * near_ + copy / far_;
  auto row = place / members_;
  if (far_is_offset_) row *= far_;
  Place result{static_cast<unsigned>(place % members_),
               row * chunk_.bytes() + chunk_.within(offset)};
  for (unsigned i = 0; i < copy % far_; ++i) {
    result.member = shift(result.member);
    result.position += stride_;
  }
  return result;
}

}  // namespace vixmount::volume::raid
