// What macOS alone writes: compressed files of every kind, resource forks, attributes with blocks
// of their own, hard links to folders. The volume is Linux', patched by make_special_volume.py; The
// Sleuth Kit and 7-Zip are asked for what they can read of it.
#include <gtest/gtest.h>

#include "fs/hfsplus/hfsplus.hpp"
#include "fs/support/walk.hpp"
#include "kernel_volume.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus {
namespace {

class HfsPlusSpecial : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* const program : {"linux.uml", "python3"}) VIXMOUNT_REQUIRE_PROGRAM(program);
    image_ = (kernel_volumes() / "special.img").string();
    files_ = open(test::open_image(image_), Options{}, Log{});
  }
  NodeId node(NodeId folder, std::string_view name) const {
    return files_->lookup(folder, name).value();
  }
  NodeId compressed(std::string_view name) const {
    return node(node(files_->root(), "compressed"), name);
  }
  // Of the content that compressed.py compressed.
  static std::string sum_of(const std::string& which) {
    return test::run(
               "cd '" + kernel_volumes().string() +
               "' && python3 -B -c 'import compressed, hashlib; print(hashlib.sha256(compressed."
               "contents()[" +
               (which == "small" ? "0" : "1") + "]).hexdigest(), end=\"\")'")
        .substr(0, 64);
  }

  std::string image_;
  FileSystemPtr files_;
};

constexpr const char* kSmall[] = {"1 small",        "3 small", "3 small stored", "7 small",
                                  "7 small stored", "9 small", "11 small"};
constexpr const char* kLarge[] = {"4 large", "8 large", "10 large", "12 large"};

TEST_F(HfsPlusSpecial, CompressedFilesAreTheirContent) {
  const auto check = [&](const std::string& name, const std::string& sum) {
    SCOPED_TRACE(name);
    const auto file = compressed(name);
    const auto source = files_->open(file);
    EXPECT_EQ(source->size(), files_->attributes(file).size);
    EXPECT_EQ(test::sha256_of(*source), sum);
    // That Linux wrote when it set the attribute.
    EXPECT_EQ(files_->list_xattrs(file), std::vector<std::string>{"osx.com.apple.FinderInfo"});
    EXPECT_FALSE(files_->get_xattr(file, "osx.com.apple.decmpfs"));
    EXPECT_TRUE(files_->streams(file).empty());
  };
  const auto small = sum_of("small"), large = sum_of("large");
  for (const auto* const name : kSmall) check(name, small);
  for (const auto* const name : kLarge) check(name, large);
}

TEST_F(HfsPlusSpecial, ReadsOfPartsAreThoseOfTheWhole) {
  for (const auto* const name : kLarge) {
    SCOPED_TRACE(name);
    const auto source = files_->open(compressed(name));
    const auto whole = io::read_bytes(*source, 0, source->size());
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{65530}, std::size_t{131000}, whole.size() - 7}) {
      const auto part = io::read_bytes(*source, at, 7);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<long>(at)));
    }
  }
}

TEST_F(HfsPlusSpecial, OtherKindsOfCompressionAreSaid) {
  for (const auto* const name : {"5 nowhere", "13 bitmap"}) {
    EXPECT_EQ(files_->attributes(compressed(name)).size, 2500U);
    EXPECT_EQ(test::error_kind_of([&] { files_->open(compressed(name)); }), ErrorKind::unsupported);
  }
}

// zlib alone is known to The Sleuth Kit of Debian 12.
TEST_F(HfsPlusSpecial, TheSleuthKitReadsTheSame) {
  VIXMOUNT_REQUIRE_PROGRAM("icat");
  for (const auto* const name : {"3 small", "4 large"}) {
    SCOPED_TRACE(name);
    const auto sum = test::run("icat '" + image_ + "' " + std::to_string(compressed(name)) +
                               " | sha256sum");
    EXPECT_EQ(test::sha256_of(*files_->open(compressed(name))), sum.substr(0, 64));
  }
}

// The others it does not know; its LZFSE is asked in the decoder's own test.
TEST_F(HfsPlusSpecial, SevenZipReadsTheSame) {
  VIXMOUNT_REQUIRE_PROGRAM("7zz");
  const auto image = (kernel_volumes() / "compressed.img").string();
  for (const auto* const name : {"3 small", "4 large", "7 small", "8 large", "9 small"}) {
    SCOPED_TRACE(name);
    const auto sum = test::run("7zz e -so -thfs '" + image + "' '*/compressed/" + name +
                               "' 2>/dev/null | sha256sum");
    EXPECT_EQ(test::sha256_of(*files_->open(compressed(name))), sum.substr(0, 64));
  }
}

TEST_F(HfsPlusSpecial, AResourceForkIsAStream) {
  const auto file = compressed("plain");
  const auto streams = files_->streams(file);
  ASSERT_EQ(streams.size(), 1U);
  EXPECT_EQ(streams[0].name, "rsrc");
  EXPECT_EQ(streams[0].size, 5000U);
  EXPECT_EQ(compressed("plain:rsrc"), streams[0].node);
  EXPECT_EQ(files_->attributes(streams[0].node).size, 5000U);
  EXPECT_EQ(test::sha256_of(*files_->open(streams[0].node)),
            test::run("cd '" + kernel_volumes().string() +
                      "' && python3 -B -c 'import compressed, sys; "
                      "sys.stdout.buffer.write(compressed.content(5000, 1))' | sha256sum")
                .substr(0, 64));
  EXPECT_EQ(test::content_of(*files_->open(file)), "its resource fork is the other one's");
  EXPECT_FALSE(files_->attributes(file).born);
  EXPECT_FALSE(files_->lookup(node(files_->root(), "compressed"), "fork:rsrc"));
}

TEST_F(HfsPlusSpecial, AnAttributeMayHaveBlocksOfItsOwn) {
  const auto value = files_->get_xattr(compressed("large attribute"), "user.large").value();
  EXPECT_EQ(value, test::content_of(*files_->open(compressed("blocks"))));
  EXPECT_EQ(value.size(), 20000U);
}

TEST_F(HfsPlusSpecial, HardLinksOfFoldersLeadToOneFolder) {
  const auto first = compressed("first link");
  EXPECT_EQ(node(node(files_->root(), "links"), "second link"), first);
  EXPECT_EQ(files_->attributes(first).type, NodeType::directory);
  EXPECT_EQ(test::content_of(*files_->open(node(first, "file"))), "in a folder with two names");
  EXPECT_EQ(files_->parent(node(first, "inside")), first);
  EXPECT_EQ(files_->parent(first), files_->root());
}

// The catalog's record of the only file of this name, behind its key.
std::size_t record_of(const std::string& image, const std::u16string& name) {
  std::string key{static_cast<char>(name.size() >> 8), static_cast<char>(name.size())};
  for (const char16_t unit : name) key += {static_cast<char>(unit >> 8), static_cast<char>(unit)};
  for (auto at = image.find(key); at != image.npos; at = image.find(key, at + 1)) {
    const auto data = at + key.size();
    const bool is_key = image[at - 6] == static_cast<char>((key.size() + 4) >> 8) &&
                        image[at - 5] == static_cast<char>(key.size() + 4);
    if (is_key && image[data] == 0 && (image[data + 1] == 1 || image[data + 1] == 2)) return data;
  }
  throw std::logic_error("no such record");
}

// macOS gives links to folders the date of the folder of linked files (hfs_link.c,
// createindirectlink), and takes that or the root's (hfs_catalog.c, cat_lookupmangled).
TEST_F(HfsPlusSpecial, HardLinksOfFoldersHaveTheDateOfTheFilesFolder) {
  auto image = test::read_file(image_);
  const std::string date("\xD0\x12\x34\x56", 4);
  for (const auto& name : {std::u16string(u"\0\0\0\0HFS+ Private Data", 21),
                           std::u16string(u"first link"), std::u16string(u"second link")})
    image.replace(record_of(image, name) + 12, 4, date);
  files_ = open(test::memory_source(image), Options{}, Log{});
  const auto first = compressed("first link");
  EXPECT_EQ(files_->attributes(first).type, NodeType::directory);
  EXPECT_EQ(node(node(files_->root(), "links"), "second link"), first);
}

// macOS looks at the flag of regular files alone.
TEST_F(HfsPlusSpecial, ASymbolicLinkIsNotCompressed) {
  auto image = test::read_file(image_);
  image.replace(record_of(image, u"3 small") + 42, 2, "\xA1\xFF");
  files_ = open(test::memory_source(image), Options{}, Log{});
  const auto link = compressed("3 small");
  EXPECT_EQ(files_->attributes(link).type, NodeType::symbolic_link);
  EXPECT_EQ(files_->attributes(link).size, 0U);
  EXPECT_EQ(files_->read_link(link), "");
}

TEST_F(HfsPlusSpecial, PrivateFoldersAreHidden) {
  std::vector<std::string> names;
  files_->list(files_->root(), 0, [&](const DirectoryEntry& entry) {
    names.emplace_back(entry.name);
    return true;
  });
  EXPECT_EQ(names, (std::vector<std::string>{"attributes", "compressed", "deep", "fragments",
                                             "links", "many", "names", "sizes", "special"}));
  EXPECT_FALSE(files_->lookup(files_->root(), "␀␀␀␀HFS+ Private Data"));
  EXPECT_FALSE(files_->lookup(files_->root(), ".HFS+ Private Directory Data\r"));
}

}  // namespace
}  // namespace vixmount::fs::hfsplus
