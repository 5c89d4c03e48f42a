// The Sleuth Kit reads the same contents and streams out of volumes that ntfs-3g wrote.
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/ntfs_volume.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

// "r/r 92-128-4:\tpath" of each content (attribute type 128), by path; streams are "path:name",
// and those of a folder are listed once more as "path/.:name".
std::map<std::string, std::string> contents_by_fls(const std::string& image) {
  std::map<std::string, std::string> found;
  std::istringstream lines(test::run("fls -r -p -u '" + image + "'"));
  for (std::string line; std::getline(lines, line);) {
    const auto tab = line.find(":\t");
    const auto id = line.substr(4, tab - 4);
    const auto path = line.substr(tab + 2);
    if (id.find("-128-") != std::string::npos && !path.starts_with("$") &&
        path.find("/.:") == std::string::npos)
      found.emplace(path, id);
  }
  return found;
}

// Writes each of our contents to a file; one shell command compares all of them with icat.
class ByIcat {
 public:
  explicit ByIcat(const std::string& image) : image_(image), expected_(contents_by_fls(image)) {}

  void add(const FileSystem& files, NodeId node, const std::string& path) {
    // Of a file with more streams than a record holds, fls names one like the file.
    if (path == "streams:stream 0" || path == "many:number 0") return;
    const auto found = expected_.find(path);
    ASSERT_NE(found, expected_.end()) << path << " is unknown to fls";
    test::write_file(folder_.file(found->second), test::content_of(*files.open(node)));
    expected_.erase(found);
    ++count_;
  }
  void compare() const {
    for (const auto& [path, id] : expected_) ADD_FAILURE() << "only in fls: " << path;
    const auto different =
        test::run("cd '" + folder_.path().string() + "' && for id in *; do icat '" + image_ +
                  "' $id | cmp -s - $id || echo $id; done");
    EXPECT_EQ(different, "");
    std::printf("%zu contents\n", count_);
  }

 private:
  std::string image_;
  std::map<std::string, std::string> expected_;
  test::TemporaryFolder folder_;
  std::size_t count_ = 0;
};

class BySleuthKit : public testing::TestWithParam<const char*> {};

TEST_P(BySleuthKit, EveryContentIsTheSame) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  VIXMOUNT_REQUIRE_PROGRAM("icat");
  const auto image = test::ntfs_volume(GetParam());
  const auto files = ntfs::open(test::open_image(image), OpenOptions{}, Log{});
  ByIcat peer(image);
  test::walk(*files, [&](const test::WalkedNode& node) {
    const auto path = node.path.substr(1);
    if (node.attributes.type == NodeType::regular) peer.add(*files, node.attributes.node, path);
    for (const auto& stream : files->streams(node.attributes.node))
      peer.add(*files, stream.node, path + ":" + stream.name);
  });
  peer.compare();
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BySleuthKit, testing::Values("fragmented", "sparse", "streams", "compressed --size 96"),
    [](const auto& kind) {
      return std::string(kind.param).substr(0, std::string(kind.param).find(' '));
    });

}  // namespace
}  // namespace vixmount::fs::ntfs
