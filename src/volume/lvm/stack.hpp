// The logical volumes of one group as sources: LVs are made of PVs and of other LVs, to a bounded
// depth, and each is built once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "io/byte_source.hpp"
#include "volume/device_mapper/thin.hpp"
#include "volume/lvm/volume_group.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::lvm {

// A range of a source, and whether all of it is there. Where it is not, `source` throws.
struct Piece {
  io::SourcePtr source;  // never null
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  Health health;

  // All of `source`.
  static Piece whole(io::SourcePtr source, Health health = {});
  // Stands where something cannot be read.
  static Piece unreadable(std::uint64_t size, Condition condition, const std::string& reason,
                          ErrorKind kind = ErrorKind::damaged);

  bool readable() const noexcept { return health.condition <= Condition::degraded; }
  io::SourcePtr as_source() const;
};

// The worse of both, with its detail.
Health worse(const Health& a, const Health& b);

class Stack {
 public:
  // `devices`: for each PV of the group its device, null where it is missing. All arguments must
  // outlive the stack; the sources it makes need none of them.
  Stack(const VolumeGroup& group, const std::vector<io::SourcePtr>& devices, Remarks& remarks);

  const VolumeGroup& group() const noexcept { return group_; }

  // An LV, by its index; an LV that cannot be built is unreadable, with the reason in its health.
  const Piece& build(std::size_t index);
  // An LV by the name that a segment gives. Throws Error{damaged} when there is none.
  const Piece& volume(const std::string& name);
  // `size` bytes of the PV or LV `name` from extent `extent` on. Throws Error{damaged} when there
  // is none, or it is too small.
  Piece area(const std::string& name, std::uint64_t extent, std::uint64_t size);

  // The pool of the LV `name`, opened once, with the health of what it is on. Throws what opening
  // throws.
  struct Pool {
    device_mapper::ThinPoolPtr pool;
    Health health;
  };
  const Pool& thin_pool(const std::string& name);

  // Counts runs of a volume that take memory of their own (a mirror's known regions); throws
  // Error{limit_exceeded} when all volumes of the group together have too many.
  void count_runs(std::size_t count);

  // For people, about the LV `name`.
  void remark(const std::string& name, const std::string& text);

 private:
  enum class State : std::uint8_t { untouched, being_built, built };
  struct Entry {
    State state = State::untouched;
    Piece piece;
    unsigned raid_levels = 0;  // RAID on RAID ..., itself included
  };

  Piece build_unchecked(const LogicalVolume& volume);
  Piece device_area(std::size_t index, std::uint64_t extent, std::uint64_t size) const;

  const VolumeGroup& group_;
  const std::vector<io::SourcePtr>& devices_;
  Remarks& remarks_;
  std::vector<Entry> entries_;  // per LV
  std::unordered_map<std::string, Pool> pools_;
  unsigned depth_ = 0;
  unsigned raid_levels_below_ = 0;  // of what the LV that is being built has asked for so far
  std::size_t runs_ = 0;
};

}  // namespace vixmount::volume::lvm
