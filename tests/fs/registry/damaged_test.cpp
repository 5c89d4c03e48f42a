// Small, cut and broken volumes.
#include "fs/registry/identify_file.hpp"

namespace vixmount::fs {
namespace {

using vixmount::test::memory_source;

TEST(Identify, EmptyAndTinyVolumesHoldNothingKnown) {
  for (const std::size_t size : {0U, 1U, 511U, 512U, 1024U, 4095U, 4096U, 65536U, 200000U})
    EXPECT_FALSE(identify(std::make_shared<io::ZeroSource>(size)).has_value()) << size;
}

// A prefix of a volume is identified, or not; it never throws and never reads outside.
TEST(Identify, CutVolumesNeverThrow) {
  VIXMOUNT_REQUIRE_CORPUS();
  std::size_t identified = 0;
  for (const auto* image : {"ntfs", "exfat", "hfsplus", "udf", "zfs", "lvm2", "bitlocker-win7"}) {
    const auto path =
        vixmount::test::corpus_image("probe/utillinux/" + std::string(image) + ".img");
    for (const std::uint64_t size : {100U, 513U, 1100U, 2048U, 40000U, 70000U, 300001U})
      if (test::identify_part(path, 0, size)) ++identified;
  }
  EXPECT_GE(identified, 20U);
}

TEST(Identify, ADamagedLabelIsARemark) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto path = vixmount::test::corpus_image("probe/utillinux/ntfs.img");
  const auto found = test::identify_part(path, 0, 8192);  // the MFT is further on
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->type, "ntfs");
  EXPECT_EQ(found->uuid, "09CBB6DE30C87310");
  EXPECT_EQ(found->label, "");
  EXPECT_NE(found->remark.find("damaged"), std::string::npos);
}

TEST(Identify, AnUnreadableVolumeIsAnErrorOfReading) {
  const auto broken =
      std::make_shared<io::UnreadableSource>(1 << 20, Error(ErrorKind::io, "the extent is gone"));
  EXPECT_EQ(vixmount::test::error_kind_of([&] { identify(broken); }), ErrorKind::io);
}

TEST(Open, SaysWhatIsThereWhenItCannotBeRead) {
  std::string swap(8192, '\0');
  swap.replace(4086, 10, "SWAPSPACE2");
  swap[1024] = 1;
  EXPECT_EQ(vixmount::test::error_kind_of([&] { open(memory_source(swap), {}, Log()); }),
            ErrorKind::unsupported);
  EXPECT_EQ(vixmount::test::error_kind_of(
                [&] { open(memory_source(std::string(8192, '\0')), {}, Log()); }),
            ErrorKind::not_found);
}

}  // namespace
}  // namespace vixmount::fs
