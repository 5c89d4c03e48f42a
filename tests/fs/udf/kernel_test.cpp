// Volumes of many shapes that Linux's udf filled where it can write them, compared with what
// another start of that kernel found: names, kinds, permissions, sizes, times, owners, links,
// devices, sums of every file, room.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/text.hpp"
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

// Linux takes the extended attributes of these tables' file entries for the table.
const std::set<std::string> kNotMounted = {"cdr_1_50", "dvdr_1_50"};

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

// The names of the volumes, each with what mkudffs was told.
std::vector<std::pair<std::string, std::string>> volumes() {
  std::vector<std::pair<std::string, std::string>> out;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/udf/variants.txt");
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const auto fields = split(line, '|');
    out.emplace_back(fields.at(0), fields.at(2));
  }
  out.emplace_back("bridge", "genisoimage -udf -r -J");
  out.emplace_back("bridge_hfs", "genisoimage -hfs -udf -r -J");
  for (const auto* const name : kHandMade) out.emplace_back(name, "make_image.py");
  return out;
}

void expect_empty(const FileSystem& files) {
  files.list(files.root(), 0, [](const DirectoryEntry& entry) {
    ADD_FAILURE() << entry.name;
    return true;
  });
}

TEST(UdfKernel, VolumesAreWhatTheKernelFinds) {
  for (const char* const program : {"linux.uml", "mkudffs", "genisoimage", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  const auto folder = images();
  for (const auto& [name, options] : volumes()) {
    SCOPED_TRACE(name);
    const auto base = (folder / name).string();
    const auto image = test::open_image(base + ".img");
    const auto identified = identify(*image);
    ASSERT_TRUE(identified);
    EXPECT_TRUE(identified->mountable) << identified->remark;
    const auto files = open(image, Options{.show_hidden = name == "hand_unhide"}, Log{});
    if (kNotMounted.contains(name)) {
      expect_empty(*files);
      continue;
    }
    const auto view = read_view(base + ".tsv");
    compare_attributes(*files, files->attributes(files->root()), view.nodes.at("/"));
    std::size_t count = 1;
    test::walk(*files, [&](const test::WalkedNode& node) {
      compare_node(*files, node, view);
      ++count;
    });
    EXPECT_EQ(count, view.nodes.size());
    compare_room(files->statistics(), view.room);
    std::printf("%-26s %4zu nodes: %s%s%s\n", name.c_str(), count,
                options.c_str(), files->info().state.empty() ? "" : "; ",
                files->info().state.c_str());
  }
}

}  // namespace
}  // namespace vixmount::fs::udf
