// What the tests of dirty copies (ext's journal, XFS' log) share.
#pragma once

#include <cstdlib>

#include "base/error.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::test {

inline unsigned number_from_environment(const char* name, unsigned otherwise) {
  const char* asked = std::getenv(name);
  return asked != nullptr ? static_cast<unsigned>(std::atoi(asked)) : otherwise;
}

// How many copies of a busy disk are made; the campaign asks for more.
inline unsigned dirty_moments() { return number_from_environment("VIXMOUNT_DIRTY_MOMENTS", 3); }
inline unsigned first_dirty_seed() { return number_from_environment("VIXMOUNT_DIRTY_SEED", 1); }

// All nodes up to the first damage: without its log a file system may contradict itself.
inline std::size_t count_nodes(const fs::FileSystem& files) {
  std::size_t count = 0;
  try {
    walk(files, [&](const WalkedNode&) { ++count; });
  } catch (const Error&) {
    return count;
  }
  return count;
}

}  // namespace vixmount::test
