// VixDiskLib_QueryAllocatedBlocks. What is allocated is known from how the disks were made.
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "capi/client.hpp"
#include "support/support.hpp"
#include "vixDiskLib.h"

namespace vixmount::test {
namespace {

constexpr std::size_t kMebibyte = 1 << 20;
using Blocks = std::vector<std::pair<VixDiskLibSectorType, VixDiskLibSectorType>>;

Blocks query(VixDiskLibHandle disk, VixDiskLibSectorType start, VixDiskLibSectorType count,
             VixDiskLibSectorType chunk) {
  VixDiskLibBlockList* list = nullptr;
  EXPECT_EQ(VixDiskLib_QueryAllocatedBlocks(disk, start, count, chunk, &list), VIX_OK);
  Blocks blocks;
  if (list == nullptr) {
    ADD_FAILURE() << "no list";
    return blocks;
  }
  for (uint32 i = 0; i < list->numBlocks; ++i)
    blocks.emplace_back(list->blocks[i].offset, list->blocks[i].length);
  EXPECT_EQ(VixDiskLib_FreeBlockList(list), VIX_OK);
  return blocks;
}

// Sparse, 10 MiB and 100 KiB: data at 1 MiB (one grain) and in the last 64 KiB. Grains of 64 KiB.
class Blocks_ : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
    write_sparse(folder_.file("disk.raw"),
                 raw_content(kSize, {{kMebibyte + 5, kMebibyte + 9}, {kSize - 512, kSize}}));
    run("cd " + folder_.path().string() + " && qemu-img convert -O vmdk disk.raw disk.vmdk");
  }
  static constexpr std::size_t kSize = 10 * kMebibyte + 100 * 1024;  // 20680 sectors
  TemporaryFolder folder_;
  Session session_;
};

TEST_F(Blocks_, SparseDisk) {
  const auto disk = session_.open(folder_.file("disk.vmdk"));
  const Blocks everything = {{2048, 128}, {20608, 72}};
  EXPECT_EQ(query(disk, 0, 20680, 128), everything);
  EXPECT_EQ(query(disk, 0, 20736, 128), everything) << "rounded beyond the end";
  EXPECT_EQ(query(disk, 0, 128, 128), Blocks{});
  EXPECT_EQ(query(disk, 0, 20680, 2048), (Blocks{{2048, 2048}, {20480, 200}}));
  EXPECT_EQ(query(disk, 0, 20680, 20680), (Blocks{{0, 20680}})) << "one chunk, not a multiple";
  EXPECT_EQ(query(disk, 2100, 300, 150), (Blocks{{2100, 150}}));
  EXPECT_EQ(query(disk, 2176, 1000, 128), Blocks{});
  EXPECT_EQ(query(disk, 20680, 128, 128), Blocks{});
  EXPECT_EQ(query(disk, 1 << 30, 128, 128), Blocks{});
  EXPECT_EQ(query(disk, 0, 0, 128), Blocks{});
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

TEST_F(Blocks_, BadQueriesAreRefused) {
  const auto disk = session_.open(folder_.file("disk.vmdk"));
  auto* list = reinterpret_cast<VixDiskLibBlockList*>(this);
  EXPECT_EQ(VixDiskLib_QueryAllocatedBlocks(disk, 0, 128, 127, &list), VIX_E_INVALID_ARG);
  EXPECT_EQ(list, nullptr);
  EXPECT_EQ(VixDiskLib_QueryAllocatedBlocks(disk, 0, 128, 131073, &list), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_QueryAllocatedBlocks(disk, 0, 524288ULL * 128 + 1, 128, &list),
            VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_QueryAllocatedBlocks(disk, 0, 524288ULL * 128, 128, &list), VIX_OK);
  std::free(list);  // as one old client does
  EXPECT_EQ(VixDiskLib_QueryAllocatedBlocks(disk, 0, 128, 128, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

TEST_F(Blocks_, AChainIsAllocatedWhereAnyLinkIs) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-io");
  run("cd " + folder_.path().string() +
      " && qemu-img create -q -f vmdk -F vmdk -b disk.vmdk child.vmdk"
      " && qemu-io -f vmdk -c 'write -P 7 4M 64k' child.vmdk");
  const auto disk = session_.open(folder_.file("child.vmdk"));
  EXPECT_EQ(query(disk, 0, 20680, 128), (Blocks{{2048, 128}, {8192, 128}, {20608, 72}}));
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
  const auto alone =
      session_.open(folder_.file("child.vmdk"),
                    VIXDISKLIB_FLAG_OPEN_READ_ONLY | VIXDISKLIB_FLAG_OPEN_SINGLE_LINK);
  EXPECT_EQ(query(alone, 0, 20680, 128), (Blocks{{8192, 128}}));
  EXPECT_EQ(VixDiskLib_Close(alone), VIX_OK);
}

TEST_F(Blocks_, AFlatFilesHolesAreNotAllocated) {
  const auto disk = session_.open("raw:" + folder_.file("disk.raw"));
  const auto blocks = query(disk, 0, 20680, 128);
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
  // The host's file system says where its holes are; write_sparse left out pieces of 64 KiB.
  if (blocks == Blocks{{0, 20680}}) GTEST_SKIP() << "no holes in files on this file system";
  EXPECT_EQ(blocks, (Blocks{{2048, 128}, {20608, 72}}));
}

TEST_F(Blocks_, AHugeEmptyDisk) {
  run("cd " + folder_.path().string() + " && qemu-img create -q -f vmdk huge.vmdk 2T");
  const auto disk = session_.open(folder_.file("huge.vmdk"));
  constexpr VixDiskLibSectorType kWindow = 524288ULL * 128;
  for (VixDiskLibSectorType start = 0; start < 4294967296ULL; start += kWindow)
    EXPECT_EQ(query(disk, start, kWindow, 128), Blocks{});
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

TEST_F(Blocks_, ADiskSmallerThanAChunk) {
  write_file(folder_.file("small.raw"), std::string(40 * 512, 'x'));
  const auto disk = session_.open("raw:" + folder_.file("small.raw"));
  EXPECT_EQ(query(disk, 0, 40, 128), (Blocks{{0, 40}}));
  EXPECT_EQ(query(disk, 0, 128, 128), (Blocks{{0, 40}}));
  EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
}

}  // namespace
}  // namespace vixmount::test
