// Every subformat that qemu-img can write, and chains made by it, against qemu-img's own reading.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

using vixmount::test::run;
using vixmount::test::sha256_of;
using vixmount::test::sha256_of_file;

struct Subformat {
  const char* name;
  const char* options;
  std::uint64_t size;
};

class QemuSubformat : public testing::TestWithParam<Subformat> {};

TEST_P(QemuSubformat, ReadsWhatWasConverted) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  const TemporaryFolder folder;
  const auto raw = folder.file("disk.raw");
  const auto image = folder.file("disk.vmdk");
  make_pattern(raw, GetParam().size, 7);
  run("qemu-img convert -O vmdk -o " + std::string(GetParam().options) + " '" + raw + "' '" +
      image + "'");
  const auto disk = open(image);
  EXPECT_EQ(disk.info.capacity, GetParam().size);
  EXPECT_EQ(disk.source->size(), GetParam().size);
  EXPECT_EQ(sha256_of(*disk.source), sha256_of_file(raw));
}

INSTANTIATE_TEST_SUITE_P(
    All, QemuSubformat,
    testing::Values(
        Subformat{"MonolithicSparse", "subformat=monolithicSparse", 40 << 20},
        Subformat{"MonolithicSparseOddSize", "subformat=monolithicSparse", (5 << 20) + 512},
        Subformat{"MonolithicFlat", "subformat=monolithicFlat", 10 << 20},
        Subformat{"TwoGbMaxExtentSparse", "subformat=twoGbMaxExtentSparse", 10 << 20},
        Subformat{"TwoGbMaxExtentFlat", "subformat=twoGbMaxExtentFlat", 10 << 20},
        Subformat{"StreamOptimized", "subformat=streamOptimized", 40 << 20},
        Subformat{"StreamOptimizedOddSize", "subformat=streamOptimized", (5 << 20) + 1024},
        Subformat{"ZeroedGrains", "subformat=monolithicSparse,zeroed_grain=on", 10 << 20},
        Subformat{"OldHardware", "subformat=monolithicSparse,hwversion=6,adapter_type=lsilogic",
                  10 << 20}),
    [](const auto& subformat) { return subformat.param.name; });

TEST(QemuFormats, SeveralExtentsOfTwoGigabytesLieInARow) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-io");
  const TemporaryFolder folder;
  for (const std::string kind : {"twoGbMaxExtentSparse", "twoGbMaxExtentFlat"}) {
    const auto image = folder.file(kind + ".vmdk");
    run("qemu-img create -q -f vmdk -o subformat=" + kind + " '" + image + "' 5G");
    // The pieces are 2047 MiB long: one write goes over the border.
    run("qemu-io -f vmdk -c 'write -P 1 0 64k' -c 'write -P 2 2146435072 128k' -c 'write -P 3 "
        "4292870144 64k' -c 'write -P 4 5368643584 64k' '" +
        image + "'");
    const auto disk = open(image);
    EXPECT_EQ(disk.info.links[0].extent_paths.size(), 3U);
    EXPECT_EQ(disk.info.capacity, 5ULL << 30);
    const auto byte_at = [&](std::uint64_t offset) {
      return std::to_integer<int>(io::read_bytes(*disk.source, offset, 1)[0]);
    };
    EXPECT_EQ(byte_at(65535), 1);
    EXPECT_EQ(byte_at(65536), 0);
    EXPECT_EQ(byte_at(2146435071), 0);
    EXPECT_EQ(byte_at(2146435072), 2);
    EXPECT_EQ(byte_at(2146435072 + 131071), 2);
    EXPECT_EQ(byte_at(4292870144), 3);
    EXPECT_EQ(byte_at(5368709119), 4);
  }
}

TEST(QemuFormats, AZeroedGrainHidesTheParent) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-io");
  const TemporaryFolder folder;
  const auto base = folder.file("base.vmdk");
  const auto child = folder.file("child.vmdk");
  run("qemu-img create -q -f vmdk '" + base + "' 4M && qemu-io -f vmdk -c 'write -P 9 0 4M' '" +
      base + "'");
  run("qemu-img create -q -f vmdk -o zeroed_grain=on -F vmdk -b '" + base + "' '" + child +
      "' && qemu-io -f vmdk -c 'write -z 1M 1M' '" + child + "'");
  const auto disk = open(child);
  EXPECT_EQ(disk.source->map(1 << 20, 1 << 20).kind, io::ExtentKind::zero);
  EXPECT_EQ(disk.source->map(1 << 20, 1 << 20).length, 1U << 20);
  EXPECT_EQ(disk.source->map(0, 1 << 20).kind, io::ExtentKind::data);
  EXPECT_EQ(sha256_of(*disk.source), sha256_by_qemu(folder, child));
}

// Thirty links over a base, each with some writes of its own.
std::string make_chain(const TemporaryFolder& folder, int links) {
  auto below = folder.file("link0.vmdk");
  make_pattern(folder.file("base.raw"), 24 << 20, 3);
  run("qemu-img convert -O vmdk '" + folder.file("base.raw") + "' '" + below + "'");
  for (int i = 1; i <= links; ++i) {
    const auto link = folder.file("link" + std::to_string(i) + ".vmdk");
    std::string writes;
    for (int n = 0; n < 4; ++n)
      writes += " -c 'write -P " + std::to_string(i) + " " +
                std::to_string((i * 37 + n * 91) % 360 * 65536 + n * 4096) + " " +
                std::to_string(4096 * (n * 9 + 1)) + "'";
    run("qemu-img create -q -f vmdk -F vmdk -b '" + below + "' '" + link + "' && qemu-io -f vmdk" +
        writes + " '" + link + "'");
    below = link;
  }
  return below;
}

TEST(QemuFormats, AChainOfThirtyLinksReadsAsItsTop) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-io");
  const TemporaryFolder folder;
  const auto top = make_chain(folder, 30);
  const auto expected = sha256_by_qemu(folder, top);
  const auto disk = open(top);
  EXPECT_EQ(disk.info.links.size(), 31U);
  EXPECT_EQ(disk.info.links[30].parent_hint, "");
  EXPECT_EQ(sha256_of(*disk.source), expected);
  const auto alone = open(top, {.single_link = true});
  EXPECT_EQ(alone.info.links.size(), 1U);
  EXPECT_EQ(alone.info.capacity, 24U << 20);
  EXPECT_NE(sha256_of(*alone.source), expected);
}

TEST(QemuFormats, EightThreadsReadOneDisk) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  const TemporaryFolder folder;
  const auto raw = folder.file("disk.raw");
  make_pattern(raw, 24 << 20, 11);
  const auto expected = vixmount::test::read_file(raw);
  for (const std::string kind : {"monolithicSparse", "streamOptimized"}) {
    const auto image = folder.file(kind + ".vmdk");
    run("qemu-img convert -O vmdk -o subformat=" + kind + " '" + raw + "' '" + image + "'");
    const auto disk = open(image);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (unsigned seed = 1; seed <= 8; ++seed)
      threads.emplace_back([&, seed] {
        for (unsigned i = 0; i < 150; ++i) {
          const std::uint64_t offset = (i * 2654435761U * seed) % (23U << 20);
          const auto bytes = io::read_bytes(*disk.source, offset, 100000 + i);
          if (std::memcmp(bytes.data(), expected.data() + offset, bytes.size()) != 0) ++wrong;
        }
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << kind;
  }
}

TEST(QemuFormats, ATwoTerabyteDiskIsMappedInLongRuns) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-io");
  const TemporaryFolder folder;
  const auto image = folder.file("large.vmdk");
  // A little less than 2 TiB: the most that 32 bit sector numbers give.
  constexpr std::uint64_t kSize = (2ULL << 40) - (1ULL << 20);
  run("qemu-img create -q -f vmdk '" + image + "' " + std::to_string(kSize));
  run("qemu-io -f vmdk -c 'write -P 5 1099511627776 64k' '" + image + "'");
  const auto link = open(image, {.single_link = true});
  EXPECT_EQ(link.info.capacity, kSize);
  EXPECT_EQ(std::to_integer<int>(io::read_bytes(*link.source, (1ULL << 40) + 65535, 1)[0]), 5);
  int runs = 0;
  std::uint64_t data = 0;
  io::for_each_extent(*link.source, 0, kSize, [&](std::uint64_t, const io::Extent& extent) {
    ++runs;
    if (extent.kind == io::ExtentKind::data) data += extent.length;
    return true;
  });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(data, 65536U);
}

}  // namespace
}  // namespace vixmount::disk::test
