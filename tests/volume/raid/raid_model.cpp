#include "raid_model.hpp"

#include <algorithm>
#include <cstdlib>

#include "io/sources.hpp"

namespace vixmount::test {
namespace {

using namespace volume::raid;
using Layout = ParityLayout;

constexpr int kParity = -1;
constexpr int kSyndrome = -2;
constexpr int kEmpty = -3;

Bytes chunk_of(const Bytes& data, std::size_t number, std::size_t size) {
  Bytes chunk(size);
  const auto begin = std::min(data.size(), number * size);
  const auto count = std::min(size, data.size() - begin);
  std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(begin), count, chunk.begin());
  return chunk;
}

void write_chunk(Bytes& member, std::size_t row, const Bytes& chunk) {
  member.resize(std::max(member.size(), (row + 1) * chunk.size()));
  std::copy(chunk.begin(), chunk.end(),
            member.begin() + static_cast<std::ptrdiff_t>(row * chunk.size()));
}

// `row` turned so that its first element comes to stand at `place`.
std::vector<int> turned(std::vector<int> row, std::size_t place) {
  std::rotate(row.begin(), row.end() - static_cast<std::ptrdiff_t>(place), row.end());
  return row;
}

// Data 0, 1 ... in the free places, from left to right.
std::vector<int> filled(std::vector<int> row) {
  int next = 0;
  for (auto& element : row)
    if (element == kEmpty) element = next++;
  return row;
}

// [front..., 0, 1, 2 ...] of `size` elements.
std::vector<int> counted(std::vector<int> front, std::size_t size) {
  for (int next = 0; front.size() < size; ++next) front.push_back(next);
  return front;
}

// The row of a raid5 over `members`.
std::vector<int> raid5_row(Layout layout, std::size_t stripe, std::size_t members) {
  const auto right = stripe % members;
  const auto left = members - 1 - right;
  std::vector<int> row(members, kEmpty);
  switch (layout) {
    case Layout::left_asymmetric:
      row[left] = kParity;
      break;
    case Layout::right_asymmetric:
      row[right] = kParity;
      break;
    case Layout::left_symmetric:
      return turned(counted({kParity}, members), left);
    case Layout::right_symmetric:
      return turned(counted({kParity}, members), right);
    case Layout::parity_first:
      row.front() = kParity;
      break;
    case Layout::parity_last:
      row.back() = kParity;
      break;
    default:
      std::abort();
  }
  return filled(row);
}

// P at `place`, Q behind it (or at the begin, from the end).
std::vector<int> with_parity_and_syndrome(std::size_t place, std::size_t members) {
  std::vector<int> row(members, kEmpty);
  row[place] = kParity;
  row[place + 1 == members ? 0 : place + 1] = kSyndrome;
  return filled(row);
}

std::vector<int> raid6_row(Layout layout, std::size_t stripe, std::size_t members) {
  const auto right = stripe % members;
  const auto left = members - 1 - right;
  const auto raid5_with_syndrome = [&](Layout raid5) {
    auto row = raid5_row(raid5, stripe, members - 1);
    row.push_back(kSyndrome);
    return row;
  };
  switch (layout) {
    case Layout::left_asymmetric:
      return with_parity_and_syndrome(left, members);
    case Layout::right_asymmetric:
      return with_parity_and_syndrome(right, members);
    case Layout::left_symmetric:
      return turned(counted({kParity, kSyndrome}, members), left);
    case Layout::right_symmetric:
      return turned(counted({kParity, kSyndrome}, members), right);
    case Layout::parity_first:
      return with_parity_and_syndrome(0, members);
    case Layout::parity_last:
      return with_parity_and_syndrome(members - 2, members);
    case Layout::ddf_zero_restart:
      return with_parity_and_syndrome(right, members);
    case Layout::ddf_n_restart:
      return with_parity_and_syndrome((2 * members - 2 - right) % members, members);
    case Layout::ddf_n_continue: {
      auto row = counted({kParity}, members - 1);
      row.push_back(kSyndrome);  // in front of P, seen round the corner
      return turned(row, left);
    }
    case Layout::left_asymmetric_6:
      return raid5_with_syndrome(Layout::left_asymmetric);
    case Layout::right_asymmetric_6:
      return raid5_with_syndrome(Layout::right_asymmetric);
    case Layout::left_symmetric_6:
      return raid5_with_syndrome(Layout::left_symmetric);
    case Layout::right_symmetric_6:
      return raid5_with_syndrome(Layout::right_symmetric);
    case Layout::parity_first_6:
      return raid5_with_syndrome(Layout::parity_first);
  }
  std::abort();
}

std::byte doubled(std::byte value) {
  return (value << 1) ^
         ((value & std::byte{0x80}) != std::byte{0} ? std::byte{0x1d} : std::byte{0});
}

// sum of terms[i] * 2^i by Horner's rule
Bytes syndrome_of(const std::vector<Bytes>& terms, std::size_t size) {
  Bytes sum(size);
  for (auto term = terms.rbegin(); term != terms.rend(); ++term)
    for (std::size_t i = 0; i < size; ++i)
      sum[i] = doubled(sum[i]) ^ (term->empty() ? std::byte{0} : (*term)[i]);
  return sum;
}

bool counts_all_members(Layout layout) {
  return layout == Layout::ddf_zero_restart || layout == Layout::ddf_n_restart ||
         layout == Layout::ddf_n_continue;
}

// `row` with the data put in; P and Q are computed.
std::vector<Bytes> encode(const std::vector<int>& row, const std::vector<Bytes>& data,
                          Layout layout) {
  const auto size = data[0].size();
  std::vector<Bytes> result(row.size(), Bytes(size));
  Bytes parity(size);
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] < 0) continue;
    result[i] = data[static_cast<std::size_t>(row[i])];
    for (std::size_t k = 0; k < size; ++k) parity[k] ^= result[i][k];
  }
  std::vector<Bytes> terms;
  const auto syndrome = std::find(row.begin(), row.end(), kSyndrome) - row.begin();
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto member =
        counts_all_members(layout) ? i : (static_cast<std::size_t>(syndrome) + 1 + i) % row.size();
    if (row[member] >= 0)
      terms.push_back(result[member]);
    else if (counts_all_members(layout))
      terms.emplace_back();
  }
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == kParity) result[i] = parity;
    if (row[i] == kSyndrome) result[i] = syndrome_of(terms, size);
  }
  return result;
}

}  // namespace

std::vector<Bytes> lay_out_parity(const Bytes& data, const ParityGeometry& geometry,
                                  unsigned members) {
  const auto chunk = static_cast<std::size_t>(geometry.chunk_size);
  const auto in_row = members - geometry.parity_members;
  std::vector<Bytes> result(members);
  for (std::size_t stripe = 0; stripe * in_row * chunk < data.size(); ++stripe) {
    std::vector<Bytes> chunks;
    for (unsigned i = 0; i < in_row; ++i)
      chunks.push_back(chunk_of(data, stripe * in_row + i, chunk));
    const auto row = geometry.parity_members == 1 ? raid5_row(geometry.layout, stripe, members)
                                                  : raid6_row(geometry.layout, stripe, members);
    const auto encoded = encode(row, chunks, geometry.layout);
    for (unsigned i = 0; i < members; ++i) write_chunk(result[i], stripe, encoded[i]);
  }
  return result;
}

std::vector<Bytes> lay_out_striped(const Bytes& data, const StripedGeometry& geometry,
                                   const std::vector<unsigned>& chunks_of_members) {
  const auto chunk = static_cast<std::size_t>(geometry.chunk_size);
  std::vector<Bytes> result(chunks_of_members.size());
  std::size_t number = 0;
  const auto rows = *std::max_element(chunks_of_members.begin(), chunks_of_members.end());
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<std::size_t> that_reach;
    for (std::size_t i = 0; i < result.size(); ++i)
      if (chunks_of_members[i] > row) that_reach.push_back(i);
    for (std::size_t i = 0; i < that_reach.size(); ++i, ++number) {
      const auto turn = geometry.layout == StripedLayout::original ? number : i;
      write_chunk(result[that_reach[turn % that_reach.size()]], row, chunk_of(data, number, chunk));
    }
  }
  return result;
}

std::vector<Bytes> lay_out_raid10(const Bytes& data, const Raid10Geometry& geometry,
                                  unsigned members) {
  const auto chunk = static_cast<std::size_t>(geometry.chunk_size);
  const auto chunks = (data.size() + chunk - 1) / chunk;
  // The first section, with nothing but near copies.
  std::vector<std::vector<int>> section(1);
  for (std::size_t number = 0; number < chunks; ++number)
    for (unsigned copy = 0; copy < geometry.near_copies; ++copy) {
      if (section.back().size() == members) section.emplace_back();
      section.back().push_back(static_cast<int>(number));
    }
  section.back().resize(members, kEmpty);

  const auto rotate_set = [&](std::vector<int>& row, std::size_t begin, std::size_t end) {
    const auto first = row.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = row.begin() + static_cast<std::ptrdiff_t>(end);
    std::rotate(first, last - geometry.near_copies, last);
  };
  const std::size_t set =
      geometry.use_far_sets ? geometry.near_copies * geometry.far_copies : members;
  std::vector<Bytes> result(members);
  for (unsigned far = 0; far < geometry.far_copies; ++far) {
    for (std::size_t i = 0; i < section.size(); ++i) {
      const auto row =
          geometry.far_is_offset ? i * geometry.far_copies + far : far * section.size() + i;
      for (unsigned member = 0; member < members; ++member)
        write_chunk(result[member], row,
                    section[i][member] == kEmpty
                        ? Bytes(chunk)
                        : chunk_of(data, static_cast<std::size_t>(section[i][member]), chunk));
      // The last set takes the members that are left over.
      for (std::size_t begin = 0; begin + set <= members; begin += set)
        rotate_set(section[i], begin, begin + 2 * set > members ? members : begin + set);
    }
  }
  return result;
}

Members as_members(const std::vector<Bytes>& contents, std::uint64_t missing) {
  Members members;
  for (std::size_t i = 0; i < contents.size(); ++i)
    members.push_back(i < 64 && (missing >> i & 1) != 0
                          ? nullptr
                          : std::make_shared<io::MemorySource>(contents[i]));
  return members;
}

Bytes random_bytes(std::size_t size, std::uint32_t seed) {
  Bytes bytes(size);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
  for (auto& byte : bytes) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    byte = static_cast<std::byte>(state >> 56);
  }
  return bytes;
}

}  // namespace vixmount::test
