// XFS of kinds that current kernels no longer mount (version 4, case-insensitive), clean and cut
// off while files were changed: what we read is what an older kernel in user-mode-linux lists.
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fs/support/option_matrix.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/xfs.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::xfs {
namespace {

using Lines = std::map<std::string, std::string>;  // by path, or by path and attribute

std::filesystem::path images() {
  const std::string folder = "tests/fs/xfs/linux/";
  return test::made_once("linux_xfs", "'" VIXMOUNT_SOURCE_DIR "/" + folder + "make_images.sh'",
                         {folder + "make_images.sh", folder + "variants.txt",
                          folder + "fill_images.sh", folder + "list_images.sh", folder + "fill.pl"});
}

// A line of variants.txt.
struct Variant {
  std::string name;
  std::string options;  // of mkfs.xfs
  std::string mount;    // options of mount
  bool is_dirty() const { return name.starts_with("dirty_"); }
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.options; }

std::vector<Variant> all_variants() {
  std::vector<Variant> variants;
  const auto text = test::read_file(VIXMOUNT_SOURCE_DIR "/tests/fs/xfs/linux/variants.txt");
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto fields = split(line, '|');
    variants.push_back(
        {std::string(fields.at(0)), std::string(fields.at(1)), std::string(fields.at(2))});
  }
  return variants;
}

// What fill.pl makes, for the option matrix.
std::string contents_of(const Variant& variant) {
  return std::string(
             "files of 0 to 900000 bytes, 120 extents in a file, "
             "directories of 20; 100 and 700 entries with a third removed, "
             "inline and remote symbolic links, hard link, device node, times before 1970, "
             "inline; leaf and remote attributes, ACLs, project ids") +
         (variant.is_dirty() ? ", the power was cut while files were changed" : "") +
         (variant.name == "realtime" ? ", files on the realtime device: refused by name" : "");
}

std::string time_of(const Timestamp& time) {
  return fmt::format("{}.{:09}0", time.seconds, time.nanoseconds);
}

// As list_images.sh has `find` print it, without the path.
std::string line_of(const FileSystem& files, const Attributes& node) {
  constexpr std::string_view kTypes = "?fdlcbps";
  const auto target = node.type == NodeType::symbolic_link ? files.read_link(node.node) : "";
  return fmt::format("{}|{:o}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
                     kTypes[static_cast<std::size_t>(node.type)], node.permissions, node.owner,
                     node.group, node.link_count, node.size, node.node, node.allocated_size / 512,
                     time_of(node.accessed), time_of(node.modified), time_of(node.changed), target);
}

Lines expected_nodes(const std::filesystem::path& list) {
  Lines out;
  std::ifstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    const auto bar = line.find('|');
    out[line.substr(0, bar)] = line.substr(bar + 1);
  }
  return out;
}

Lines expected_sums(const std::filesystem::path& list) {
  Lines out;
  std::ifstream lines(list);
  constexpr std::size_t kHash = 64;
  for (std::string line; std::getline(lines, line);)
    out[line.substr(kHash + 4)] = line.substr(0, kHash);  // "HASH  ./path"
  return out;
}

Lines expected_xattrs(const std::filesystem::path& list) {
  Lines out;
  std::ifstream lines(list);
  std::string path;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# file: "))
      path = line.substr(8);
    else if (const auto equals = line.rfind("=0x"); equals != std::string::npos)
      out[path + "|" + line.substr(0, equals)] = line.substr(equals + 3);
  }
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return out;
}

class LinuxImage : public testing::TestWithParam<Variant> {
 protected:
  void read_all(const FileSystem& files) {
    test::walk(files, [&](const test::WalkedNode& node) {
      const auto path = node.path.substr(1);
      const auto id = node.attributes.node;
      nodes_[path] = line_of(files, node.attributes);
      if (node.attributes.type == NodeType::regular) read_content(files, path, id);
      for (const auto& name : files.list_xattrs(id))
        xattrs_[path + "|" + name] = hex(files.get_xattr(id, name).value());
      EXPECT_EQ(files.lookup(node.parent, node.name), id) << path;
    });
  }

  void read_content(const FileSystem& files, const std::string& path, NodeId id) {
    if (path.starts_with(kRealtimeFile)) {
      EXPECT_EQ(test::error_kind_of([&] { files.open(id); }), ErrorKind::unsupported);
      ++refused_;
    } else {
      sums_[path] = test::sha256_of(*files.open(id));
    }
  }

  static constexpr std::string_view kRealtimeFile = "on the realtime device ";
  Lines nodes_, sums_, xattrs_;
  std::size_t refused_ = 0;
};

TEST_P(LinuxImage, ReadsAsTheKernelLists) {
  const auto mount =
      GetParam().mount == "noatime" ? std::string() : "; mount -o " + GetParam().mount;
  test::MatrixRecord record({"XFS", GetParam().name, "mkfs.xfs " + GetParam().options + mount,
                             "Linux 6.1 in user-mode-linux", contents_of(GetParam())});
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  VIXMOUNT_REQUIRE_PROGRAM("perl");
  const auto& name = GetParam().name;
  const auto folder = images();
  const auto files = open(test::open_image((folder / (name + ".img")).string()), Options{}, Log{});
  if (GetParam().is_dirty()) {
    EXPECT_TRUE(files->info().state.starts_with("log replayed: ")) << files->info().state;
    EXPECT_EQ(files->info().state.find(';'), std::string::npos) << files->info().state;
  } else {
    EXPECT_EQ(files->info().state, "");
  }
  read_all(*files);
  EXPECT_GT(nodes_.size(), 400U);
  EXPECT_EQ(nodes_, expected_nodes(folder / (name + ".list")));
  auto sums = expected_sums(folder / (name + ".sums"));
  std::erase_if(sums, [](const auto& sum) { return sum.first.starts_with(kRealtimeFile); });
  EXPECT_EQ(sums_, sums);
  EXPECT_EQ(refused_, name == "realtime" ? 3U : 0U);
  EXPECT_EQ(xattrs_, expected_xattrs(folder / (name + ".xattrs")));
  record.compared(nodes_.size());
  std::printf("%s: %zu nodes, %zu files, %zu xattrs; %s\n", name.c_str(), nodes_.size(),
              sums_.size(), xattrs_.size(), files->info().state.c_str());
}

INSTANTIATE_TEST_SUITE_P(Xfs, LinuxImage,
                         testing::ValuesIn(all_variants()),
                         [](const auto& one) { return one.param.name; });

TEST(CaseInsensitive, NamesAreFoundWhateverTheCaseOfTheirLetters) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  VIXMOUNT_REQUIRE_PROGRAM("perl");
  const auto files =
      open(test::open_image((images() / "case_insensitive.img").string()), Options{}, Log{});
  const auto exact = files->lookup(files->root(), "Mixed Case");
  ASSERT_TRUE(exact);
  EXPECT_EQ(files->lookup(files->root(), "mIXED cASE"), exact);
  EXPECT_TRUE(files->lookup(*exact, "file with letters"));
  const auto many = files->lookup(files->root(), "NODE").value();
  EXPECT_TRUE(files->lookup(many, "AN ENTRY of a directory with many ENTRIES 698"));
  EXPECT_FALSE(files->lookup(many, "AN ENTRY of a directory with many ENTRIES 699"));
}

}  // namespace
}  // namespace vixmount::fs::xfs
