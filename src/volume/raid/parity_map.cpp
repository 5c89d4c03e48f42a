#include "volume/raid/parity_map.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::volume::raid {
namespace {

using Layout = ParityLayout;

// In these the data follows P and Q and wraps around; in the others it fills the other members
// from the first on.
bool is_symmetric(Layout layout) noexcept {
  switch (layout) {
    case Layout::left_symmetric:
    case Layout::right_symmetric:
    case Layout::ddf_n_continue:
    case Layout::left_symmetric_6:
    case Layout::right_symmetric_6:
      return true;
    default:
      return false;
  }
}

// A raid5 over all members but the last, which holds Q.
bool is_raid5_and_syndrome(Layout layout) noexcept { return layout >= Layout::left_asymmetric_6; }

bool is_ddf(Layout layout) noexcept {
  return layout == Layout::ddf_zero_restart || layout == Layout::ddf_n_restart ||
         layout == Layout::ddf_n_continue;
}

bool is_known(Layout layout, unsigned parity_members) noexcept {
  if (parity_members == 1) return layout <= Layout::parity_last;
  return parity_members == 2 && layout <= Layout::parity_first_6;
}

// The member that holds P in stripe `number`; it turns through `turning` of them.
unsigned parity_member(Layout layout, std::uint64_t number, unsigned turning,
                       unsigned data_members) noexcept {
  const auto last = turning - 1;
  const auto turn = static_cast<unsigned>(number % turning);
  switch (layout) {
    case Layout::left_asymmetric:
    case Layout::left_symmetric:
    case Layout::left_asymmetric_6:
    case Layout::left_symmetric_6:
    case Layout::ddf_n_continue:
      return last - turn;
    case Layout::ddf_n_restart:  // as left_asymmetric, one stripe on
      return last - static_cast<unsigned>((number + 1) % turning);
    case Layout::right_asymmetric:
    case Layout::right_symmetric:
    case Layout::right_asymmetric_6:
    case Layout::right_symmetric_6:
    case Layout::ddf_zero_restart:
      return turn;
    case Layout::parity_first:
    case Layout::parity_first_6:
      return 0;
    case Layout::parity_last:
      return data_members;
  }
  return 0;
}

}  // namespace

ParityMap::ParityMap(const ParityGeometry& geometry, std::size_t members)
    : layout_(geometry.layout),
      members_(static_cast<unsigned>(members)),
      parity_members_(geometry.parity_members),
      chunk_(geometry.chunk_size),
      row_bytes_(0) {
  if (!is_known(layout_, parity_members_))
    fail(ErrorKind::unsupported, "layout {} with {} parity members is not known",
         static_cast<unsigned>(layout_), parity_members_);
  if (members <= parity_members_ || members > kMostMembers ||
      (parity_members_ == 2 && members > kMostSyndromeMembers))
    fail(ErrorKind::unsupported, "an array of {} members, {} of them for parity, is not known",
         members, parity_members_);
  require_chunk("an array with parity", geometry.chunk_size);
  row_bytes_ = chunk_.bytes() * data_members();
}

std::uint64_t ParityMap::needed_bytes(std::uint64_t size) const noexcept {
  return size / row_bytes_ * chunk_.bytes() + std::min(size % row_bytes_, chunk_.bytes());
}

ParityMap::Stripe ParityMap::stripe(std::uint64_t number) const noexcept {
  if (parity_members_ == 1)
    return {parity_member(layout_, number, members_, data_members()), kNone};
  if (is_raid5_and_syndrome(layout_))
    return {parity_member(layout_, number, members_ - 1, data_members()), members_ - 1};
  const auto parity = parity_member(layout_, number, members_, data_members());
  // Q follows P, but for one layout where it stands in front.
  const auto step = layout_ == Layout::ddf_n_continue ? members_ - 1 : 1;
  return {parity, (parity + step) % members_};
}

unsigned ParityMap::data_member(const Stripe& stripe, unsigned index) const noexcept {
  if (is_symmetric(layout_)) {
    const auto turning = is_raid5_and_syndrome(layout_) ? members_ - 1 : members_;
    // The data begins behind P, or behind Q where that follows P.
    const bool after_syndrome =
        stripe.syndrome == (stripe.parity + 1) % members_ && !is_raid5_and_syndrome(layout_);
    return (stripe.parity + (after_syndrome ? 2 : 1) + index) % turning;
  }
  const auto low = std::min(stripe.parity, stripe.syndrome);
  const auto high = std::max(stripe.parity, stripe.syndrome);
  if (index >= low) ++index;
  if (index >= high) ++index;  // never, where there is no Q
  return index;
}

ParityMap::Place ParityMap::find(std::uint64_t offset) const noexcept {
  const auto number = offset / row_bytes_;
  const auto in_row = offset % row_bytes_;
  const auto index = static_cast<unsigned>(chunk_.index(in_row));
  const auto within = chunk_.within(in_row);
  return {number, data_member(stripe(number), index), number * chunk_.bytes() + within,
          chunk_.bytes() - within};
}

unsigned ParityMap::exponent(const Stripe& stripe, unsigned member) const noexcept {
  // DDF counts all members, with P and Q as zeros; MD the data, from behind Q on.
  if (is_ddf(layout_)) return member;
  const auto begin = (stripe.syndrome + 1) % members_;
  const auto from_begin = [&](unsigned which) { return (which + members_ - begin) % members_; };
  return from_begin(member) - (from_begin(stripe.parity) < from_begin(member) ? 1 : 0);
}

}  // namespace vixmount::volume::raid
