// Volumes of many shapes that Linux' driver filled, compared with what a new mount of that kernel
// found on them: every name, attribute and byte.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "kernel_volume.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus {
namespace {

struct Variant {
  std::string name;
  std::string options;  // of format.py
};

const char* const kContents =
    "files of 0 to 300001 bytes, 12 extents in a file, device nodes, FIFO and socket, symbolic links "
    "of 5 to 1000 bytes, hard links, extended attributes, names of 255 units, composed letters, "
    "directory with every third entry removed, 40 directories deep";

std::vector<Variant> variants() {
  std::vector<Variant> out;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/hfsplus/variants.txt");
  for (const auto line : split(text, '\n'))
    if (!line.empty() && line[0] != '#') {
      const auto fields = split(line, '|');
      out.push_back({std::string(fields.at(0)), std::string(fields.at(2))});
    }
  return out;
}

class HfsPlusVariant : public testing::TestWithParam<Variant> {};

TEST_P(HfsPlusVariant, IsWhatTheKernelFinds) {
  const auto& variant = GetParam();
  test::MatrixRecord record({"HFS+", variant.name, "tests/fs/hfsplus/format.py " + variant.options,
                             "Linux' hfsplus, in user-mode-linux", kContents});
  for (const char* const program : {"linux.uml", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = (kernel_volumes() / variant.name).string();
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
  record.compared(view.nodes.size());
  const auto room = files->statistics();
  EXPECT_EQ(room.total_blocks * room.block_size / view.block_size, view.blocks);
  EXPECT_EQ(room.free_blocks * room.block_size / view.block_size, view.free_blocks);
}

INSTANTIATE_TEST_SUITE_P(Variants, HfsPlusVariant, testing::ValuesIn(variants()),
                         [](const auto& variant) { return variant.param.name; });

}  // namespace
}  // namespace vixmount::fs::hfsplus
