#include "io/layered_source.hpp"

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::io {
namespace {

// A link of a chain for tests: some grains hold one byte value, the others are holes. Counts its
// map calls.
class GrainSource final : public ByteSource {
 public:
  GrainSource(std::uint64_t grain_size, std::vector<int> grains)
      : grain_size_(grain_size), grains_(std::move(grains)) {}
  std::uint64_t size() const noexcept override { return grain_size_ * grains_.size(); }
  std::size_t maps() const { return maps_; }

 private:
  Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    ++maps_;
    const auto here = std::min(length, grain_size_ - offset % grain_size_);
    return grains_[offset / grain_size_] < 0 ? Extent::unallocated(here)
                                             : Extent::through(*this, offset, here);
  }
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    for (auto& byte : out) byte = std::byte(grains_[position++ / grain_size_]);
  }
  std::uint64_t grain_size_;
  std::vector<int> grains_;
  mutable std::atomic<std::size_t> maps_{0};
};

std::vector<int> bytes_of(const ByteSource& source) {
  std::vector<int> values;
  for (const auto byte : read_bytes(source, 0, source.size()))
    values.push_back(std::to_integer<int>(byte));
  return values;
}

TEST(Layered, TheTopmostAllocationWinsWhateverTheGrainSizes) {
  const auto top = std::make_shared<GrainSource>(2, std::vector<int>{-1, 1, -1, -1});
  const auto middle = std::make_shared<GrainSource>(4, std::vector<int>{2, -1});
  const auto base = std::make_shared<GrainSource>(1, std::vector<int>{3, 3, 3, 3, 3, -1});
  const LayeredSource chain({top, middle, base}, 8);
  EXPECT_EQ(bytes_of(chain), (std::vector<int>{2, 2, 1, 1, 3, 0, 0, 0}));
  EXPECT_EQ(chain.map(5, 3).kind, ExtentKind::hole) << "nobody allocated it";
}

TEST(Layered, ADeepChainCostsNoMoreThanAShallowOneOnceMapped) {
  std::vector<SourcePtr> links;
  std::vector<std::shared_ptr<GrainSource>> counted;
  for (int i = 0; i < 30; ++i) {
    std::vector<int> grains(30, -1);
    grains[i] = i;
    counted.push_back(std::make_shared<GrainSource>(4096, grains));
    links.push_back(counted.back());
  }
  const LayeredSource chain(links, 30 * 4096);
  const auto first = bytes_of(chain);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(first[i * 4096 + 17], i);
  std::vector<std::size_t> before;
  for (const auto& link : counted) before.push_back(link->maps());
  EXPECT_EQ(bytes_of(chain), first);
  for (std::size_t i = 0; i < counted.size(); ++i)
    EXPECT_EQ(counted[i]->maps(), before[i]) << "link " << i << " was asked again";
}

TEST(Layered, EvictionKeepsTheAnswersRight) {
  // Alternating grains of 512 bytes give 32 Ki runs a page: 40 pages are more than the bound.
  const std::uint64_t grains = 40 * LayeredSource::kPageBytes / 512;
  std::vector<int> pattern(grains);
  for (std::size_t i = 0; i < grains; ++i) pattern[i] = i % 2 == 0 ? static_cast<int>(i % 251) : -1;
  const auto link = std::make_shared<GrainSource>(512, pattern);
  const LayeredSource chain({link}, link->size());
  for (int round = 0; round < 2; ++round)
    for (std::uint64_t page = 0; page < 40; ++page) {
      const auto grain = page * LayeredSource::kPageBytes / 512 + 100 + round;
      const int expected = grain % 2 == 0 ? static_cast<int>(grain % 251) : 0;
      EXPECT_EQ(std::to_integer<int>(read_bytes(chain, grain * 512 + 5, 1)[0]), expected);
    }
}

TEST(Layered, AHoleOfAllLinksIsOneRunHoweverLong) {
  const auto page = LayeredSource::kPageBytes;
  // Grains of a page: the top has nothing but the last one, the base ends early and begins with
  // data.
  std::vector<int> top_grains(101, -1);
  top_grains[100] = 1;
  const auto top = std::make_shared<GrainSource>(page, top_grains);
  const auto base = std::make_shared<GrainSource>(page, std::vector<int>{2, -1, -1, 3, -1});
  const LayeredSource chain({top, base}, top->size());
  const auto lengths = [&] {
    std::vector<std::uint64_t> pages;
    for_each_extent(chain, 0, chain.size(), [&](std::uint64_t, const Extent& extent) {
      pages.push_back(extent.length / page);
      return true;
    });
    return pages;
  };
  EXPECT_EQ(lengths(), (std::vector<std::uint64_t>{1, 2, 1, 96, 1}));
  const auto before = top->maps();
  EXPECT_EQ(lengths(), (std::vector<std::uint64_t>{1, 2, 1, 96, 1}));
  EXPECT_LT(top->maps() - before, 110U) << "each page of the hole was asked for by itself";
}

TEST(Layered, ManyThreadsSeeTheSameBytes) {
  std::vector<int> grains(4096);
  for (std::size_t i = 0; i < grains.size(); ++i)
    grains[i] = i % 3 == 0 ? -1 : static_cast<int>(i % 100);
  const auto top = std::make_shared<GrainSource>(65536, grains);
  const auto base = std::make_shared<GrainSource>(65536, std::vector<int>(4096, 7));
  const LayeredSource chain({top, base}, top->size());
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (unsigned seed = 0; seed < 8; ++seed)
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 500; ++i) {
        const auto grain = random() % grains.size();
        const int expected = grains[grain] < 0 ? 7 : grains[grain];
        if (std::to_integer<int>(read_bytes(chain, grain * 65536 + 9, 1)[0]) != expected) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace vixmount::io
