#include "base/shared_cache.hpp"

#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace vixmount {
namespace {

using Cache = SharedCache<std::uint64_t>;

Cache::Pointer value_of(std::uint64_t key) { return std::make_shared<std::uint64_t>(key * 3); }

std::size_t count_of(const Cache& cache, std::uint64_t keys, std::uint64_t step) {
  std::size_t found = 0;
  for (std::uint64_t key = 0; key < keys; ++key) found += cache.find(key * step) ? 1 : 0;
  return found;
}

TEST(SharedCache, GivesWhatWasPutIn) {
  const Cache cache(64);
  EXPECT_FALSE(cache.find(0));
  cache.insert(0, value_of(0));
  cache.insert(~0ULL, value_of(7));
  EXPECT_EQ(*cache.find(0), 0U);
  EXPECT_EQ(*cache.find(~0ULL), 21U);
  EXPECT_FALSE(cache.find(1));
  cache.insert(0, value_of(5));  // takes the earlier one's place
  EXPECT_EQ(*cache.find(0), 15U);
}

TEST(SharedCache, KeepsNoMoreThanItsBound) {
  for (const std::uint64_t step : {1ULL, 512ULL, 16384ULL, 1ULL << 40}) {
    const Cache cache(256);
    for (std::uint64_t key = 0; key < 5000; ++key) cache.insert(key * step, value_of(key));
    const auto found = count_of(cache, 5000, step);
    EXPECT_LE(found, 256U) << step;
    // Every set met more keys than it has places, if the keys are spread at all.
    EXPECT_GE(found, 250U) << step;
  }
}

TEST(SharedCache, WhatIsUsedStays) {
  const Cache cache(64);
  cache.insert(1, value_of(1));
  for (std::uint64_t key = 100; key < 10'000; ++key) {
    ASSERT_TRUE(cache.find(1)) << key;
    cache.insert(key, value_of(key));
  }
}

TEST(SharedCache, ValuesOutliveTheirPlace) {
  const Cache cache(8);
  cache.insert(1, value_of(1));
  const auto held = cache.find(1);
  for (std::uint64_t key = 2; key < 100; ++key) cache.insert(key, value_of(key));
  EXPECT_FALSE(cache.find(1));
  EXPECT_EQ(*held, 3U);
}

TEST(SharedCache, LoadsOnceAndKeepsNoFailure) {
  const Cache cache(64);
  int loads = 0;
  const auto load = [&] {
    if (++loads == 1) throw std::runtime_error("once");
    return value_of(9);
  };
  EXPECT_THROW(cache.get(9, load), std::runtime_error);
  EXPECT_EQ(*cache.get(9, load), 27U);
  EXPECT_EQ(*cache.get(9, load), 27U);
  EXPECT_EQ(loads, 2);
}

// For ThreadSanitizer: never the value of another key.
TEST(SharedCacheThreads, ShareIt) {
  const Cache cache(128);
  std::vector<std::thread> threads;
  std::vector<int> wrong(6);
  for (auto& count : wrong)
    threads.emplace_back([&cache, &count] {
      for (std::uint64_t i = 0; i < 20'000; ++i) {
        const auto key = i * i % 509;
        if (*cache.get(key, [&] { return value_of(key); }) != key * 3) ++count;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(6));
}

}  // namespace
}  // namespace vixmount
