// Volumes of many shapes that Linux's udf filled where it can write them, compared with what
// another start of that kernel found: names, kinds, permissions, sizes, times, owners, links,
// devices, sums of every file, room.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "fs/udf/udf.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::udf {
namespace {

const std::string kFolder = "tests/fs/udf/";

const char* const kHandMade[] = {
    "hand_plain",    "hand_unhide",       "hand_sparable",   "hand_virtual",    "hand_old_virtual",
    "hand_metadata", "hand_metadata_2_60", "hand_blocks_512", "hand_blocks_4096"};

const char* const kNotMounted[] = {"cdr_1_50", "dvdr_1_50"};
// Linux mounts them and does not write them.
const std::set<std::string> kNotFilled = {"read_only", "freed_bitmap", "cd",      "cdr_2_01",
                                          "cdr_closed", "bdr_2_50",     "bdr_2_60"};

const char* const kFilled =
    "files of 0 to 1228800 bytes, holes, 300 extents in a file, device nodes, FIFO and socket, "
    "symbolic links, hard link, owners of 32 bits, times to 2155, names not of ASCII, directory of "
    "165 entries after some were removed";
const char* const kPrograms[] = {"linux.uml", "mkudffs", "genisoimage", "python3"};

std::filesystem::path images() {
  return test::made_in_uml("udf_images", "'" VIXMOUNT_SOURCE_DIR "/" + kFolder + "make_images.sh'",
                           {kFolder + "make_images.sh", kFolder + "variants.txt",
                            kFolder + "fill.sh", kFolder + "manifest.sh",
                            kFolder + "make_image.py", kFolder + "make_files.pl",
                            kFolder + "tear_files.pl", kFolder + "list_tree.pl"});
}

struct KernelView {
  std::map<std::string, std::vector<std::string>> nodes;  // by path; fields as in list_tree.pl
  std::vector<std::string> room;
};

KernelView read_view(const std::filesystem::path& path) {
  KernelView view;
  const auto text = test::read_file(path);
  for (const auto line : split(text, '\n')) {
    std::vector<std::string> fields;
    for (const auto field : split(line, '\t')) fields.emplace_back(field);
    if (fields[0] == "statfs")
      view.room = fields;
    else if (fields.size() == 13)
      view.nodes[fields[12] == "." ? "/" : fields[12].substr(1)] = fields;
  }
  return view;
}

std::string time_text(const Timestamp& time) {
  return fmt::format("{}.{:06}", time.seconds, time.nanoseconds / 1000);
}

std::string type_text(NodeType type) {
  switch (type) {
    case NodeType::regular:
      return "file";
    case NodeType::directory:
      return "directory";
    case NodeType::symbolic_link:
      return "link";
    case NodeType::character_device:
      return "character";
    case NodeType::block_device:
      return "block";
    case NodeType::fifo:
      return "fifo";
    case NodeType::socket:
      return "socket";
    default:
      return "unknown";
  }
}

std::string content_text(const FileSystem& files, const Attributes& attributes) {
  if (attributes.type == NodeType::regular) return test::sha256_of(*files.open(attributes.node));
  if (attributes.type == NodeType::symbolic_link) return files.read_link(attributes.node);
  return "-";
}

void compare_attributes(const FileSystem& files, const Attributes& ours,
                        std::vector<std::string> expected) {
  const auto text = [](std::uint64_t number) { return std::to_string(number); };
  const std::vector<std::string> found = {
      type_text(ours.type),
      fmt::format("{:o}", ours.permissions),
      text(ours.size),
      text(ours.allocated_size / 512),
      time_text(ours.modified),
      time_text(ours.accessed),
      time_text(ours.changed),
      text(ours.owner),
      text(ours.group),
      text(ours.link_count),
      fmt::format("{}:{}", ours.device_major, ours.device_minor),
      content_text(files, ours)};
  expected.pop_back();
  EXPECT_EQ(found, expected);
}

void compare_node(const FileSystem& files, const test::WalkedNode& node, const KernelView& view) {
  SCOPED_TRACE(node.path);
  ASSERT_TRUE(view.nodes.contains(node.path));
  compare_attributes(files, node.attributes, view.nodes.at(node.path));
  EXPECT_EQ(files.lookup(node.parent, node.name), node.attributes.node);
  if (node.attributes.type == NodeType::directory) {
    EXPECT_EQ(files.parent(node.attributes.node), node.parent);
  }
}

void compare_room(const Statistics& ours, const std::vector<std::string>& expected) {
  const std::vector<std::string> room = {"statfs",
                                         std::to_string(ours.block_size),
                                         std::to_string(ours.total_blocks),
                                         std::to_string(ours.free_blocks),
                                         std::to_string(ours.total_nodes),
                                         std::to_string(ours.free_nodes),
                                         std::to_string(ours.longest_name)};
  EXPECT_EQ(room, expected);
}

struct Volume {
  std::string name;
  std::string made_by;
  std::string contents;
};

void PrintTo(const Volume& volume, std::ostream* out) { *out << volume.name; }

std::vector<Volume> volumes() {
  std::vector<Volume> out;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/udf/variants.txt");
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const auto fields = split(line, '|');
    std::string name(fields.at(0));
    if (std::find(std::begin(kNotMounted), std::end(kNotMounted), name) != std::end(kNotMounted))
      continue;
    const auto* const contents = kNotFilled.contains(name) ? "nothing" : kFilled;
    out.push_back({std::move(name), "mkudffs " + std::string(fields.at(2)), contents});
  }
  for (const auto& [name, options] : {std::pair("bridge", "-udf"), {"bridge_hfs", "-hfs -udf"}})
    out.push_back({name, fmt::format("genisoimage {} -r -J", options),
                   "files of 0 to 300000 bytes, directory of 61 entries"});
  for (const auto* const name : kHandMade)
    out.push_back({name, "tests/fs/udf/make_image.py", "what the script says"});
  return out;
}

FileSystemPtr open_volume(const std::filesystem::path& path, const Options& options) {
  const auto image = test::open_image(path.string());
  const auto identified = identify(*image);
  EXPECT_TRUE(identified && identified->mountable);
  return open(image, options, Log{});
}

class UdfVolume : public testing::TestWithParam<Volume> {};

TEST_P(UdfVolume, IsWhatTheKernelFinds) {
  const auto& [name, made_by, contents] = GetParam();
  test::MatrixRecord record({"UDF", name, made_by, "Linux' udf, in user-mode-linux", contents});
  for (const char* const program : kPrograms) VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto base = (images() / name).string();
  const auto files = open_volume(base + ".img", Options{.show_hidden = name == "hand_unhide"});
  const auto view = read_view(base + ".tsv");
  EXPECT_EQ(view.nodes.size() == 1, contents == "nothing");
  compare_attributes(*files, files->attributes(files->root()), view.nodes.at("/"));
  std::size_t count = 1;
  test::walk(*files, [&](const test::WalkedNode& node) {
    compare_node(*files, node, view);
    ++count;
  });
  EXPECT_EQ(count, view.nodes.size());
  record.compared(count);
  compare_room(files->statistics(), view.room);
}

INSTANTIATE_TEST_SUITE_P(Makers, UdfVolume, testing::ValuesIn(volumes()),
                         [](const auto& one) { return one.param.name; });

// Linux takes the extended attributes of the virtual tables' file entries for the table.
TEST(UdfKernel, VolumesThatLinuxDoesNotMountAreEmpty) {
  for (const char* const program : kPrograms) VIXMOUNT_REQUIRE_PROGRAM(program);
  for (const auto* const name : kNotMounted) {
    SCOPED_TRACE(name);
    const auto files = open_volume(images() / (std::string(name) + ".img"), Options{});
    test::walk(*files, [](const test::WalkedNode& node) { ADD_FAILURE() << node.path; });
  }
}

}  // namespace
}  // namespace vixmount::fs::udf
