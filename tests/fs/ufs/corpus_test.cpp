// Every entry of every manifest whose volumes are UFS.
#include <algorithm>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

const std::string kImages[] = {"ufs/dfvfs/ufs2.raw", "ufs/fuseufs/ufs-little.img"};

TEST(UfsCorpus, EveryManifestMatches) {
  VIXMOUNT_REQUIRE_CORPUS();
  for (const auto& image : kImages) {
    SCOPED_TRACE(image);
    const auto disk = test::open_image(test::corpus_image(image).string());
    for (const auto& expected : test::read_manifest(image)) {
      if (!expected.identity.contains("TYPE")) continue;  // the whole disk around a partition
      const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
      const auto files = open(volume, OpenOptions{}, Log{});
      EXPECT_EQ(files->info().type, expected.identity.at("TYPE"));
      EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
      const auto label = expected.identity.find("LABEL");
      EXPECT_EQ(files->info().label, label == expected.identity.end() ? "" : label->second);
      const auto matched = test::compare_with_manifest(*files, expected);
      EXPECT_EQ(matched, expected.entries.size());
      std::printf("%-30s %8llu %zu / %zu %s\n", image.c_str(),
                  static_cast<unsigned long long>(expected.offset), matched,
                  expected.entries.size(), files->info().state.c_str());
    }
  }
}

// The table above leaves out no manifest with such a volume.
TEST(UfsCorpus, TheTableIsWhole) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::set<std::string> listed(std::begin(kImages), std::end(kImages));
  for (const auto& name : test::manifests_with("ufs")) EXPECT_TRUE(listed.contains(name)) << name;
}

// What FreeBSD wrote by the recipe beside the image (scripts/mkimg.sh of fuse-ufs, and later
// additions to the image): the manifest has no attributes, and no sums of such large files.
TEST(UfsCorpus, WhatTheManifestLeavesOut) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image("ufs/fuseufs/ufs-little.img").string());
  const auto files = open(volume, OpenOptions{}, Log{});
  const auto node = [&](std::string_view name) {
    return files->lookup(files->root(), name).value();
  };
  EXPECT_EQ(files->get_xattr(node("xattrs"), "user.test"), "testvalue");
  const auto many = node("xattrs2");  // in two blocks
  EXPECT_EQ(files->list_xattrs(many).size(), 2297U);
  EXPECT_EQ(files->get_xattr(many, "user.attr2297"), "value2297");
  EXPECT_EQ(files->get_xattr(node("xattrs3"), "user.big").value().size(), 63999U);
  // 'x' in the first block that the second and the third level of pointers reach, in front of it a
  // hole.
  constexpr std::uint64_t kBlock = 32768;
  for (const auto& [name, blocks, length] :
       {std::tuple("sparse", 12 + 4096ULL, kBlock), {"sparse2", 12 + 4096ULL, 4096ULL},
        {"sparse3", 12 + 4096 + 4096 * 4096ULL, kBlock}}) {
    const auto source = files->open(node(name));
    ASSERT_EQ(source->size(), blocks * kBlock + length) << name;
    EXPECT_EQ(source->map(0, source->size()).kind, io::ExtentKind::hole) << name;
    const auto bytes = io::read_bytes(*source, blocks * kBlock - 1, length + 1);
    EXPECT_EQ(bytes.front(), std::byte{0});
    EXPECT_EQ(std::count(bytes.begin(), bytes.end(), std::byte{'x'}), length) << name;
  }
}

// Of util-linux' own tests: a superblock and no more is left of its first megabyte.
TEST(UfsCorpus, TheProbeImageIsIdentified) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image("probe/utillinux/ufs.img").string());
  const auto identified = identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, "ufs");
  EXPECT_EQ(identified->uuid, "4b0e640aec56ac70");
}

}  // namespace
}  // namespace vixmount::fs
