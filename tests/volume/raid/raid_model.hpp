// Arrays as a simple-minded writer lays them out: whole rows are built as lists and rotated, as the
// pictures of md(4) show them, parity is summed bit by bit. Nothing is taken from src/volume/raid
// but the names of the layouts; what its sources read is compared with what was written here.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "volume/raid/raid.hpp"

namespace vixmount::test {

using Bytes = std::vector<std::byte>;

// Members' contents, each as long as the rows need; `data` is cut in chunks, and a last chunk or
// row that is not full is filled up with zeros.
std::vector<Bytes> lay_out_parity(const Bytes& data, const volume::raid::ParityGeometry& geometry,
                                  unsigned members);
// The array takes what the members of the given sizes (in chunks) hold.
std::vector<Bytes> lay_out_striped(const Bytes& data, const volume::raid::StripedGeometry& geometry,
                                   const std::vector<unsigned>& chunks_of_members);
std::vector<Bytes> lay_out_raid10(const Bytes& data, const volume::raid::Raid10Geometry& geometry,
                                  unsigned members);

// The contents as members, without those of `missing` (a bit for each).
volume::raid::Members as_members(const std::vector<Bytes>& contents, std::uint64_t missing = 0);

// Bytes that differ from place to place, the same for the same `seed`.
Bytes random_bytes(std::size_t size, std::uint32_t seed);

}  // namespace vixmount::test
