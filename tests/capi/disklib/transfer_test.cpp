// Reading sectors, in the foreground and in the background.
#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "capi/client.hpp"
#include "support/support.hpp"
#include "vixDiskLib.h"

namespace vixmount::test {
namespace {

constexpr std::size_t kSector = VIXDISKLIB_SECTOR_SIZE;
constexpr std::size_t kSize = 8 << 20;
constexpr VixDiskLibSectorType kSectors = kSize / kSector;

// An open sparse disk with known content, made by qemu-img.
class Transfer : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
    content_ = raw_content(kSize, {{0, 300'000}, {3 << 20, 5 << 20}, {kSize - 1000, kSize}});
    write_sparse(folder_.file("disk.raw"), content_);
    run("cd " + folder_.path().string() + " && qemu-img convert -O vmdk disk.raw disk.vmdk");
    disk_ = session_.open(folder_.file("disk.vmdk"));
  }
  void TearDown() override {
    if (disk_ != nullptr) {
      EXPECT_EQ(VixDiskLib_Close(disk_), VIX_OK);
    }
  }
  std::string expected(VixDiskLibSectorType start, VixDiskLibSectorType count) const {
    return content_.substr(start * kSector, count * kSector);
  }
  std::string read(VixDiskLibSectorType start, VixDiskLibSectorType count) const {
    std::string buffer(count * kSector, '?');
    EXPECT_EQ(VixDiskLib_Read(disk_, start, count, reinterpret_cast<uint8*>(buffer.data())),
              VIX_OK);
    return buffer;
  }

  TemporaryFolder folder_;
  Session session_;
  std::string content_;
  VixDiskLibHandle disk_ = nullptr;
};

TEST_F(Transfer, WholeDiskAndPieces) {
  EXPECT_TRUE(read(0, kSectors) == content_);
  EXPECT_TRUE(read(583, 11) == expected(583, 11));
  EXPECT_TRUE(read(kSectors - 1, 1) == expected(kSectors - 1, 1));
}

TEST_F(Transfer, UnalignedBuffersAreFine) {
  std::string buffer(5 * kSector + 1, '?');
  auto* const odd = reinterpret_cast<uint8*>(buffer.data()) + 1;
  EXPECT_EQ(VixDiskLib_Read(disk_, 6145, 5, odd), VIX_OK);
  EXPECT_TRUE(buffer.substr(1) == expected(6145, 5));
}

TEST_F(Transfer, NothingIsReadBeyondTheEnd) {
  std::string buffer(2 * kSector, '?');
  auto* const bytes = reinterpret_cast<uint8*>(buffer.data());
  EXPECT_EQ(VixDiskLib_Read(disk_, kSectors - 1, 2, bytes), VIX_E_DISK_OUTOFRANGE);
  EXPECT_EQ(VixDiskLib_Read(disk_, kSectors, 1, bytes), VIX_E_DISK_OUTOFRANGE);
  EXPECT_EQ(VixDiskLib_Read(disk_, ~VixDiskLibSectorType{0}, 2, bytes), VIX_E_DISK_OUTOFRANGE);
  EXPECT_EQ(VixDiskLib_Read(disk_, 1, ~VixDiskLibSectorType{0}, bytes), VIX_E_DISK_OUTOFRANGE);
  EXPECT_EQ(VixDiskLib_ReadAsync(
                disk_, kSectors, 1, bytes, [](void*, VixError) { FAIL(); }, nullptr),
            VIX_E_DISK_OUTOFRANGE);
  EXPECT_EQ(buffer, std::string(2 * kSector, '?'));
}

TEST_F(Transfer, ZeroSectorsSucceed) {
  std::atomic<int> calls = 0;
  const VixDiskLibCompletionCB count = [](void* data, VixError result) {
    EXPECT_EQ(result, VIX_OK);
    ++*static_cast<std::atomic<int>*>(data);
  };
  EXPECT_EQ(VixDiskLib_Read(disk_, 0, 0, nullptr), VIX_OK);
  EXPECT_EQ(VixDiskLib_Read(disk_, kSectors, 0, nullptr), VIX_OK);
  EXPECT_EQ(VixDiskLib_Write(disk_, 0, 0, nullptr), VIX_OK);
  EXPECT_EQ(VixDiskLib_ReadAsync(disk_, 0, 0, nullptr, count, &calls), VIX_ASYNC);
  EXPECT_EQ(VixDiskLib_WriteAsync(disk_, 0, 0, nullptr, count, &calls), VIX_ASYNC);
  EXPECT_EQ(VixDiskLib_Wait(disk_), VIX_OK);
  EXPECT_EQ(calls, 2);
}

TEST_F(Transfer, MissingArgumentsAreAnswered) {
  uint8 sector[kSector] = {};
  EXPECT_EQ(VixDiskLib_Read(disk_, 0, 1, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_ReadAsync(disk_, 0, 1, sector, nullptr, nullptr), VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_ReadAsync(
                disk_, 0, 1, nullptr, [](void*, VixError) {}, nullptr),
            VIX_E_INVALID_ARG);
  EXPECT_EQ(VixDiskLib_Write(disk_, 0, 1, sector), VIX_E_FILE_READ_ONLY);
  EXPECT_EQ(VixDiskLib_WriteAsync(
                disk_, 0, 1, sector, [](void*, VixError) { FAIL(); }, nullptr),
            VIX_E_FILE_READ_ONLY);
  EXPECT_EQ(VixDiskLib_Flush(disk_), VIX_OK);
}

struct Request {
  Transfer* test = nullptr;
  VixDiskLibHandle disk = nullptr;
  VixDiskLibSectorType start = 0;
  std::string buffer;
  std::atomic<int> calls = 0;
  VixError result = VIX_E_FAIL;
};

void note(void* data, VixError result) {
  auto& request = *static_cast<Request*>(data);
  request.result = result;
  VixDiskLib_FreeErrorText(VixDiskLib_GetErrorText(VIX_E_DISK_OUTOFRANGE, nullptr));
  ++request.calls;
}

TEST_F(Transfer, ManyRequestsInFlightWithForegroundReadsBetween) {
  constexpr std::size_t kRequests = 300;
  std::vector<Request> requests(kRequests);
  for (std::size_t i = 0; i < kRequests; ++i) {
    auto& request = requests[i];
    request.start = i * 37 % (kSectors - 64);
    request.buffer.assign(64 * kSector, '?');
    EXPECT_EQ(VixDiskLib_ReadAsync(disk_, request.start, 64,
                                   reinterpret_cast<uint8*>(request.buffer.data()), note, &request),
              VIX_ASYNC);
    if (i % 50 == 0) {
      EXPECT_TRUE(read(i, 3) == expected(i, 3));
    }
  }
  EXPECT_EQ(VixDiskLib_Wait(disk_), VIX_OK);
  for (const auto& request : requests) {
    EXPECT_EQ(request.calls, 1);
    EXPECT_EQ(request.result, VIX_OK);
    EXPECT_TRUE(request.buffer == expected(request.start, 64));
  }
}

TEST_F(Transfer, CallbacksMayMakeRequestsAndMayNotWaitForThemselves) {
  struct State {
    VixDiskLibHandle disk;
    uint8 sector[kSector];
    std::atomic<int> left{20};
    std::atomic<int> refused{0};
  } state{.disk = disk_, .sector = {}};
  static constexpr VixDiskLibCompletionCB kAgain = [](void* data, VixError) {
    auto& s = *static_cast<State*>(data);
    if (VixDiskLib_Wait(s.disk) == VIX_E_OBJECT_IS_BUSY) ++s.refused;
    if (--s.left > 0) VixDiskLib_ReadAsync(s.disk, 5, 1, s.sector, kAgain, data);
  };
  EXPECT_EQ(VixDiskLib_ReadAsync(disk_, 5, 1, state.sector, kAgain, &state), VIX_ASYNC);
  EXPECT_EQ(VixDiskLib_Wait(disk_), VIX_OK);
  EXPECT_EQ(state.left, 0);
  EXPECT_EQ(state.refused, 20);
}

TEST_F(Transfer, CloseWaitsForRequests) {
  std::vector<Request> requests(64);
  for (auto& request : requests) {
    request.buffer.assign(kSize, '?');
    EXPECT_EQ(VixDiskLib_ReadAsync(disk_, 0, kSectors,
                                   reinterpret_cast<uint8*>(request.buffer.data()), note, &request),
              VIX_ASYNC);
    if (&request == &requests[3]) break;
  }
  EXPECT_EQ(VixDiskLib_Close(disk_), VIX_OK);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(requests[i].calls, 1);
    EXPECT_TRUE(requests[i].buffer == content_);
  }
  disk_ = nullptr;
}

TEST_F(Transfer, EightThreadsReadOneHandle) {
  std::vector<std::jthread> threads;
  std::atomic<int> wrong = 0;
  for (unsigned id = 0; id < 8; ++id) {
    threads.emplace_back([&, id] {
      std::string buffer(128 * kSector, '?');
      for (VixDiskLibSectorType i = 0; i < 100; ++i) {
        const auto start = (i * 151 + id * 1999) % (kSectors - 128);
        const auto error =
            VixDiskLib_Read(disk_, start, 128, reinterpret_cast<uint8*>(buffer.data()));
        if (error != VIX_OK || buffer != expected(start, 128)) ++wrong;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST_F(Transfer, OpeningAndClosingInManyThreads) {
  std::vector<std::jthread> threads;
  for (unsigned id = 0; id < 4; ++id) {
    threads.emplace_back([this] {
      for (int i = 0; i < 20; ++i) {
        const auto disk = session_.open(folder_.file("disk.vmdk"));
        uint8 sector[kSector];
        EXPECT_EQ(VixDiskLib_Read(disk, 1, 1, sector), VIX_OK);
        EXPECT_EQ(VixDiskLib_Close(disk), VIX_OK);
      }
    });
  }
}

}  // namespace
}  // namespace vixmount::test
