// True volumes, made by LVM in user-mode-linux; what they hold was said by a second kernel that
// assembled copies of the disks (uml/make.sh).
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "mapped_devices.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::volume::device_mapper {
namespace {

const std::string kRecipes = "tests/volume/device_mapper/uml/";

struct Sum {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;  // or "unreadable"
};

class LinuxDeviceMapper : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* program : {"linux.uml", "lvm", "dmsetup"}) VIXMOUNT_REQUIRE_PROGRAM(program);
    folder_ = test::made_once("device-mapper", "bash " + test_recipe("make.sh"),
                              {kRecipes + "make.sh", kRecipes + "fill.sh", kRecipes + "look.sh",
                               "tests/support/uml/run.sh", "tests/support/uml/init.sh"});
    std::map<std::string, io::SourcePtr> disks;
    for (const std::string name : {"thin", "snapshot", "slow", "fast", "slow2", "fast2"})
      disks[name + ":"] = std::make_shared<io::FileSource>(
          io::HostFile::open((folder_ / (name + ".img")).string()));
    devices_ = std::make_unique<MappedDevices>(disks, test::read_file(folder_ / "tables"));
  }

  static std::string test_recipe(const std::string& name) {
    return VIXMOUNT_SOURCE_DIR "/" + kRecipes + name;
  }

  std::vector<Sum> sums() const {
    std::vector<Sum> result;
    std::istringstream lines(test::read_file(folder_ / "sums"));
    for (Sum sum; lines >> sum.name >> sum.bytes >> sum.sha256;) result.push_back(sum);
    return result;
  }

  // The content of a device as a file, for programs that want one.
  std::string as_file(const std::string& name, const test::TemporaryFolder& folder) {
    const auto source = devices_->open(name);
    const auto bytes = io::read_bytes(*source, 0, source->size());
    const auto path = folder.file(name);
    test::write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return path;
  }

  std::filesystem::path folder_;
  std::unique_ptr<MappedDevices> devices_;
};

TEST_F(LinuxDeviceMapper, EveryVolumeHoldsWhatTheKernelSays) {
  unsigned compared = 0;
  for (const auto& sum : sums()) {
    SCOPED_TRACE(sum.name);
    if (sum.sha256 == "unreadable") continue;
    const auto source = devices_->open(sum.name);
    EXPECT_EQ(source->size(), sum.bytes);
    EXPECT_EQ(test::sha256_of(*source), sum.sha256);
    ++compared;
  }
  EXPECT_EQ(compared, 21U);  // 7 of the thin pool, 6 of old snapshots, 8 caches
}

TEST_F(LinuxDeviceMapper, AllComposesToTheDisks) {
  for (const auto& sum : sums()) {
    if (sum.sha256 == "unreadable") continue;
    const auto source = devices_->open(sum.name);
    io::for_each_extent(*source, 0, source->size(), [&](std::uint64_t offset, io::Extent extent) {
      EXPECT_NE(extent.kind, io::ExtentKind::opaque) << sum.name << " at " << offset;
      return extent.kind != io::ExtentKind::opaque;
    });
  }
}

TEST_F(LinuxDeviceMapper, AnInvalidSnapshotSaysSo) {
  ASSERT_EQ(devices_->target("vs-full"), "snapshot");
  EXPECT_EQ(test::error_kind_of([&] { devices_->open("vs-full"); }), ErrorKind::damaged);
}

// That the power really went in the midst of it; what it shows is compared above.
TEST_F(LinuxDeviceMapper, AMergeThatHasBegunIsSeenHalfway) {
  const auto merging = devices_->open("vs-begun");
  const auto origin = devices_->open("vs-begun-real");
  unsigned in_store = 0;
  for (std::uint64_t offset = 0; offset < merging->size(); offset += 4096)
    in_store += merging->map(offset, 1).position != origin->map(offset, 1).position ? 1 : 0;
  EXPECT_GT(in_store, 0U);
  EXPECT_LT(in_store, 2500U);  // so many had been written
}

TEST_F(LinuxDeviceMapper, CachesHoldWhatTheirOriginsDoNot) {
  for (const std::string group : {"vc", "vx"}) {
    for (const std::string name : {"-old", "-new"})
      EXPECT_NE(test::sha256_of(*devices_->open(group + name)),
                test::sha256_of(*devices_->open(group + name + "_corig")));
    EXPECT_NE(test::sha256_of(*devices_->open(group + "-written")),
              test::sha256_of(*devices_->open(group + "-written_wcorig")));
  }
}

TEST_F(LinuxDeviceMapper, OnlyACacheThatWasNotClosedIsRemarkedOn) {
  for (const std::string name : {"old", "new", "whole"}) devices_->open("vc-" + name);
  EXPECT_EQ(devices_->remarks().size(), 0U);
  for (const std::string name : {"old", "new", "whole"}) devices_->open("vx-" + name);
  EXPECT_EQ(devices_->remarks().size(), 3U);
}

// The mapped blocks of a cache with metadata of version 1, whose dirty bits cache_dump knows, and
// where they come from.
TEST_F(LinuxDeviceMapper, CacheBlocksAreAsCacheDumpSays) {
  VIXMOUNT_REQUIRE_PROGRAM("cache_dump");
  for (const std::string group : {"vc", "vx"}) {
    const test::TemporaryFolder folder;
    const auto dump = test::run("cache_dump " + as_file(group + "-pool1_cpool_cmeta", folder));
    const auto volume = devices_->open(group + "-old");
    const auto cache = devices_->open(group + "-pool1_cpool_cdata");
    const auto origin = devices_->open(group + "-old_corig");
    const std::regex mapping(
        "<mapping cache_block=\"(\\d+)\" origin_block=\"(\\d+)\" dirty=\"(\\w+)\"");
    constexpr std::uint64_t kBlockSize = 32768;
    std::map<bool, unsigned> seen;
    for (std::sregex_iterator it(dump.begin(), dump.end(), mapping), end; it != end; ++it) {
      const auto in_cache = std::stoull((*it)[1]) * kBlockSize;
      const auto in_origin = std::stoull((*it)[2]) * kBlockSize;
      // Every mapped block counts when the cache was not closed.
      const bool is_dirty = group == "vx" || (*it)[3] == "true";
      const auto expected = is_dirty ? cache->map(in_cache, 1) : origin->map(in_origin, 1);
      EXPECT_EQ(volume->map(in_origin, 1).file, expected.file);
      EXPECT_EQ(volume->map(in_origin, 1).position, expected.position);
      ++seen[is_dirty];
    }
    EXPECT_GT(seen[true], 50U);
    EXPECT_EQ(seen[false] > 0, group == "vc");
  }
}

// The list of devices and the mappings of each, as thin_dump writes them.
TEST_F(LinuxDeviceMapper, ThinDevicesAreAsThinDumpSays) {
  VIXMOUNT_REQUIRE_PROGRAM("thin_dump");
  const test::TemporaryFolder folder;
  const auto dump = test::run("thin_dump " + as_file("vt-pool_tmeta", folder));
  const auto pool = devices_->open_pool("vt-pool-tpool");
  const auto data = devices_->open("vt-pool_tdata");
  constexpr std::uint64_t kBlockSize = 65536;
  const auto devices = list_thin_devices(*pool);
  EXPECT_EQ(devices.size(), 6U);
  for (const auto& device : devices) {
    SCOPED_TRACE(device.id);
    const auto begin = dump.find("<device dev_id=\"" + std::to_string(device.id) + "\"");
    ASSERT_NE(begin, std::string::npos);
    const auto text = dump.substr(begin, dump.find("</device>", begin) - begin);
    EXPECT_NE(text.find("mapped_blocks=\"" + std::to_string(device.mapped_bytes / kBlockSize) +
                        "\" transaction=\"" + std::to_string(device.transaction_id) + "\""),
              std::string::npos);
    std::map<std::uint64_t, std::uint64_t> expected;
    const std::regex mapping(
        "origin_b\\w+=\"(\\d+)\" data_b\\w+=\"(\\d+)\"(?: length=\"(\\d+)\")?");
    for (std::sregex_iterator it(text.begin(), text.end(), mapping), end; it != end; ++it)
      for (std::uint64_t i = 0; i < ((*it)[3].matched ? std::stoull((*it)[3]) : 1); ++i)
        expected[std::stoull((*it)[1]) + i] = std::stoull((*it)[2]) + i;
    const auto source = open_thin(pool, device.id, 128ULL << 20);
    for (std::uint64_t block = 0; block < source->size() / kBlockSize; ++block) {
      const auto extent = source->map(block * kBlockSize, kBlockSize);
      const auto found = expected.find(block);
      ASSERT_EQ(extent.length, kBlockSize) << block;
      if (found == expected.end())
        ASSERT_EQ(extent.kind, io::ExtentKind::hole) << block;
      else
        ASSERT_EQ(extent.position, data->map(found->second * kBlockSize, 1).position) << block;
    }
  }
}

}  // namespace
}  // namespace vixmount::volume::device_mapper
