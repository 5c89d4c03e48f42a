// Volumes of many shapes that Linux' driver filled, compared with what a new mount of that kernel
// found on them: every name, attribute and byte.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/support/walk.hpp"
#include "kernel_volume.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus {
namespace {

std::vector<std::string> variants() {
  std::vector<std::string> out;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/hfsplus/variants.txt");
  for (const auto line : split(text, '\n'))
    if (!line.empty() && line[0] != '#') out.emplace_back(line.substr(0, line.find('|')));
  return out;
}

class HfsPlusVariant : public testing::TestWithParam<std::string> {};

TEST_P(HfsPlusVariant, IsWhatTheKernelFinds) {
  for (const char* const program : {"linux.uml", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = (kernel_volumes() / GetParam()).string();
  const auto files = open(test::open_image(base + ".img"), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
  EXPECT_EQ(files->info().label, "Test volume");
  auto view = read_kernel_view(base + ".tsv");
  // The driver knows no hard links of folders, and shows the folder that holds what they lead to.
  std::erase_if(view.nodes, [](const auto& node) {
    return node.first.starts_with("/.HFS+ Private Directory Data\r");
  });
  EXPECT_GT(view.nodes.size(), 500U);
  compare_with_kernel(*files, view);
  const auto room = files->statistics();
  EXPECT_EQ(room.total_blocks * room.block_size / view.block_size, view.blocks);
  EXPECT_EQ(room.free_blocks * room.block_size / view.block_size, view.free_blocks);
}

INSTANTIATE_TEST_SUITE_P(Variants, HfsPlusVariant, testing::ValuesIn(variants()),
                         [](const auto& variant) { return variant.param; });

}  // namespace
}  // namespace vixmount::fs::hfsplus
