// What Linux does not show of the hand-made volumes: streams, extended descriptors, times of
// creation; names and times by hand; many threads at once.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "fs/udf/cs0.hpp"
#include "fs/udf/small_volume.hpp"
#include "fs/udf/symbolic_link.hpp"
#include "fs/udf/timestamp.hpp"
#include "fs/udf/udf.hpp"
#include "support/support.hpp"

namespace vixmount::fs::udf {
namespace {

using test::SmallUdf;
using namespace std::string_literals;

const char* const kVolumes[] = {"plain", "sparable", "virtual", "old_virtual", "metadata"};

std::string content(const FileSystem& files, std::string_view name) {
  return test::content_of(*files.open(files.lookup(files.root(), name).value()));
}

TEST(UdfSmallVolumes, AreIdentified) {
  for (const auto* const name : kVolumes) {
    const auto found = fs::identify(SmallUdf("seeds/udf/"s + name).source());
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->type, "udf");
    EXPECT_EQ(found->label, "Hand-made");
    EXPECT_EQ(found->uuid, "fedcba9876543210");
    EXPECT_TRUE(found->mountable) << found->remark;
  }
}

TEST(UdfSmallVolumes, HiddenFilesAreShownUnlessNotWanted) {
  const SmallUdf volume("seeds/udf/plain");
  EXPECT_EQ(content(*volume.open(), "hidden"), "?");
  const auto files = open(volume.source(), Options{.show_hidden = false}, Log{});
  EXPECT_FALSE(files->lookup(files->root(), "hidden"));
}

TEST(UdfSmallVolumes, HaveStreams) {
  for (const auto* const name : kVolumes) {
    SCOPED_TRACE(name);
    const auto files = SmallUdf("seeds/udf/"s + name).open();
    const auto file = files->lookup(files->root(), "streams").value();
    EXPECT_TRUE(files->attributes(file).has_streams);
    const auto streams = files->streams(file);
    ASSERT_EQ(streams.size(), 1U);  // that of the system is left out
    EXPECT_EQ(streams[0].name, "first stream");
    EXPECT_EQ(streams[0].size, 19U);
    EXPECT_EQ(content(*files, "streams:first stream"), "content of a stream");
    EXPECT_FALSE(files->lookup(files->root(), "streams:second stream"));
  }
}

TEST(UdfSmallVolumes, ExtendedDescriptorsReadAsLongOnes) {
  for (const auto* const name : kVolumes) {
    const auto files = SmallUdf("seeds/udf/"s + name).open();
    EXPECT_EQ(content(*files, "extended"), content(*files, "pieces")) << name;
    EXPECT_EQ(content(*files, "extended").size(), 11 * 512U + 259U);
  }
}

TEST(UdfSmallVolumes, TellTheTimeOfCreation) {
  const auto files = SmallUdf("seeds/udf/plain").open();
  const auto born = [&](std::string_view name) {
    return files->attributes(files->lookup(files->root(), name).value()).born.value();
  };
  EXPECT_EQ(born("linked").seconds, 1520139967);  // 2018-03-04 05:06:07 UTC
  EXPECT_EQ(born("device").seconds, 983682367);   // 2001, in an extended attribute
}

TEST(UdfSmallVolumes, HolesAreHoles) {
  const auto files = SmallUdf("seeds/udf/plain").open();
  const auto source = files->open(files->lookup(files->root(), "pieces").value());
  EXPECT_EQ(source->map(3 * 512, 5 * 512).kind, io::ExtentKind::hole);
  EXPECT_EQ(source->map(3 * 512, 8 * 512).length, 5 * 512U);
  EXPECT_EQ(source->map(9 * 512, 512).kind, io::ExtentKind::zero);
}

TEST(UdfSmallVolumes, ThreadsReadAndListTogether) {
  for (const auto* const name : kVolumes) {
    const auto files = SmallUdf("seeds/udf/"s + name).open();
    std::atomic<unsigned> wrong = 0;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (unsigned round = 0; round < 5; ++round) {
          std::size_t count = 0;
          test::walk(*files, [&](const test::WalkedNode&) { ++count; });
          if (count < 13 || content(*files, "linked") != "linked twice") ++wrong;
          if (content(*files, "extended") != content(*files, "pieces")) ++wrong;
        }
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0U) << name;
  }
}

// Label and UUID are compared with all others of the registry. Linux finds no file on it either.
TEST(UdfCorpus, TheProbeImageIsRead) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image("probe/utillinux/udf.img").string());
  const auto files = fs::open(volume, OpenOptions{}, Log{});
  EXPECT_EQ(files->info().type, "udf");
  const auto root = files->attributes(files->root());
  EXPECT_EQ(root.modified.seconds, 1202207354);
  EXPECT_EQ(root.size, 40U);
  std::size_t count = 0;
  test::walk(*files, [&](const test::WalkedNode&) { ++count; });
  EXPECT_EQ(count, 0U);
}

std::optional<std::string> name_of(std::string_view stored) {
  return file_name(BytesView(as_bytes(stored)));
}

// The marks were seen in Linux' listing of the same names.
TEST(UdfNames, AreThoseOfLinux) {
  EXPECT_EQ(name_of("\x08plain.txt"), "plain.txt");
  EXPECT_EQ(name_of("\x08\xe4"), "ä");
  EXPECT_EQ(name_of("\x10\x65\xe5\x67\x2c"), "日本");
  EXPECT_EQ(name_of("\x10\xd8\x3d\xde\x42"), "🙂");
  EXPECT_EQ(name_of("\x08slash/in it.txt"), "slash_in it#C086.txt");
  EXPECT_EQ(name_of("\x08two//slashes/"), "two_slashes_#893B");
  EXPECT_EQ(name_of("\x08zero\0inside"s), "zero_inside#EF3E");
  EXPECT_EQ(name_of("\x08."), ".#C5AC");
  EXPECT_EQ(name_of("\x08.."), "..#E045");
  EXPECT_EQ(name_of("\x08..txt"), ".#E923.txt");
  EXPECT_EQ(name_of(""), std::nullopt);
  EXPECT_EQ(name_of("\x08"), std::nullopt);
  EXPECT_EQ(name_of("\x09unknown"), std::nullopt);
}

TEST(UdfTimes, ZonesAndNonsense) {
  const layout::Timestamp utc{0x1000, 2000, 1, 1, 0, 0, 0, 99, 99, 99};
  EXPECT_EQ(to_timestamp(utc), (Timestamp{946684800, 999999000}));
  auto other = utc;
  other.type_and_zone = 0x1000 | 120;  // two hours east
  EXPECT_EQ(to_timestamp(other).seconds, 946684800 - 7200);
  other.type_and_zone = 0x1000 | (-2047 & 0xFFF);
  EXPECT_EQ(to_timestamp(other).seconds, 946684800);
  other.type_and_zone = 0x0000 | 120;  // not local time
  EXPECT_EQ(to_timestamp(other).seconds, 946684800);
  other.microseconds = 200;
  EXPECT_EQ(to_timestamp(other).nanoseconds, 0U);
  other.month = 13;
  EXPECT_EQ(to_timestamp(other), Timestamp{});
}

TEST(UdfLinks, ComponentsBecomeAPath) {
  const auto target = [](std::string_view stored) {
    return link_target(BytesView(as_bytes(stored)));
  };
  EXPECT_EQ(target("\5\2\0\0\x08x\3\0\0\0\5\2\0\0\x08y"s), "x/../y");
  EXPECT_EQ(target("\2\0\0\0"s), "/");
  EXPECT_EQ(target("\4\0\0\0"s), ".");
  EXPECT_EQ(target(""), "");
  EXPECT_EQ(test::error_kind_of([&] { target("\7\0\0\0"s); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { target("\5\11\0\0\x08x"s); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::udf
