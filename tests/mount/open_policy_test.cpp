#include "mount/open_policy.hpp"

#include <gtest/gtest.h>

namespace vixmount::mount {
namespace {

constexpr std::uint64_t kLarge = OpenPolicy::kLargeFile;

TEST(OpenPolicy, FirstReaderOfALargeFileIsDirectTheNextIsCached) {
  OpenPolicy policy;
  policy.allow_direct();
  EXPECT_EQ(policy.open(7, kLarge), OpenMode::direct);
  EXPECT_EQ(policy.open(7, kLarge), OpenMode::cached);
  EXPECT_EQ(policy.open(8, kLarge), OpenMode::direct);
}

TEST(OpenPolicy, SmallFilesEndTheQuestions) {
  OpenPolicy policy;
  policy.allow_direct();
  EXPECT_EQ(policy.open(7, kLarge - 1), OpenMode::by_kernel);
}

TEST(OpenPolicy, KernelsThatCannotMapDirectFilesNeverGetThem) {
  OpenPolicy policy;
  EXPECT_EQ(policy.open(7, kLarge), OpenMode::by_kernel);
}

TEST(OpenPolicy, AReaderInSmallPiecesEndsDirectReading) {
  OpenPolicy policy;
  policy.allow_direct();
  policy.direct_read(1 << 20);
  EXPECT_EQ(policy.open(7, kLarge), OpenMode::direct);
  policy.direct_read(10240);
  EXPECT_EQ(policy.open(8, kLarge), OpenMode::by_kernel);
}

}  // namespace
}  // namespace vixmount::mount
