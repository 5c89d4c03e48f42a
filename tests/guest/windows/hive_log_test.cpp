#include "guest/windows/hive_log.hpp"

#include <cstring>

#include <gtest/gtest.h>

#include "guest/windows/base_block.hpp"
#include "guest/windows/hive.hpp"
#include "guest/windows/inspector.hpp"
#include "guest/windows/marvin32.hpp"
#include "guest/windows/sample_windows.hpp"

namespace vixmount::guest::windows {
namespace {

using vixmount::test::memory_source;

// Vectors of .NET's own tests (System.Private.CoreLib, MarvinTests).
TEST(Marvin32, GivesTheVectorsOfDotNet) {
  constexpr std::uint64_t kSeed = 0x004fb61a001bdbcc;
  const auto hash = [](std::string_view bytes) {
    return marvin32(BytesView(as_bytes(bytes)), kSeed);
  };
  EXPECT_EQ(hash(""), 0x30ed35c100cd3c7dU);
  EXPECT_EQ(hash("\xaf"), 0x48e73fc77d75ddc1U);
  EXPECT_EQ(hash("\xe7\x0f"), 0xb5f6e1fc485dbff8U);
  EXPECT_EQ(hash("\x37\xf4\x95"), 0xf0b07c789b8cf7e8U);
  EXPECT_EQ(hash("\x86\x42\xdc\x59"), 0x7008f2e87e9cf556U);
  EXPECT_EQ(hash("\x15\x3f\xb7\x98\x26"), 0xe6c08c6da2afa997U);
  EXPECT_EQ(hash("\x09\x32\xe6\x24\x6c\x47"), 0x6f04bf1a5ea24060U);
  EXPECT_EQ(hash("\xab\x42\x7e\xa8\xd1\x0f\xc7"), 0xe11847e4f0678c41U);
}

// A hive, a later version of it that hivex wrote, and what tests/guest/windows/registry_logs.py
// makes of both.
class HiveLogs : public ::testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_HIVES();
    const auto hives = test::make_hives("--release 10 --hostname before");
    take(hives.system);
  }

  void take(const std::string& old) {
    vixmount::test::write_file(folder_.file("old"), old);
    vixmount::test::write_file(folder_.file("new"), old);
    // Large enough that the hive grows.
    vixmount::test::write_file(folder_.file("change.reg"),
                               "Windows Registry Editor Version 5.00\n\n"
                               "[\\ControlSet001\\Services\\Tcpip\\Parameters]\n"
                               "\"Hostname\"=str(1):\"after\"\n\"Filler\"=str(1):\"" +
                                   std::string(7000, 'x') + "\"\n");
    vixmount::test::run("hivexregedit --merge '" + folder_.file("new") + "' '" +
                        folder_.file("change.reg") + "'");
  }

  LogOutcome apply(const std::string& options) {
    vixmount::test::run("python3 '" VIXMOUNT_SOURCE_DIR "/tests/guest/windows/registry_logs.py' '" +
                        folder_.file("old") + "' '" + folder_.file("new") + "' '" +
                        folder_.file("made") + "' " + options);
    for (const std::string name : {"HIVE", "HIVE.LOG1", "HIVE.LOG2"})
      files_[name] = vixmount::test::read_file(folder_.file("made/" + name));
    return apply_files();
  }

  LogOutcome apply_files() {
    const auto& hive = files_["HIVE"];
    memory_.reset();
    memory_ = std::make_unique<HiveMemory>(hive.size());
    std::memcpy(memory_->bytes().data(), hive.data(), hive.size());
    return apply_logs(*memory_, {{"HIVE.LOG1", memory_source(files_["HIVE.LOG1"])},
                                 {"HIVE.LOG2", memory_source(files_["HIVE.LOG2"])}});
  }

  // The hive's bins are those of the file, byte by byte.
  bool has_bins_of(const std::string& name) const {
    const auto file = vixmount::test::read_file(folder_.file(name));
    const auto size = BytesView(as_bytes(file)).le32_at(40);
    const auto bytes = memory_->bytes();
    return bytes.size() >= layout::kBinsOffset + size &&
           std::memcmp(bytes.data() + layout::kBinsOffset, file.data() + layout::kBinsOffset,
                       size) == 0;
  }

  std::string hostname() {
    const Hive hive(std::move(memory_));
    return hive.root().at("ControlSet001\\Services\\Tcpip\\Parameters")->text("Hostname").value();
  }

  void expect_clean() const {
    const auto base = read_base_block(BytesView(memory_->bytes()));
    ASSERT_TRUE(base) << "its checksum is right";
    EXPECT_FALSE(is_dirty(*base));
    EXPECT_EQ(base->file_type, 0U);
  }

  vixmount::test::TemporaryFolder folder_;
  std::map<std::string, std::string> files_;
  std::unique_ptr<HiveMemory> memory_;
};

TEST_F(HiveLogs, EntriesOfBothLogsAreApplied) {
  const auto outcome = apply("--entries 6");
  EXPECT_TRUE(outcome.was_dirty);
  EXPECT_EQ(outcome.applied, 6U);
  EXPECT_TRUE(outcome.remarks.empty());
  expect_clean();
  EXPECT_TRUE(has_bins_of("new"));
  EXPECT_EQ(hostname(), "after");
}

TEST_F(HiveLogs, TheSecondLogMayHoldTheEarlierEntries) {
  EXPECT_EQ(apply("--entries 5 --first LOG2").applied, 5U);
  EXPECT_TRUE(has_bins_of("new"));
}

TEST_F(HiveLogs, LeftoversAreNotApplied) {
  EXPECT_EQ(apply("--entries 6 --stale").applied, 6U);
  EXPECT_TRUE(has_bins_of("new"));
}

TEST_F(HiveLogs, AGapEndsTheReplayAndIsSaid) {
  const auto outcome = apply("--entries 6 --gap 3");
  EXPECT_EQ(outcome.applied, 3U);
  ASSERT_EQ(outcome.remarks.size(), 1U);
  EXPECT_EQ(outcome.remarks[0],
            "its logs end with entry 1002, the next begins with 1006; that one is not used");
}

TEST_F(HiveLogs, ADamagedEntryEndsItsLog) {
  apply("--entries 6");
  files_["HIVE.LOG2"][600] ^= 1;
  const auto outcome = apply_files();
  EXPECT_EQ(outcome.applied, 3U);
  EXPECT_EQ(
      outcome.unused,
      (std::vector<std::string>{"HIVE.LOG2: its first entry is damaged or of an earlier time"}));
  expect_clean();
}

TEST_F(HiveLogs, AHiveThatWasWrittenOutIsLeftAlone) {
  apply("--entries 6");
  files_["HIVE"] = vixmount::test::read_file(folder_.file("old"));
  const auto outcome = apply_files();
  EXPECT_FALSE(outcome.was_dirty);
  EXPECT_EQ(outcome.applied, 0U);
  EXPECT_TRUE(has_bins_of("old"));
}

TEST_F(HiveLogs, AnOlderLogIsNotApplied) {
  apply("--entries 6");
  auto block = BytesView(as_bytes(files_["HIVE"])).get<layout::BaseBlock>(0);
  block.primary_sequence = 2001;
  block.secondary_sequence = 2000;
  block.checksum = base_block_checksum(block);
  std::memcpy(files_["HIVE"].data(), &block, sizeof block);
  EXPECT_EQ(apply_files().applied, 0U);
  EXPECT_TRUE(has_bins_of("old"));
}

// The newest log has all pages that differ, as the recipe writes them.
TEST_F(HiveLogs, ADamagedBaseBlockComesFromTheNewestLog) {
  const auto outcome = apply("--entries 2 --damage-base");
  EXPECT_EQ(outcome.applied, 1U);
  expect_clean();
  EXPECT_TRUE(has_bins_of("new"));
  EXPECT_EQ(hostname(), "after");
}

TEST_F(HiveLogs, PagesOfTheOldFormatAreApplied) {
  const auto outcome = apply("--format pages");
  EXPECT_EQ(outcome.applied, 1U);
  expect_clean();
  EXPECT_TRUE(has_bins_of("new"));
  EXPECT_EQ(hostname(), "after");
}

TEST_F(HiveLogs, ADamagedBaseBlockComesFromALogOfPages) {
  // The first bin's time is the one that counts now; the recipe's hives have it equal.
  EXPECT_EQ(apply("--format pages --damage-base").applied, 1U);
  expect_clean();
  EXPECT_TRUE(has_bins_of("new"));
}

TEST_F(HiveLogs, ALogOfPagesOfAnotherTimeIsNot) {
  apply("--format pages");
  auto block = BytesView(as_bytes(files_["HIVE.LOG1"])).get<layout::BaseBlock>(0);
  block.written = block.written + 1;
  block.checksum = base_block_checksum(block);
  std::memcpy(files_["HIVE.LOG1"].data(), &block, sizeof block);
  const auto outcome = apply_files();
  EXPECT_EQ(outcome.applied, 0U);
  EXPECT_EQ(outcome.unused,
            (std::vector<std::string>{"HIVE.LOG1: it is of another time than the hive"}));
  EXPECT_TRUE(has_bins_of("old"));
}

TEST_F(HiveLogs, ALogOfPagesThatEndsEarlyIsNot) {
  apply("--format pages");
  files_["HIVE.LOG1"].resize(files_["HIVE.LOG1"].size() - 1025);
  const auto outcome = apply_files();
  EXPECT_EQ(outcome.applied, 0U);
  EXPECT_TRUE(has_bins_of("old")) << "nothing of it was written";
}

TEST_F(HiveLogs, InspectionSeesTheNewestValues) {
  apply("--entries 4");
  auto volume = test::windows_volume({test::make_hives("--release 10").software, files_["HIVE"]});
  memory_.reset();
  volume->add_file("/Windows/System32/config/SYSTEM.LOG1", files_["HIVE.LOG1"]);
  volume->add_file("/Windows/System32/config/SYSTEM.LOG2", files_["HIVE.LOG2"]);
  test::VolumeSet volumes;
  volumes.add(test::mbr_partition(1, "deadbeef", 1 << 20), volume);
  EXPECT_EQ(inspect_root(volumes.all(), volumes.all()[0], Detail::everything, Log())->hostname,
            "after");
  auto without = test::windows_volume({test::make_hives("--release 10").software, files_["HIVE"]});
  test::VolumeSet others;
  others.add(test::mbr_partition(1, "deadbeef", 1 << 20), without);
  const auto system = inspect_root(others.all(), others.all()[0], Detail::everything, Log());
  EXPECT_EQ(system->hostname, "before");
  EXPECT_EQ(system->remarks.at(0),
            "SYSTEM: was not written out, and no transaction log can be applied; the newest "
            "changes are missing");
}

// 8 MiB of a real Windows 8.1, whose format changed with that release.
TEST_F(HiveLogs, ARealHiveIsBroughtUpToDate) {
  VIXMOUNT_REQUIRE_CORPUS();
  take(vixmount::test::read_file(vixmount::test::corpus_image("registry/dfwinreg/SYSTEM")));
  for (const std::string format : {"entries", "pages"}) {
    EXPECT_NE(apply("--format " + format).applied, 0U) << format;
    EXPECT_TRUE(has_bins_of("new")) << format;
    EXPECT_EQ(hostname(), "after") << format;
  }
}

}  // namespace
}  // namespace vixmount::guest::windows
