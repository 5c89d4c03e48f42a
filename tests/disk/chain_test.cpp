// Chains: parents, content ids, loops, sizes; descriptors written by hand over flat extents.
#include "disk/vmdk/chain.hpp"

#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

using vixmount::test::write_file;

class Chain : public testing::Test {
 protected:
  // A link that holds `sectors` sectors of `content` at its end and nothing before.
  void add(const std::string& name, const std::string& id, const std::string& parent_id,
           const std::string& parent, const std::string& extents) {
    std::string text = "# Disk DescriptorFile\nversion=1\nCID=" + id + "\nparentCID=" + parent_id +
                       "\ncreateType=\"custom\"\n";
    if (!parent.empty()) text += "parentFileNameHint=\"" + parent + "\"\n";
    write_file(folder_.file(name), text + extents + "\n");
  }
  void add_flat(const std::string& name, char content, std::size_t sectors) {
    write_file(folder_.file(name), std::string(sectors * 512, content));
  }
  // An empty sparse delta of so many sectors.
  void add_sparse(const std::string& name, std::uint64_t sectors) {
    vixmount::test::run("qemu-img create -q -f vmdk -o subformat=twoGbMaxExtentSparse '" +
                        folder_.file("made-" + name) + "' " + std::to_string(sectors * 512));
    std::filesystem::rename(
        folder_.file("made-" + std::filesystem::path(name).stem().string() + "-s001.vmdk"),
        folder_.file(name));
  }

  TemporaryFolder folder_;
};

TEST_F(Chain, ContentIdsMustFitAndTheErrorNamesBothFiles) {
  add_flat("base.img", 'b', 4);
  add("base.vmdk", "aaaa0001", "ffffffff", "", "RW 4 FLAT \"base.img\" 0");
  add("child.vmdk", "aaaa0003", "aaaa0002", "base.vmdk", "RW 4 ZERO");
  const auto error = error_of(folder_.file("child.vmdk"));
  EXPECT_EQ(error.kind(), ErrorKind::id_mismatch);
  for (const std::string part : {"child.vmdk", "base.vmdk", "aaaa0001", "aaaa0002"})
    EXPECT_TRUE(contains(error.message(), part)) << error.message();
  EXPECT_EQ(open(folder_.file("child.vmdk"), {.ignore_id_mismatch = true}).info.links.size(), 2U);
  EXPECT_EQ(open(folder_.file("child.vmdk"), {.single_link = true}).info.links.size(), 1U);
}

TEST_F(Chain, AParentThatIsNotThereIsNamed) {
  add("child.vmdk", "1", "2", "gone.vmdk", "RW 4 ZERO");
  const auto error = error_of(folder_.file("child.vmdk"));
  EXPECT_EQ(error.kind(), ErrorKind::parent_missing);
  EXPECT_TRUE(contains(error.message(), "gone.vmdk")) << error.message();
  EXPECT_EQ(open(folder_.file("child.vmdk"), {.single_link = true}).info.capacity, 2048U);
  add("nameless.vmdk", "1", "2", "", "RW 4 ZERO");
  EXPECT_EQ(error_of(folder_.file("nameless.vmdk")).kind(), ErrorKind::parent_missing);
}

TEST_F(Chain, AParentMustBeAVmdk) {
  add_flat("raw.img", 'r', 4);
  add("child.vmdk", "1", "2", "raw.img", "RW 4 ZERO");
  const auto error = error_of(folder_.file("child.vmdk"));
  EXPECT_EQ(error.kind(), ErrorKind::not_a_disk);
  EXPECT_TRUE(contains(error.message(), "parent of")) << error.message();
}

TEST_F(Chain, LoopsAreFoundByFileAndNotByName) {
  add("a.vmdk", "1", "1", "a.vmdk", "RW 4 ZERO");
  EXPECT_EQ(error_of(folder_.file("a.vmdk")).kind(), ErrorKind::invalid_chain);
  add("b.vmdk", "1", "1", "c.vmdk", "RW 4 ZERO");
  add("c.vmdk", "1", "1", "other-name.vmdk", "RW 4 ZERO");
  std::filesystem::create_hard_link(folder_.file("b.vmdk"), folder_.file("other-name.vmdk"));
  const auto error = error_of(folder_.file("b.vmdk"));
  EXPECT_EQ(error.kind(), ErrorKind::invalid_chain);
  EXPECT_TRUE(contains(error.message(), "loop")) << error.message();
}

TEST_F(Chain, DepthIsBounded) {
  const auto name = [](std::size_t i) { return "l" + std::to_string(i) + ".vmdk"; };
  for (std::size_t i = 0; i <= vmdk::kMostLinks; ++i)
    add(name(i), "1", i == 0 ? "ffffffff" : "1", i == 0 ? "" : name(i - 1), "RW 4 ZERO");
  EXPECT_EQ(open(folder_.file(name(vmdk::kMostLinks - 1))).info.links.size(), vmdk::kMostLinks);
  EXPECT_EQ(error_of(folder_.file(name(vmdk::kMostLinks))).kind(), ErrorKind::invalid_chain);
}

TEST_F(Chain, TheChildsSizeCounts) {
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  add_flat("small.img", 's', 128);
  add("small.vmdk", "1", "ffffffff", "", "RW 128 FLAT \"small.img\" 0");
  add_flat("large.img", 'l', 1024);
  add("large.vmdk", "1", "ffffffff", "", "RW 1024 FLAT \"large.img\" 0");
  add_sparse("delta.vmdk", 512);
  for (const std::string parent : {"small", "large"}) {
    add("child.vmdk", "2", "1", parent + ".vmdk", "RW 512 SPARSE \"delta.vmdk\"");
    const auto disk = open(folder_.file("child.vmdk"));
    EXPECT_EQ(disk.info.capacity, 512 * 512U);
    const auto bytes = io::read_bytes(*disk.source, 0, 512 * 512);
    EXPECT_EQ(std::to_integer<char>(bytes[0]), parent[0]);
    EXPECT_EQ(std::to_integer<char>(bytes[128 * 512 - 1]), parent[0]);
    EXPECT_EQ(std::to_integer<char>(bytes[128 * 512]), parent == "small" ? '\0' : 'l');
    EXPECT_EQ(std::to_integer<char>(bytes.back()), parent == "small" ? '\0' : 'l');
  }
}

TEST_F(Chain, ParentsInAnotherFolderNeedItToBeAllowed) {
  const TemporaryFolder elsewhere;
  write_file(elsewhere.file("base.vmdk"),
             "version=1\nCID=1\nparentCID=ffffffff\nRW 4 FLAT \"base.img\" 0\n");
  write_file(elsewhere.file("base.img"), std::string(2048, 'e'));
  add("child.vmdk", "2", "1", elsewhere.file("base.vmdk"), "RW 4 ZERO");
  const auto error = error_of(folder_.file("child.vmdk"));
  EXPECT_EQ(error.kind(), ErrorKind::access_denied);
  EXPECT_TRUE(contains(error.message(), "allow its folder")) << error.message();
  const auto disk = open(folder_.file("child.vmdk"), {}, {elsewhere.path().string()});
  EXPECT_EQ(disk.info.links[1].path, elsewhere.file("base.vmdk"));
}

}  // namespace
}  // namespace vixmount::disk::test
