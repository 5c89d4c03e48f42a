#include "fs/ntfs/security.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_index.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test_bytes;

// A descriptor without owner, group and lists; its hash, counted by hand:
// 0x80040001 turned left by 3 four times.
const Bytes kEmptyDescriptor =
    bytes_of({1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
constexpr std::uint32_t kEmptyHash = 0x40001800;
constexpr std::uint32_t kId = 0x100;
constexpr std::uint64_t kOffset = 0x20;
constexpr std::uint64_t kCopy = kOffset + 0x40000;

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes entry_head() {
  Bytes out(20);
  put(out, 0, kEmptyHash, 4);
  put(out, 4, kId, 4);
  put(out, 8, kOffset, 8);
  put(out, 16, 20 + kEmptyDescriptor.size(), 4);
  return out;
}

// $SDS with the descriptor twice, as Windows writes it.
Bytes stream() {
  Bytes out(kCopy + 40);
  for (const auto begin : {kOffset, kCopy}) {
    auto entry = entry_head();
    entry.insert(entry.end(), kEmptyDescriptor.begin(), kEmptyDescriptor.end());
    for (std::size_t i = 0; i < entry.size(); ++i) out[begin + i] = entry[i];
  }
  return out;
}

SecurityDescriptors open(Bytes stream, const Bytes& head = entry_head()) {
  Bytes key(4);
  put(key, 0, kId, 4);
  IndexParts parts;
  parts.root = index_root(0, 4096, {view_entry(key, head), last_entry()});
  parts.cluster_size = 4096;
  return {Index(std::move(parts)), std::make_shared<io::MemorySource>(std::move(stream))};
}

TEST(NtfsSecurity, HashIsThatOfTheDocuments) {
  EXPECT_EQ(security_hash(BytesView(kEmptyDescriptor)), kEmptyHash);
}

TEST(NtfsSecurity, FindsADescriptorById) {
  const auto descriptors = open(stream());
  EXPECT_EQ(descriptors.find(kId), text_of(kEmptyDescriptor));
  EXPECT_FALSE(descriptors.find(kId + 1));
}

TEST(NtfsSecurity, TheCopyStandsIn) {
  auto damaged = stream();
  put(damaged, kOffset + 21, 7, 1);  // the descriptor itself: its hash is wrong
  EXPECT_EQ(open(damaged).find(kId), text_of(kEmptyDescriptor));
  damaged = stream();
  put(damaged, kOffset + 4, 7, 1);  // another id
  EXPECT_EQ(open(damaged).find(kId), text_of(kEmptyDescriptor));
  put(damaged, kCopy + 24, 7, 1);
  EXPECT_EQ(test::error_kind_of([&] { open(damaged).find(kId); }), ErrorKind::damaged);
}

TEST(NtfsSecurity, ImpossibleEntriesAreDamaged) {
  for (const std::uint64_t length : {0ULL, 19ULL, 0xFFFFFFFFULL}) {
    auto head = entry_head();
    put(head, 16, length, 4);
    EXPECT_EQ(test::error_kind_of([&] { open(stream(), head).find(kId); }), ErrorKind::damaged);
  }
  auto head = entry_head();
  put(head, 8, ~0ULL, 8);
  EXPECT_EQ(test::error_kind_of([&] { open(stream(), head).find(kId); }), ErrorKind::damaged);
}

TEST(NtfsSecurity, DescriptorEndsWithItsLastPart) {
  // Owner at 20 (12 bytes: one number), discretionary list at 32 (8 bytes), and 4 bytes more.
  Bytes bytes(44);
  put(bytes, 0, 1, 1);
  put(bytes, 4, 20, 4);
  put(bytes, 16, 32, 4);
  put(bytes, 20, 1, 1);
  put(bytes, 21, 1, 1);
  put(bytes, 34, 8, 2);
  EXPECT_EQ(trim_descriptor(BytesView(bytes)).size(), 40U);
  put(bytes, 34, 100, 2);
  EXPECT_EQ(test::error_kind_of([&] { trim_descriptor(BytesView(bytes)); }), ErrorKind::damaged);
  put(bytes, 16, 0, 4);
  EXPECT_EQ(trim_descriptor(BytesView(bytes)).size(), 32U);
  put(bytes, 21, 200, 1);
  EXPECT_EQ(test::error_kind_of([&] { trim_descriptor(BytesView(bytes)); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
