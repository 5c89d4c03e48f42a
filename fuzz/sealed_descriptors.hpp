// For targets and tests of UDF: descriptors whose sums are right whatever they say.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>

#include "base/bytes.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fuzz {

// Makes CRC and checksum of the descriptor at the front of `bytes` good.
inline void seal_descriptor(std::span<std::byte> bytes) {
  constexpr std::size_t kTagBytes = sizeof(fs::udf::layout::Tag);
  const BytesView view(bytes);
  const std::size_t length = view.le16_at(10);
  if (length <= bytes.size() - kTagBytes) {
    const le16 crc = fs::udf::crc_itu_t(bytes.subspan(kTagBytes, length));
    std::memcpy(bytes.data() + 8, &crc, sizeof(crc));
  }
  bytes[4] = std::byte{fs::udf::tag_checksum(view)};
}

// The same for all in `bytes`. From the end: those of directories lie in file entries.
inline void seal_descriptors(std::span<std::byte> bytes) {
  constexpr std::size_t kStep = 4;
  for (auto at = bytes.size() / kStep * kStep; at >= kStep; at -= kStep) {
    const auto rest = bytes.subspan(at - kStep);
    if (rest.size() < sizeof(fs::udf::layout::Tag)) continue;
    const auto identifier = BytesView(rest).le16_at(0);
    const auto version = BytesView(rest).le16_at(2);
    const bool is_tag = identifier <= 9 || (identifier >= 256 && identifier <= 266);
    if (is_tag && (version == 2 || version == 3)) seal_descriptor(rest);
  }
}

}  // namespace vixmount::fuzz
