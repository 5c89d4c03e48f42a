// The corpus' volumes of UFS beyond their manifests, all of which are in the registry's table.
#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

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

}  // namespace
}  // namespace vixmount::fs
