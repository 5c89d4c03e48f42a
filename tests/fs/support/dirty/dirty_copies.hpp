// What the tests of dirty copies (ext's journal, XFS' log, Btrfs' log) share: how many copies are
// made, at which moments, and the figures that are printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "fs/file_system.hpp"
#include "fs/support/mounted_tree.hpp"

namespace vixmount::test {

// How many copies of each variant are made (VIXMOUNT_DIRTY_MOMENTS); the campaign asks for more.
unsigned dirty_moments();

// The order of changes and the moments of copies follow from it: another one for each variant and
// each VIXMOUNT_DIRTY_SEED.
unsigned dirty_seed(std::string_view variant);

// How long the changes go on before the next copy, in milliseconds.
class Moments {
 public:
  explicit Moments(unsigned seed) : random_(seed) {}
  unsigned next() { return 200 + random_() % 700; }

 private:
  std::mt19937 random_;
};

// All nodes up to the first damage: without its log a file system may contradict itself.
std::size_t count_nodes(const fs::FileSystem& files);

// Sums over the copies of one variant.
struct DirtyFigures {
  unsigned copies = 0;
  unsigned dirty = 0;          // whose log was in use
  unsigned stale = 0;          // that show other nodes without their log
  std::uint64_t replayed = 0;  // transactions (ext, XFS) or items (Btrfs)
  std::size_t nodes = 0;
  std::size_t files = 0;
  std::size_t xattrs = 0;
  std::size_t bytes = 0;

  void add(const ComparedCounts& counts);
  // `state` of our view: "log replayed: 12 transactions".
  void add_state(const std::string& state);
  // Prints one line, which tests/campaigns/dirty.sh adds up, and adds this up for the following.
  void finish(const std::string& variant) const;
};

// For the end of a test suite: expects that logs were in use and mattered. Only when there were
// many copies: one may happen to be clean, Btrfs' above all.
void expect_dirty_copies();

}  // namespace vixmount::test
