// Volumes by several makers with all kinds of options, compared with what Linux's isofs finds on
// them, mounted with and without Rock Ridge and Joliet.
#include <algorithm>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/kernel_view.hpp"
#include "fs/support/option_matrix.hpp"
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

struct Variant {
  std::string name;
  std::string command;  // in variants.txt; none for those of the recipe
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }

std::vector<Variant> variants() {
  std::vector<Variant> out;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/iso9660/variants.txt");
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const auto fields = split(line, '|');
    out.push_back({std::string(fields.at(0)), std::string(fields.at(1))});
  }
  return out;
}

std::string made_by(const Variant& variant) {
  return variant.command.empty() ? "fuzz/recipes/iso9660_seeds.py" : variant.command;
}

// What make_tree.py put into the folders of which it was made.
std::string contents_of(const Variant& variant) {
  const std::pair<const char*, const char*> folders[] = {
      {"$tree ",
       "files of 0 to 100000 bytes, device nodes, FIFO and socket, symbolic links of 1 to 803 "
       "bytes, hard link, owners, all permission bits, names of 240 bytes and not of ASCII, "
       "12 directories deep"},
      {"$small ", "files of 5 to 300008 bytes, names that a level 1 volume must change"},
      {"$compressed ", "files of 5 to 300008 bytes, compressed by mkzftree"},
      {"$many ", "directory of 1500 entries"}};
  std::string out;
  for (const auto& [folder, contents] : folders)
    if ((variant.command + " ").find(folder) != std::string::npos)
      out += (out.empty() ? "" : ", ") + std::string(contents);
  return out.empty() ? "what the recipe says" : out;
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

class Iso9660Variant : public testing::TestWithParam<Variant> {};

TEST_P(Iso9660Variant, IsWhatTheKernelFinds) {
  const auto& name = GetParam().name;
  test::MatrixRecord record(
      {"ISO 9660", name, made_by(GetParam()),
       "Linux' isofs, in user-mode-linux; mounted with and without Rock Ridge and Joliet",
       contents_of(GetParam())});
  for (const char* const program : {"linux.uml", "genisoimage", "xorriso", "mkzftree", "makefs"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = (images() / name).string();
  std::size_t most = 0;
  for (const auto& view : kViews) {
    SCOPED_TRACE(view.mount_options);
    const auto files = open(test::open_image(base + ".img"), view.options, Log{});
    const auto count = compare_with_kernel(
        *files, KernelView::read(base + "." + view.mount_options + ".tsv"));
    EXPECT_GT(count, 1U);
    most = std::max(most, count);
    record.compared(most);
    std::printf("%s, %s: %zu nodes; %s\n", name.c_str(), view.mount_options, count,
                files->info().state.c_str());
  }
}

INSTANTIATE_TEST_SUITE_P(Makers, Iso9660Variant, testing::ValuesIn(variants()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace vixmount::fs::iso9660
