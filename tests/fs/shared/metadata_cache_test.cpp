#include "fs/shared/metadata_cache.hpp"

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

constexpr auto kPage = MetadataCache::kPageBytes;

// Byte i is i % 251, so that no two pages are alike.
io::SourcePtr volume_of(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i % 251);
  return std::make_shared<io::MemorySource>(std::move(bytes));
}

bool is_right(BytesView view, std::uint64_t offset, std::size_t length) {
  if (view.size() != length || view.origin() != offset) return false;
  for (std::size_t i = 0; i < length; ++i)
    if (view.u8(i) != (offset + i) % 251) return false;
  return true;
}

// One page, then one that cannot be read, then a short one.
io::SourcePtr volume_with_bad_page() {
  const auto good = volume_of(2 * kPage + 100);
  const auto slice = [&](std::uint64_t offset, std::uint64_t length) {
    return std::make_shared<io::SliceSource>(good, offset, length);
  };
  return std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
      slice(0, kPage + 512),
      std::make_shared<io::UnreadableSource>(512, Error(ErrorKind::io, "a bad sector")),
      slice(kPage + 1024, kPage - 1024 + 100)});
}

TEST(MetadataCache, GivesBytesOfPagesAcrossPagesAndAtTheEnd) {
  const MetadataCache cache(volume_of(2 * kPage + 100));
  MetadataCursor cursor(cache);
  for (const auto& [offset, length] : std::vector<std::pair<std::uint64_t, std::size_t>>{
           {0, 32}, {kPage - 32, 32}, {kPage - 31, 32}, {kPage, 32}, {2 * kPage + 68, 32},
           {2 * kPage - 1, 2}, {5, 0}, {2 * kPage + 100, 0}, {3, kPage}}) {
    EXPECT_TRUE(is_right(cache.read(offset, length).view(), offset, length)) << offset;
    EXPECT_TRUE(is_right(cursor.view(offset, length), offset, length)) << offset;
  }
}

TEST(MetadataCache, SaysWhatIsBehindTheEnd) {
  const MetadataCache cache(volume_of(kPage + 100));
  MetadataCursor cursor(cache);
  cursor.view(kPage, 100);
  for (const std::uint64_t offset : {std::uint64_t{kPage + 69}, std::uint64_t{kPage + 101},
                                     ~std::uint64_t{0}, ~std::uint64_t{0} - 31}) {
    EXPECT_EQ(test::error_kind_of([&] { cache.read(offset, 32); }), ErrorKind::damaged);
    EXPECT_EQ(test::error_kind_of([&] { cursor.view(offset, 32); }), ErrorKind::damaged);
  }
}

TEST(MetadataCache, ABadSectorHurtsOnlyWhoAsksForIt) {
  const MetadataCache cache(volume_with_bad_page());
  MetadataCursor cursor(cache);
  EXPECT_TRUE(is_right(cursor.view(kPage + 480, 32), kPage + 480, 32));
  EXPECT_EQ(test::error_kind_of([&] { cursor.view(kPage + 512, 32); }), ErrorKind::io);
  EXPECT_EQ(test::error_kind_of([&] { cache.read(kPage + 1000, 32); }), ErrorKind::io);
  EXPECT_TRUE(is_right(cursor.view(kPage + 1024, 32), kPage + 1024, 32));
  EXPECT_TRUE(is_right(cache.read(2 * kPage, 100).view(), 2 * kPage, 100));
}

// More pages than are kept: what was read stays right for those who hold it.
TEST(MetadataCache, BytesOutliveTheirPage) {
  const MetadataCache cache(volume_of((2 * MetadataCache::kPages + 8) * kPage));
  const auto held = cache.read(10, 100);
  for (std::size_t page = 0; page < 2 * MetadataCache::kPages + 8; ++page)
    ASSERT_TRUE(is_right(cache.read(page * kPage + 7, 9).view(), page * kPage + 7, 9));
  EXPECT_TRUE(is_right(held.view(), 10, 100));
}

}  // namespace
}  // namespace vixmount::fs
