// From the numbers of a superblock to the arrangement of the bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "volume/md/superblock.hpp"
#include "volume/raid/raid.hpp"

namespace vixmount::volume::md {

// One way to lay bytes over members; made from a Geometry, checked.
class Arrangement {
 public:
  virtual ~Arrangement() = default;
  Arrangement(const Arrangement&) = delete;
  Arrangement& operator=(const Arrangement&) = delete;

  // Bytes of the array when each member has `data_sizes[i]` bytes for data and the array uses
  // `component_size` of each. Error{damaged} when the sizes cannot be.
  virtual std::uint64_t size(std::uint64_t component_size,
                             const std::vector<std::uint64_t>& data_sizes) const = 0;
  // True when all bytes can be read from those that are not null.
  virtual bool survives(const raid::Members& members) const = 0;
  // True when a missing member costs only redundancy that is never read: dirty arrays may then be
  // read without it.
  virtual bool needs_parity(const raid::Members& members) const = 0;
  // `members` in the order of their roles, null where missing, each with at least the bytes that
  // the array uses of it.
  virtual io::SourcePtr make(raid::Members members, std::uint64_t size) const = 0;

 protected:
  Arrangement() = default;
};

// Error{unsupported} for levels and layouts that are none; Error{damaged} for numbers that
// contradict each other.
std::shared_ptr<const Arrangement> arrangement_of(const Geometry& geometry);

// "raid5 left-symmetric", "raid10 near=2", with mdadm's names.
std::string describe(const Geometry& geometry);

}  // namespace vixmount::volume::md
