#include "mount/open_policy.hpp"

#include <gtest/gtest.h>

namespace vixmount::mount {
namespace {

constexpr std::uint64_t kLarge = OpenPolicy::kLargeFile;

TEST(OpenPolicy, LargeFilesAreDirectSmallOnesCached) {
  OpenPolicy policy;
  policy.allow_direct();
  EXPECT_EQ(policy.open(kLarge), OpenMode::direct);
  EXPECT_EQ(policy.open(kLarge - 1), OpenMode::cached);
  EXPECT_EQ(policy.open(kLarge), OpenMode::direct);
}

TEST(OpenPolicy, ManySmallFilesEndTheQuestions) {
  OpenPolicy policy;
  policy.allow_direct();
  for (unsigned i = 0; i < OpenPolicy::kTolerated; ++i)
    ASSERT_EQ(policy.open(100), OpenMode::cached) << i;
  EXPECT_EQ(policy.open(100), OpenMode::by_kernel);
  EXPECT_EQ(policy.open(kLarge), OpenMode::by_kernel);
}

TEST(OpenPolicy, KernelsThatCannotMapDirectFilesNeverGetThem) {
  OpenPolicy policy;
  EXPECT_EQ(policy.open(kLarge), OpenMode::by_kernel);
}

TEST(OpenPolicy, AReaderInSmallPiecesEndsDirectReading) {
  OpenPolicy policy;
  policy.allow_direct();
  for (int i = 0; i < 1000; ++i) policy.direct_read(1 << 20);
  EXPECT_EQ(policy.open(kLarge), OpenMode::direct);
  for (unsigned i = 0; i <= OpenPolicy::kTolerated; ++i) policy.direct_read(10240);
  EXPECT_EQ(policy.open(kLarge), OpenMode::by_kernel);
}

}  // namespace
}  // namespace vixmount::mount
