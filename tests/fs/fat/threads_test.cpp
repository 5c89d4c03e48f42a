#include <gtest/gtest.h>

#include "fs/fat/exfat/exfat.hpp"
#include "fs/fat/fat.hpp"
#include "fs/fat/small_volume.hpp"
#include "fs/support/threads.hpp"

namespace vixmount::fs::fat {
namespace {

class Threads : public testing::TestWithParam<const char*> {};

TEST_P(Threads, SixOfThemReadOneVolume) {
  const std::string name = GetParam();
  const auto volume = test::small_volume("seeds/" + name);
  test::expect_threads_agree(
      [&] {
        return name.starts_with("fat") ? fat::open(volume, Options{}, Log{})
                                       : exfat::open(volume, OpenOptions{}, Log{});
      },
      5);
}
INSTANTIATE_TEST_SUITE_P(Fat, Threads,
                         testing::Values("fat/fat12", "fat/fat16", "fat/fat32", "exfat/exfat"));

}  // namespace
}  // namespace vixmount::fs::fat
