// XFS of kinds that current kernels no longer mount (version 4, case-insensitive), clean and cut
// off while files were changed: what we read is what an older kernel in user-mode-linux lists.
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

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
                         {folder + "make_images.sh", folder + "fill_images.sh",
                          folder + "list_images.sh", folder + "fill.pl"});
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

class LinuxImage : public testing::TestWithParam<const char*> {
 protected:
  void read_all(const FileSystem& files) {
    test::walk(files, [&](const test::WalkedNode& node) {
      const auto path = node.path.substr(1);
      const auto id = node.attributes.node;
      nodes_[path] = line_of(files, node.attributes);
      if (node.attributes.type == NodeType::regular) sums_[path] = test::sha256_of(*files.open(id));
      for (const auto& name : files.list_xattrs(id))
        xattrs_[path + "|" + name] = hex(files.get_xattr(id, name).value());
      EXPECT_EQ(files.lookup(node.parent, node.name), id) << path;
    });
  }

  Lines nodes_, sums_, xattrs_;
};

TEST_P(LinuxImage, ReadsAsTheKernelLists) {
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml");
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.xfs");
  VIXMOUNT_REQUIRE_PROGRAM("perl");
  const std::string name = GetParam();
  const auto folder = images();
  const auto files = open(test::open_image((folder / (name + ".img")).string()), Options{}, Log{});
  if (name.starts_with("dirty_")) {
    EXPECT_TRUE(files->info().state.starts_with("log replayed: ")) << files->info().state;
    EXPECT_EQ(files->info().state.find(';'), std::string::npos) << files->info().state;
  } else {
    EXPECT_EQ(files->info().state, "");
  }
  read_all(*files);
  EXPECT_GT(nodes_.size(), 400U);
  EXPECT_EQ(nodes_, expected_nodes(folder / (name + ".list")));
  EXPECT_EQ(sums_, expected_sums(folder / (name + ".sums")));
  EXPECT_EQ(xattrs_, expected_xattrs(folder / (name + ".xattrs")));
  std::printf("%s: %zu nodes, %zu files, %zu xattrs; %s\n", name.c_str(), nodes_.size(),
              sums_.size(), xattrs_.size(), files->info().state.c_str());
}

INSTANTIATE_TEST_SUITE_P(Xfs, LinuxImage,
                         testing::Values("v4", "v4_ftype", "v4_512", "v4_large_directory_blocks",
                                         "case_insensitive", "dirty_v4", "dirty_v4_log_1",
                                         "dirty_v4_large_buffers", "dirty_case_insensitive"),
                         [](const auto& one) { return std::string(one.param); });

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
