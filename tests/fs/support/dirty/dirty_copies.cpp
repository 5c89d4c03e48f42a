#include "fs/support/dirty/dirty_copies.hpp"

#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::test {
namespace {

unsigned number_from_environment(const char* name, unsigned otherwise) {
  const char* asked = std::getenv(name);
  return asked != nullptr ? static_cast<unsigned>(std::atoi(asked)) : otherwise;
}

DirtyFigures& sum() {
  static DirtyFigures all;
  return all;
}

}  // namespace

unsigned dirty_moments() { return number_from_environment("VIXMOUNT_DIRTY_MOMENTS", 1); }

unsigned dirty_seed(std::string_view variant) {
  unsigned seed = number_from_environment("VIXMOUNT_DIRTY_SEED", 1);
  for (const auto letter : variant) seed = seed * 31 + static_cast<unsigned char>(letter);
  return seed;
}

std::size_t count_nodes(const fs::FileSystem& files) {
  std::size_t count = 0;
  try {
    walk(files, [&](const WalkedNode&) { ++count; });
  } catch (const Error&) {
    return count;
  }
  return count;
}

void DirtyFigures::add(const ComparedCounts& counts) {
  ++copies;
  nodes += counts.nodes;
  files += counts.files;
  xattrs += counts.xattrs;
  bytes += counts.content_bytes;
}

void DirtyFigures::add_state(const std::string& state) {
  const std::string words = " replayed: ";
  const auto at = state.find(words);
  if (at == std::string::npos) return;
  ++dirty;
  replayed += std::strtoull(state.c_str() + at + words.size(), nullptr, 10);
}

void DirtyFigures::finish(const std::string& variant) const {
  std::printf(
      "%s: %u copies, %u with a log in use, %u that differ without it, %llu replayed, %zu nodes, "
      "%zu files, %zu attributes, %zu bytes equal\n",
      variant.c_str(), copies, dirty, stale, static_cast<unsigned long long>(replayed), nodes,
      files, xattrs, bytes);
  std::fflush(stdout);
  sum().copies += copies;
  sum().dirty += dirty;
  sum().stale += stale;
}

void expect_dirty_copies() {
  constexpr unsigned kMany = 10;
  if (sum().copies < kMany) return;
  EXPECT_GT(sum().dirty, 0U) << "no copy had a log in use";
  EXPECT_GT(sum().stale, 0U) << "no copy needed its log";
}

}  // namespace vixmount::test
