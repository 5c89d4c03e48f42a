// Volumes of many shapes that makefs made, and dialects edited from them, compared with what Linux'
// ufs finds on them: names, kinds, permissions, owners, links, sizes, blocks, times, devices,
// targets, sums of every file, room.
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "fs/ufs/ufs.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ufs {
namespace {

const std::string kFolder = "tests/fs/ufs/";

std::filesystem::path images() {
  return test::made_in_uml("ufs_images", "'" VIXMOUNT_SOURCE_DIR "/" + kFolder + "make_images.sh'",
                           {kFolder + "make_images.sh", kFolder + "list_images.sh",
                            kFolder + "make_tree.py", kFolder + "edit_image.py",
                            kFolder + "ufs_image.py", kFolder + "variants.txt"});
}

const char* const kContents =
    "files of 0 to 4800000 bytes, holes and pointers of the third level, device nodes, FIFO, "
    "symbolic links of 1 to 1023 bytes, hard links, owners of 32 bits, all permission bits, times "
    "before 1970, names of 255 bytes and not of UTF-8, directory of 450 entries, "
    "31 directories deep";

struct Variant {
  std::string name, options, edit, ufs_type;
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }

std::vector<Variant> variants() {
  std::vector<Variant> out;
  const auto text =
      test::read_file(std::string(VIXMOUNT_SOURCE_DIR "/") + kFolder + "variants.txt");
  for (const auto line : split(text, '\n')) {
    const auto fields = split(line, '|');
    if (line.starts_with('#') || fields.size() != 4) continue;
    out.push_back({std::string(fields[0]), std::string(fields[1]), std::string(fields[2]),
                   std::string(fields[3])});
  }
  return out;
}

// What the kernel's listing has, by path ("/a/b").
struct KernelView {
  std::map<std::string, std::string> nodes;  // fields as in the script, joined by "|"
  std::map<std::string, std::string> targets, sums, tails;
  std::string room;
};

std::map<std::string, std::string> read_sums(const std::filesystem::path& path) {
  constexpr std::size_t kHash = 64;
  std::map<std::string, std::string> out;
  const auto text = test::read_file(path);
  for (const auto line : split(text, '\0'))
    if (line.size() > kHash) out[std::string(line.substr(kHash + 3))] = line.substr(0, kHash);
  return out;
}

KernelView read_view(const std::string& base) {
  KernelView view;
  const auto list = test::read_file(base + ".list");
  for (const auto line : split(list, '\0')) {
    const auto path = line.find("|./");
    if (path != std::string_view::npos)
      view.nodes[std::string(line.substr(path + 2))] = line.substr(0, path);
  }
  const auto links = test::read_file(base + ".links");
  const auto pieces = split(links, '\0');
  for (std::size_t i = 0; i + 1 < pieces.size(); i += 2)
    view.targets["/" + std::string(pieces[i])] = pieces[i + 1];
  view.sums = read_sums(base + ".sums");
  view.tails = read_sums(base + ".tails");
  view.room = trim(test::read_file(base + ".room"));
  return view;
}

std::string kind_of(const Attributes& node) {
  switch (node.type) {
    case NodeType::regular:
      return node.size == 0 ? "regular empty file" : "regular file";
    case NodeType::directory:
      return "directory";
    case NodeType::symbolic_link:
      return "symbolic link";
    case NodeType::character_device:
      return "character special file";
    case NodeType::block_device:
      return "block special file";
    case NodeType::fifo:
      return "fifo";
    default:
      return "?";
  }
}

// As stat prints it: a decimal number, also in front of 1970.
std::string time_text(const Timestamp& at) {
  constexpr std::uint32_t kSecond = 1'000'000'000;
  if (at.seconds < 0 && at.nanoseconds != 0)
    return fmt::format("-{}.{:09}", -(at.seconds + 1), kSecond - at.nanoseconds);
  return fmt::format("{}.{:09}", at.seconds, at.nanoseconds);
}

std::string line_of(const Attributes& node) {
  return fmt::format("{}|{:o}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{:x}:{:x}", kind_of(node),
                     node.permissions, node.owner, node.group, node.link_count, node.size,
                     node.node, node.allocated_size / 512, time_text(node.accessed),
                     time_text(node.modified), time_text(node.changed), node.device_major,
                     node.device_minor);
}

std::string sum_of_tail(const io::ByteSource& content) {
  constexpr std::size_t kTail = 65536;
  const auto bytes = io::read_bytes(content, content.size() - kTail, kTail);
  return test::sha256_of(*test::memory_source(
      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
}

void compare_content(const FileSystem& files, const test::WalkedNode& node,
                     const KernelView& view) {
  const auto id = node.attributes.node;
  switch (node.attributes.type) {
    case NodeType::regular:
      if (view.tails.contains(node.path))
        EXPECT_EQ(sum_of_tail(*files.open(id)), view.tails.at(node.path));
      else
        EXPECT_EQ(test::sha256_of(*files.open(id)), view.sums.at(node.path));
      break;
    case NodeType::symbolic_link:
      EXPECT_EQ(files.read_link(id), view.targets.at(node.path));
      break;
    case NodeType::directory:
      EXPECT_EQ(files.parent(id), node.parent);
      break;
    default:
      break;
  }
}

// Linux reads the number of a device in a big endian UFS2 from the wrong half of its 64 bits (0);
// it is here as make_tree.py made it.
void correct_devices(const Variant& variant, KernelView& view) {
  if (!variant.name.starts_with("ufs2_big")) return;
  for (const auto& [path, number] :
       {std::pair("/kinds/null", "1:3"), {"/kinds/disk", "8:11"}, {"/kinds/far", "64:c8"}}) {
    auto& line = view.nodes.at(path);
    ASSERT_TRUE(line.ends_with("|0:0")) << line;
    line.replace(line.size() - 3, 3, number);
  }
}

class KernelVolume : public testing::TestWithParam<Variant> {};

TEST_P(KernelVolume, IsWhatLinuxFinds) {
  const auto& variant = GetParam();
  test::MatrixRecord record(
      {"UFS", variant.name,
       fmt::format("makefs -t ffs {}; tests/fs/ufs/edit_image.py IMAGE {}", variant.options,
                   variant.edit),
       "Linux' ufs, in user-mode-linux", kContents});
  for (const char* const program : {"linux.uml", "makefs", "python3"})
    VIXMOUNT_REQUIRE_PROGRAM(program);
  VIXMOUNT_REQUIRE_ROOT();
  const auto base = (images() / variant.name).string();
  const auto files = open(test::open_image(base + ".img"), Options{}, Log{});
  EXPECT_EQ(files->info().state, "");
  auto view = read_view(base);
  correct_devices(variant, view);
  std::size_t count = 0;
  test::walk(*files, [&](const test::WalkedNode& node) {
    SCOPED_TRACE(node.path);
    ASSERT_TRUE(view.nodes.contains(node.path));
    EXPECT_EQ(line_of(node.attributes), view.nodes.at(node.path));
    const bool tells_types = variant.edit == "bsd44" || variant.edit == "at64k";
    EXPECT_EQ(node.entry_type, tells_types ? node.attributes.type : NodeType::unknown);
    EXPECT_EQ(files->lookup(node.parent, node.name), node.attributes.node);
    compare_content(*files, node, view);
    ++count;
  });
  EXPECT_EQ(count, view.nodes.size());
  EXPECT_GT(count, 500U);
  record.compared(count);
  const auto room = files->statistics();
  EXPECT_EQ(fmt::format("{} {} {} {} {} {}", room.block_size, room.total_blocks, room.free_blocks,
                        room.available_blocks, room.total_nodes, room.free_nodes),
            view.room);
}

INSTANTIATE_TEST_SUITE_P(Ufs, KernelVolume, testing::ValuesIn(variants()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace vixmount::fs::ufs
