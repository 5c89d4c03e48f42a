// Where the data, the parity and the syndrome of raid4, raid5 and raid6 lie. Pure arithmetic, no
// member is read.
//
// A stripe is one chunk of each member, at the same position of all. One holds the parity P (the
// exclusive or of the data), with raid6 another the syndrome Q (galois_field.hpp). Which ones turns
// with the number of the stripe.
// Sources: md(4); Linux drivers/md/raid5.c (raid5_compute_sector, raid6_d0, raid6_idx_to_slot) and
// raid5.h; SNIA Common RAID Disk Data Format 2.0, chapter 4; lvmraid(7).
#pragma once

#include <cstdint>

#include "volume/raid/arrangement.hpp"

namespace vixmount::volume::raid {

class ParityMap {
 public:
  static constexpr unsigned kNone = ~0U;
  // Beyond so many the powers of the generator repeat.
  static constexpr unsigned kMostSyndromeMembers = 255;

  struct Stripe {
    unsigned parity;    // the member that holds P
    unsigned syndrome;  // the member that holds Q; kNone without
  };
  struct Place {
    std::uint64_t stripe;    // its number
    unsigned member;         // that holds the data
    std::uint64_t position;  // in this member, and of what belongs to it in the others
    std::uint64_t length;    // so far the bytes stay together
  };

  // Throws Error{unsupported} for layouts and counts that there are not.
  ParityMap(const ParityGeometry& geometry, std::size_t members);

  unsigned members() const noexcept { return members_; }
  unsigned data_members() const noexcept { return members_ - parity_members_; }
  // Bytes that each member must have for an array of `size` bytes.
  std::uint64_t needed_bytes(std::uint64_t size) const noexcept;

  Place find(std::uint64_t offset) const noexcept;
  Stripe stripe(std::uint64_t number) const noexcept;
  // The data of `member`, which holds neither P nor Q, enters Q times generator ^ exponent.
  unsigned exponent(const Stripe& stripe, unsigned member) const noexcept;

 private:
  unsigned data_member(const Stripe& stripe, unsigned index) const noexcept;

  ParityLayout layout_;
  unsigned members_;
  unsigned parity_members_;
  ChunkSize chunk_;
  std::uint64_t row_bytes_;  // of data in a stripe
};

}  // namespace vixmount::volume::raid
