// Volumes by several makers with all kinds of options, compared with what Linux's isofs finds on
// them, mounted with and without Rock Ridge and Joliet.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/kernel_view.hpp"
#include "fs/support/walk.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::iso9660 {
namespace {

std::filesystem::path images() {
  const std::string folder = "tests/fs/iso9660/";
  return test::made_in_uml("iso9660_images",
                           "'" VIXMOUNT_SOURCE_DIR "/" + folder + "make_images.sh'",
                           {folder + "make_images.sh", folder + "make_tree.py",
                            "fuzz/recipes/iso9660_seeds.py", folder + "list.py",
                            folder + "list.sh", folder + "variants.txt"});
}

std::vector<std::string> variant_names() {
  std::vector<std::string> names;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/iso9660/variants.txt");
  for (const auto line : split(text, '\n'))
    if (!line.empty() && line.front() != '#') names.emplace_back(split(line, '|').front());
  return names;
}

struct View {
  const char* mount_options;
  Options options;
};
const View kViews[] = {
    {"default", {}},
    {"norock", {.rock_ridge = false}},
    {"nojoliet", {.joliet = false}},
    {"norock,nojoliet", {.rock_ridge = false, .joliet = false}},
};

class Iso9660Variant : public testing::TestWithParam<std::string> {};

TEST_P(Iso9660Variant, IsWhatTheKernelFinds) {
  for (const char* const program : {"linux.uml", "genisoimage", "xorriso", "mkzftree", "makefs"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = (images() / GetParam()).string();
  for (const auto& view : kViews) {
    SCOPED_TRACE(view.mount_options);
    const auto files = open(test::open_image(base + ".img"), view.options, Log{});
    const auto count = compare_with_kernel(
        *files, KernelView::read(base + "." + view.mount_options + ".tsv"));
    EXPECT_GT(count, 1U);
    std::printf("%s, %s: %zu nodes; %s\n", GetParam().c_str(), view.mount_options, count,
                files->info().state.c_str());
  }
}

INSTANTIATE_TEST_SUITE_P(Makers, Iso9660Variant, testing::ValuesIn(variant_names()),
                         [](const auto& name) { return name.param; });

}  // namespace
}  // namespace vixmount::fs::iso9660
