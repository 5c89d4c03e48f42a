#include "fs/ntfs/compression/wof_source.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "codec/content.hpp"
#include "fs/ntfs/compression/wof_stream.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test::Bytes;

WofSource open(const Bytes& stream, WofAlgorithm algorithm, std::uint64_t size) {
  return WofSource(std::make_shared<io::MemorySource>(stream), algorithm, size);
}

TEST(WofSource, DecodesWhatWimlibCompressed) {
  VIXMOUNT_REQUIRE_WIMLIB();
  for (const auto& method : kWofMethods)
    for (const std::size_t size : {1UL, 4095UL, 4097UL, 32768UL, 100001UL, 700000UL})
      for (const auto& content : test::sample_contents(size)) {
        const auto stream = make_wof_stream(method, content.bytes);
        const auto source = open(stream, method.algorithm, size);
        for (const std::size_t step : {5000UL, 131072UL, 1048576UL})
          for (std::size_t at = 0; at < size; at += step) {
            const auto count = std::min(step, size - at);
            const auto bytes = io::read_bytes(source, at, count);
            ASSERT_TRUE(std::equal(bytes.begin(), bytes.end(),
                                   content.bytes.begin() + static_cast<long>(at)))
                << method.name << ' ' << content.name << ' ' << size << " at " << at;
          }
      }
}

// A file of 32 KiB of zeros as Windows 10 wrote it (compact /exe:xpress16k): two chunks alike.
TEST(WofSource, DecodesAStreamOfWindows) {
  Bytes chunk(256);
  chunk[0] = std::byte{2};
  chunk[0x80] = std::byte{2};
  chunk[0x87] = std::byte{0x10};
  const auto symbols = test::from_hex("00 98 00 00 ff fc 3f");
  chunk.insert(chunk.end(), symbols.begin(), symbols.end());
  Bytes stream = test::from_hex("07 01 00 00");
  for (int i = 0; i < 2; ++i) stream.insert(stream.end(), chunk.begin(), chunk.end());
  const auto source = open(stream, WofAlgorithm::xpress16k, 32768);
  EXPECT_EQ(io::read_bytes(source, 0, 32768), Bytes(32768));
}

TEST(WofSource, StoredChunksAreCopied) {
  const auto source = open(test::to_bytes("abc"), WofAlgorithm::lzx, 3);
  EXPECT_EQ(io::read_bytes(source, 1, 2), test::to_bytes("bc"));
}

TEST(WofSource, AnEmptyFileHasNoChunks) { EXPECT_EQ(open({}, WofAlgorithm::lzx, 0).size(), 0U); }

// The stream of a file of 4 GiB and 5 bytes: made when it is read.
class LargeStream final : public io::ByteSource {
 public:
  static constexpr std::uint64_t kChunks = (1ULL << 32) / 32768 + 1;
  static constexpr std::uint64_t kTable = (kChunks - 1) * 8;
  std::uint64_t size() const noexcept override { return kTable + (1ULL << 32) + 5; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  // Stored chunks: entry i is 32768 * (i + 1); content is the low byte of its chunk's number.
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    for (auto& byte : out) {
      const auto at = position++;
      byte = at < kTable ? static_cast<std::byte>((at / 8 + 1) * 32768 >> at % 8 * 8)
                         : static_cast<std::byte>((at - kTable) / 32768);
    }
  }
};

// Above 4 GiB the entries have 8 bytes.
TEST(WofSource, LargeFilesHaveWideEntries) {
  const WofSource source(std::make_shared<LargeStream>(), WofAlgorithm::lzx, (1ULL << 32) + 5);
  const auto bytes = io::read_bytes(source, (1ULL << 32) - 3, 8);
  EXPECT_EQ(bytes, test::from_hex("ff ff ff 00 00 00 00 00"));
}

TEST(WofSource, RefusesDamage) {
  EXPECT_EQ(test::error_kind_of([] { open(Bytes(3), WofAlgorithm::lzx, 40000); }),
            ErrorKind::damaged);  // no table
  EXPECT_EQ(test::error_kind_of([] { open({}, WofAlgorithm::unknown, 1); }),
            ErrorKind::unsupported);
  for (const char* entry : {"ff ff ff ff", "00 00 00 00", "01 80 00 00", "65 00 00 00"}) {
    Bytes stream = test::from_hex(entry);
    stream.resize(4 + 100);
    const auto source = open(stream, WofAlgorithm::lzx, 40000);
    EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(source, 0, 10); }), ErrorKind::damaged)
        << entry;
    EXPECT_EQ(test::error_kind_of([&] { io::read_bytes(source, 0, 40000); }), ErrorKind::damaged);
  }
  // One byte more than its content.
  EXPECT_EQ(test::error_kind_of(
                [] { io::read_bytes(open(Bytes(11), WofAlgorithm::xpress4k, 10), 0, 10); }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
