// The probe images of FAT and exFAT. All files of the corpus: registry/corpus_table_test.cpp.
#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

// Labels and serial numbers are those of util-linux' own tests, checked with all probes of the
// registry; that they open and list without an error is what is added here.
TEST(FatCorpus, ProbeImagesOpen) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const std::string name : {"fat", "fat32_xp_label1", "exfat"}) {
    SCOPED_TRACE(name);
    const auto volume =
        test::open_image(test::corpus_image("probe/utillinux/" + name + ".img").string());
    const auto identified = identify(volume);
    ASSERT_TRUE(identified);
    EXPECT_TRUE(identified->mountable) << identified->remark;
    const auto files = open(volume, OpenOptions{}, Log{});
    std::size_t nodes = 0;
    test::walk(*files, [&](const test::WalkedNode&) { ++nodes; });
    std::printf("%s: %zu nodes\n", name.c_str(), nodes);
  }
}

}  // namespace
}  // namespace vixmount::fs
