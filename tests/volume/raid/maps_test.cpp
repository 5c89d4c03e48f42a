// Where chunks lie, against tables: those of md(4) for raid10, of lvmraid(7), the SNIA's DDF and
// the usual pictures of raid5 and raid6 for parity.
#include <string>

#include <gtest/gtest.h>

#include "support/support.hpp"
#include "volume/raid/parity_map.hpp"
#include "volume/raid/raid10_map.hpp"
#include "volume/raid/striped_map.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::uint64_t kChunk = 4096;

std::string as_text(const std::vector<std::vector<std::string>>& cells) {
  std::string table;
  for (const auto& row : cells) {
    for (const auto& cell : row) table += (&cell == &row[0] ? "" : " ") + cell;
    table += "\n";
  }
  return table;
}

// A row for each stripe: P, Q, or the number of the data chunk, for each member.
std::string parity_table(ParityLayout layout, unsigned parity, unsigned members, unsigned stripes) {
  const ParityMap map({parity, layout, kChunk}, members);
  std::vector<std::vector<std::string>> cells(stripes, std::vector<std::string>(members));
  for (unsigned i = 0; i < stripes; ++i) {
    const auto stripe = map.stripe(i);
    cells[i][stripe.parity] = "P";
    if (stripe.syndrome != ParityMap::kNone) cells[i][stripe.syndrome] = "Q";
  }
  for (unsigned chunk = 0; chunk < stripes * map.data_members(); ++chunk) {
    const auto place = map.find(chunk * kChunk + 5);
    EXPECT_EQ(place.position, place.stripe * kChunk + 5);
    EXPECT_EQ(place.length, kChunk - 5);
    EXPECT_EQ(cells[place.stripe][place.member], "") << chunk;
    cells[place.stripe][place.member] = std::to_string(chunk);
  }
  return as_text(cells);
}

TEST(ParityMap, Raid5) {
  EXPECT_EQ(parity_table(ParityLayout::left_asymmetric, 1, 4, 4),
            "0 1 2 P\n3 4 P 5\n6 P 7 8\nP 9 10 11\n");
  EXPECT_EQ(parity_table(ParityLayout::left_symmetric, 1, 4, 4),
            "0 1 2 P\n4 5 P 3\n8 P 6 7\nP 9 10 11\n");
  EXPECT_EQ(parity_table(ParityLayout::right_asymmetric, 1, 4, 4),
            "P 0 1 2\n3 P 4 5\n6 7 P 8\n9 10 11 P\n");
  EXPECT_EQ(parity_table(ParityLayout::right_symmetric, 1, 4, 4),
            "P 0 1 2\n5 P 3 4\n7 8 P 6\n9 10 11 P\n");
}

TEST(ParityMap, Raid4) {
  EXPECT_EQ(parity_table(ParityLayout::parity_first, 1, 3, 2), "P 0 1\nP 2 3\n");
  EXPECT_EQ(parity_table(ParityLayout::parity_last, 1, 3, 2), "0 1 P\n2 3 P\n");
}

TEST(ParityMap, Raid6) {
  EXPECT_EQ(parity_table(ParityLayout::left_symmetric, 2, 5, 5),
            "Q 0 1 2 P\n3 4 5 P Q\n7 8 P Q 6\n11 P Q 9 10\nP Q 12 13 14\n");
  EXPECT_EQ(parity_table(ParityLayout::right_asymmetric, 2, 4, 4),
            "P Q 0 1\n2 P Q 3\n4 5 P Q\nQ 6 7 P\n");
  EXPECT_EQ(parity_table(ParityLayout::ddf_zero_restart, 2, 4, 4),
            "P Q 0 1\n2 P Q 3\n4 5 P Q\nQ 6 7 P\n");
  EXPECT_EQ(parity_table(ParityLayout::ddf_n_restart, 2, 4, 4),
            "0 1 P Q\n2 P Q 3\nP Q 4 5\nQ 6 7 P\n");
  EXPECT_EQ(parity_table(ParityLayout::ddf_n_continue, 2, 4, 4),
            "0 1 Q P\n3 Q P 2\nQ P 4 5\nP 6 7 Q\n");
  EXPECT_EQ(parity_table(ParityLayout::parity_first, 2, 4, 2), "P Q 0 1\nP Q 2 3\n");
  EXPECT_EQ(parity_table(ParityLayout::parity_last, 2, 4, 2), "0 1 P Q\n2 3 P Q\n");
}

TEST(ParityMap, Raid5WithSyndromeLast) {
  EXPECT_EQ(parity_table(ParityLayout::left_symmetric_6, 2, 5, 2), "0 1 2 P Q\n4 5 P 3 Q\n");
  EXPECT_EQ(parity_table(ParityLayout::left_asymmetric_6, 2, 5, 2), "0 1 2 P Q\n3 4 P 5 Q\n");
  EXPECT_EQ(parity_table(ParityLayout::right_symmetric_6, 2, 5, 2), "P 0 1 2 Q\n5 P 3 4 Q\n");
  EXPECT_EQ(parity_table(ParityLayout::right_asymmetric_6, 2, 5, 2), "P 0 1 2 Q\n3 P 4 5 Q\n");
  EXPECT_EQ(parity_table(ParityLayout::parity_first_6, 2, 4, 1), "P 0 1 Q\n");
}

TEST(ParityMap, NeededBytesOfRowsThatAreNotFull) {
  const ParityMap map({1, ParityLayout::left_symmetric, kChunk}, 3);
  EXPECT_EQ(map.needed_bytes(0), 0U);
  EXPECT_EQ(map.needed_bytes(100), 100U);
  EXPECT_EQ(map.needed_bytes(kChunk + 1), kChunk);
  EXPECT_EQ(map.needed_bytes(2 * kChunk), kChunk);
  EXPECT_EQ(map.needed_bytes(2 * kChunk + 1), kChunk + 1);
}

TEST(ParityMap, UnknownArraysAreUnsupported) {
  const auto kind = [](unsigned parity, ParityLayout layout, unsigned members,
                       std::uint64_t chunk = kChunk) {
    return test::error_kind_of([&] { ParityMap({parity, layout, chunk}, members); });
  };
  using Layout = ParityLayout;
  EXPECT_EQ(kind(1, Layout::left_symmetric, 1), ErrorKind::unsupported);
  EXPECT_EQ(kind(2, Layout::left_symmetric, 2), ErrorKind::unsupported);
  EXPECT_EQ(kind(2, Layout::left_symmetric, 256), ErrorKind::unsupported);
  EXPECT_EQ(kind(0, Layout::left_symmetric, 4), ErrorKind::unsupported);
  EXPECT_EQ(kind(3, Layout::left_symmetric, 8), ErrorKind::unsupported);
  EXPECT_EQ(kind(1, Layout::ddf_n_continue, 4), ErrorKind::unsupported);
  EXPECT_EQ(kind(1, Layout::left_symmetric_6, 4), ErrorKind::unsupported);
  EXPECT_EQ(kind(2, static_cast<Layout>(99), 4), ErrorKind::unsupported);
  EXPECT_EQ(kind(1, Layout::left_symmetric, 4, 0), ErrorKind::unsupported);
  EXPECT_EQ(kind(1, Layout::left_symmetric, 4, 1000), ErrorKind::unsupported);
  EXPECT_EQ(kind(1, Layout::left_symmetric, 4, 1ULL << 42), ErrorKind::unsupported);
}

// A row for each row of the members: the numbers of the chunks.
std::string raid10_table(const Raid10Geometry& geometry, unsigned members, unsigned chunks) {
  const Raid10Map map(geometry, members, chunks * kChunk);
  std::vector<std::vector<std::string>> cells(map.needed_bytes() / kChunk,
                                              std::vector<std::string>(members, "-"));
  for (unsigned chunk = 0; chunk < chunks; ++chunk)
    for (unsigned copy = 0; copy < map.copies(); ++copy) {
      const auto place = map.find(chunk * kChunk + 9, copy);
      EXPECT_EQ(place.position % kChunk, 9U);
      auto& cell = cells.at(place.position / kChunk).at(place.member);
      EXPECT_EQ(cell, "-") << chunk << ' ' << copy;
      cell = std::to_string(chunk);
    }
  return as_text(cells);
}

TEST(Raid10Map, Near) {
  EXPECT_EQ(raid10_table({2, 1, false, false, kChunk}, 4, 4), "0 0 1 1\n2 2 3 3\n");
  EXPECT_EQ(raid10_table({2, 1, false, false, kChunk}, 5, 5), "0 0 1 1 2\n2 3 3 4 4\n");
  EXPECT_EQ(raid10_table({3, 1, false, false, kChunk}, 4, 4), "0 0 0 1\n1 1 2 2\n2 3 3 3\n");
}

TEST(Raid10Map, Far) {
  EXPECT_EQ(raid10_table({1, 2, false, false, kChunk}, 4, 8),
            "0 1 2 3\n4 5 6 7\n3 0 1 2\n7 4 5 6\n");
  EXPECT_EQ(raid10_table({1, 2, false, false, kChunk}, 5, 10),
            "0 1 2 3 4\n5 6 7 8 9\n4 0 1 2 3\n9 5 6 7 8\n");
  EXPECT_EQ(raid10_table({1, 3, false, false, kChunk}, 4, 4), "0 1 2 3\n3 0 1 2\n2 3 0 1\n");
}

TEST(Raid10Map, Offset) {
  EXPECT_EQ(raid10_table({1, 2, true, false, kChunk}, 4, 8),
            "0 1 2 3\n3 0 1 2\n4 5 6 7\n7 4 5 6\n");
  EXPECT_EQ(raid10_table({1, 2, true, false, kChunk}, 5, 5), "0 1 2 3 4\n4 0 1 2 3\n");
}

// The pictures of the comment on 'use_far_sets' in Linux drivers/md/raid10.c.
TEST(Raid10Map, FarSets) {
  EXPECT_EQ(raid10_table({1, 2, false, true, kChunk}, 4, 4), "0 1 2 3\n1 0 3 2\n");
  EXPECT_EQ(raid10_table({1, 2, false, true, kChunk}, 5, 5), "0 1 2 3 4\n1 0 4 2 3\n");
  EXPECT_EQ(raid10_table({1, 2, true, true, kChunk}, 4, 8), "0 1 2 3\n1 0 3 2\n4 5 6 7\n5 4 7 6\n");
}

TEST(Raid10Map, NearAndFar) {
  EXPECT_EQ(raid10_table({2, 2, false, false, kChunk}, 4, 2), "0 0 1 1\n1 1 0 0\n");
  EXPECT_EQ(raid10_table({2, 2, true, false, kChunk}, 6, 3), "0 0 1 1 2 2\n2 2 0 0 1 1\n");
}

TEST(Raid10Map, UnknownArraysAreUnsupported) {
  const auto kind = [](const Raid10Geometry& geometry, unsigned members, std::uint64_t size) {
    return test::error_kind_of([&] { Raid10Map(geometry, members, size); });
  };
  EXPECT_EQ(kind({0, 1, false, false, kChunk}, 4, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({1, 0, false, false, kChunk}, 4, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({3, 2, false, false, kChunk}, 5, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({65536, 65536, false, false, kChunk}, 5, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({2, 1, false, false, 0}, 4, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({2, 2, false, false, kChunk}, 5, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({2, 2, false, true, kChunk}, 9, kChunk), ErrorKind::unsupported);
  EXPECT_EQ(kind({1, 2, false, false, kChunk}, 2, 3 * kChunk), ErrorKind::unsupported);
}

// A row for each row of the members; the number of the chunk for each.
std::string striped_table(StripedLayout layout, const std::vector<std::uint64_t>& chunks) {
  std::vector<std::uint64_t> sizes;
  for (const auto count : chunks)
    sizes.push_back(count * kChunk + 1000);  // a rest that is not used
  const StripedMap map({kChunk, layout}, sizes);
  std::vector<std::string> rows(*std::max_element(chunks.begin(), chunks.end()),
                                std::string(chunks.size(), ' '));
  for (std::uint64_t offset = 0; offset < map.capacity(); offset += kChunk) {
    const auto place = map.find(offset + 7);
    EXPECT_EQ(place.position % kChunk, 7U);
    EXPECT_LE(offset + 7 + place.length, map.capacity());
    auto& cell = rows.at(place.position / kChunk).at(place.member);
    EXPECT_EQ(cell, ' ');
    cell = static_cast<char>('a' + offset / kChunk);
  }
  std::string table;
  for (const auto& row : rows) table += row + "\n";
  return table;
}

TEST(StripedMap, EqualMembers) {
  for (const auto layout : {StripedLayout::original, StripedLayout::alternate})
    EXPECT_EQ(striped_table(layout, {2, 2, 2}), "abc\ndef\n");
}

TEST(StripedMap, Zones) {
  EXPECT_EQ(striped_table(StripedLayout::alternate, {1, 3, 2}), "abc\n de\n f \n");
  // Chunk 3 (d): 3 modulo 2 members is the second of the zone; 4 (e) modulo 3 is the second as
  // well.
  EXPECT_EQ(striped_table(StripedLayout::original, {1, 3, 2}), "abc\n ed\n f \n");
  EXPECT_EQ(striped_table(StripedLayout::original, {4, 1, 4, 4}), "abcd\ng ef\nj hi\nm kl\n");
}

}  // namespace
}  // namespace vixmount::volume::raid
