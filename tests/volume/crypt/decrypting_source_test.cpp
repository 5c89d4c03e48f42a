#include <algorithm>
#include <atomic>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/crypt/sector_cipher.hpp"

namespace vixmount::volume::crypt {
namespace {

// Adds to each byte the number of its sector and its place there, so that a wrong number or a wrong
// place shows.
class CountingCipher final : public SectorCipher {
 public:
  explicit CountingCipher(std::size_t sector_size) : sector_size_(sector_size) {}
  std::size_t sector_size() const noexcept override { return sector_size_; }
  void decrypt(std::uint64_t first, std::span<std::byte> sectors) const override {
    EXPECT_EQ(sectors.size() % sector_size_, 0U);
    for (std::size_t i = 0; i < sectors.size(); ++i)
      sectors[i] = static_cast<std::byte>(std::to_integer<std::uint64_t>(sectors[i]) + first +
                                          i / sector_size_ + i % sector_size_);
  }

 private:
  std::size_t sector_size_;
};

constexpr std::uint64_t kFirst = 77;

std::byte encrypted_at(std::uint64_t offset) { return static_cast<std::byte>(offset * 13 >> 4); }
std::byte plain_at(std::uint64_t offset, std::uint64_t sector_size) {
  return static_cast<std::byte>(std::to_integer<std::uint64_t>(encrypted_at(offset)) + kFirst +
                                offset / sector_size + offset % sector_size);
}

io::SourcePtr encrypted_source(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = encrypted_at(i);
  return std::make_shared<io::MemorySource>(std::move(bytes));
}

TEST(DecryptingSource, ReadsAnyRange) {
  constexpr std::size_t kSize = 1 << 20;
  for (const std::size_t sector_size : {512, 4096}) {
    const auto source = make_decrypting_source(
        encrypted_source(kSize), std::make_shared<CountingCipher>(sector_size), kFirst);
    ASSERT_EQ(source->size(), kSize);
    for (const std::uint64_t offset : {0, 1, 511, 512, 4095, 4096, 12289, 131072, 524287}) {
      for (const std::size_t length : {1, 2, 511, 512, 513, 4097, 65536, 262144, 262145, 524289}) {
        const auto bytes = io::read_bytes(*source, offset, length);
        for (std::size_t i = 0; i < length; ++i)
          ASSERT_EQ(bytes[i], plain_at(offset + i, sector_size)) << offset << " " << length;
      }
    }
  }
}

TEST(DecryptingSource, IsOpaqueAndItsOwnReader) {
  const auto source =
      make_decrypting_source(encrypted_source(8192), std::make_shared<CountingCipher>(512), kFirst);
  const auto extent = source->map(100, 5000);
  EXPECT_EQ(extent.kind, io::ExtentKind::opaque);
  EXPECT_EQ(extent.reader, source.get());
  EXPECT_EQ(extent.position, 100U);
  EXPECT_EQ(extent.length, 5000U);
}

TEST(DecryptingSource, CutsPartOfASectorAtTheEnd) {
  const auto source =
      make_decrypting_source(encrypted_source(9000), std::make_shared<CountingCipher>(4096), 0);
  EXPECT_EQ(source->size(), 8192U);
  EXPECT_EQ(make_decrypting_source(encrypted_source(511), std::make_shared<CountingCipher>(512), 0)
                ->size(),
            0U);
}

TEST(DecryptingSource, DecryptsHoles) {
  const auto source = make_decrypting_source(std::make_shared<io::ZeroSource>(1024),
                                             std::make_shared<CountingCipher>(512), 5);
  EXPECT_EQ(io::read_bytes(*source, 512, 2), (std::vector<std::byte>{std::byte{6}, std::byte{7}}));
}

TEST(DecryptingSource, CarriesErrorsOutOfLargeReads) {
  const auto broken = std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
      encrypted_source(1 << 20),
      std::make_shared<io::UnreadableSource>(1 << 20, Error(ErrorKind::io, "planned")),
      encrypted_source(1 << 20)});
  const auto source = make_decrypting_source(broken, std::make_shared<CountingCipher>(512), kFirst);
  EXPECT_EQ(vixmount::test::error_kind_of([&] { io::read_bytes(*source, 0, 3 << 20); }),
            ErrorKind::io);
  EXPECT_EQ(io::read_bytes(*source, 2 << 20, 1)[0],
            static_cast<std::byte>(kFirst + (2 << 20) / 512));
}

}  // namespace
}  // namespace vixmount::volume::crypt
