// Volumes with bytes changed by hand: what is damaged is said with its place, and what is not is
// read. The volume is the corpus' own.
#include <algorithm>
#include <cstring>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/hfsplus/hfsplus.hpp"
#include "fs/hfsplus/layout.hpp"
#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus {
namespace {

// Facts of the image, by fshfsinfo and hand count.
constexpr std::size_t kHeader = 1024;

class HfsPlusDamage : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_CORPUS();
    const auto volume = test::open_image(test::corpus_image("hfs/dfvfs/hfsplus.raw").string());
    bytes_ = io::read_bytes(*volume, 0, volume->size());
    const auto raw = BytesView(bytes_).get<layout::VolumeHeader>(kHeader);
    block_ = raw.block_size;
    catalog_ = std::size_t{raw.catalog_file.extents[0].start} * block_;
    node_ = BytesView(bytes_).be16_at(catalog_ + 32);
  }

  io::SourcePtr source() const { return std::make_shared<io::MemorySource>(bytes_); }
  FileSystemPtr open_it() const { return open(source(), Options{}, Log{}); }
  void put32(std::size_t at, std::uint32_t value) {
    const be32 raw = value;
    std::memcpy(bytes_.data() + at, &raw, sizeof raw);
  }
  // The catalog's record of the only file or folder of this name: its data.
  std::size_t record_of(std::string_view name) const {
    std::string wide;
    for (const char c : name) wide += std::string(1, '\0') + c;
    const std::string_view all(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    for (auto at = all.find(wide, catalog_); at != all.npos; at = all.find(wide, at + 1)) {
      const auto data = at + wide.size();
      const auto type = BytesView(bytes_).be16_at(data);
      const bool is_key = BytesView(bytes_).be16_at(at - 2) == name.size();
      if (is_key && (type == 1 || type == 2) &&
          BytesView(bytes_).be16_at(at - 8) == wide.size() + 6)
        return data;
    }
    throw std::logic_error("no such record");
  }
  static std::size_t count(const FileSystem& files) {
    std::size_t nodes = 0;
    test::walk(files, [&](const test::WalkedNode&) { ++nodes; });
    return nodes;
  }
  static std::optional<Error> error_of(const std::function<void()>& body) {
    try {
      body();
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }

  std::vector<std::byte> bytes_;
  std::size_t block_ = 0, catalog_ = 0, node_ = 0;
};

TEST_F(HfsPlusDamage, TheCopyOfTheHeaderStandsIn) {
  const auto whole = count(*open_it());
  std::fill_n(bytes_.begin() + kHeader, 512, std::byte{0});
  const auto files = open_it();
  EXPECT_EQ(count(*files), whole);
  EXPECT_NE(files->info().state.find("its copy is used"), std::string::npos);
  const auto found = fs::identify(source());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "hfsplus");
  EXPECT_EQ(found->label, "hfsplus_test");
  EXPECT_TRUE(found->mountable);
  std::fill_n(bytes_.end() - 1024, 512, std::byte{0});
  EXPECT_FALSE(fs::identify(source()));
  const auto error = error_of([&] { open_it(); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::damaged);
  EXPECT_EQ(error->offset(), kHeader);
}

TEST_F(HfsPlusDamage, AnExtentBehindTheEndIsSaidAndOthersAreRead) {
  const auto record = record_of("passwords.txt");
  const auto start = record + 88 + 16;
  put32(start, 0x00FFFFFF);
  const auto files = open_it();
  const auto file = files->lookup(files->root(), "passwords.txt").value();
  const auto error = error_of([&] { test::content_of(*files->open(file)); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::damaged);
  EXPECT_EQ(error->offset(), start);
  const auto folder = files->lookup(files->root(), "a_directory").value();
  const auto other = files->lookup(folder, "another_file").value();
  EXPECT_EQ(test::content_of(*files->open(other)).size(), 22U);
}

TEST_F(HfsPlusDamage, AForkOfMoreBytesThanBlocksIsDamage) {
  const auto record = record_of("passwords.txt");
  put32(record + 88 + 4, 0x10000000);
  const auto files = open_it();
  const auto file = files->lookup(files->root(), "passwords.txt").value();
  const auto error = error_of([&] { files->open(file); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->offset(), record + 88);
}

// The folder's record says that it is the root.
TEST_F(HfsPlusDamage, AFolderThatContainsItselfIsLeftOutAndSaid) {
  const auto record = record_of("a_directory");
  put32(record + 8, layout::kRootFolder);
  const auto files = open_it();
  std::vector<std::string> names;
  const auto error = error_of([&] {
    files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
      names.emplace_back(entry.name);
      return true;
    });
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::damaged);
  EXPECT_EQ(error->offset(), record);
  EXPECT_EQ(names, (std::vector<std::string>{".fseventsd", "a_link", "passwords.txt"}));
  EXPECT_EQ(test::error_kind_of([&] { files->lookup(files->root(), "a_directory"); }),
            ErrorKind::damaged);
}

TEST_F(HfsPlusDamage, ATreeThatIsTooDeepOrHasNoNodesIsSaid) {
  const auto check = [&](std::size_t at, std::uint32_t value, const char* what) {
    SCOPED_TRACE(what);
    const auto before = bytes_;
    put32(at, value);
    const auto error = error_of([&] { count(*open_it()); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind(), ErrorKind::damaged);
    EXPECT_TRUE(error->offset());
    EXPECT_NE(error->message().find(what), std::string::npos) << error->message();
    bytes_ = before;
  };
  check(catalog_ + 14, 0x00FF0000, "levels deep");
  check(catalog_ + 16, 0x7FFFFFFF, "names its node");
  check(catalog_ + 30, 0x00000300, "nodes of");
  check(catalog_ + 8, 0xFF000003, "header node");
}

// Every byte of the catalog's nodes, wrong in turn: an error or an answer, nothing else.
TEST_F(HfsPlusDamage, AnyByteOfTheCatalogMayBeWrong) {
  std::size_t said = 0, tried = 0;
  const auto whole = bytes_;
  for (std::size_t at = catalog_; at < catalog_ + 4 * node_; at += 13) {
    bytes_[at] ^= std::byte{0x55};
    const auto error = error_of([&] { count(*open_it()); });
    if (error) {
      ++said;
      EXPECT_TRUE(error->kind() == ErrorKind::damaged || error->kind() == ErrorKind::not_found ||
                  error->kind() == ErrorKind::unsupported)
          << error->message();
    }
    bytes_[at] = whole[at];
    ++tried;
  }
  std::printf("%zu of %zu wrong bytes were noticed\n", said, tried);
  EXPECT_GT(said, 10U);
}

TEST_F(HfsPlusDamage, AnHfsWithoutHfsPlusIsRefusedByName) {
  std::fill(bytes_.begin(), bytes_.end(), std::byte{0});
  put32(kHeader, 0x42440000);
  put32(kHeader + 20, 4096);
  const auto found = fs::identify(source());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "hfs");
  EXPECT_FALSE(found->mountable);
  const auto error = error_of([&] { open_it(); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::unsupported);
  EXPECT_NE(error->message().find("Mac OS Standard"), std::string::npos);
}

TEST_F(HfsPlusDamage, NewerVersionsAreRefused) {
  put32(kHeader, 0x48580006);
  EXPECT_EQ(test::error_kind_of([&] { open_it(); }), ErrorKind::unsupported_version);
}

// Apple's hfs_format.h and to_bsd_time: times are those of Unix then.
TEST_F(HfsPlusDamage, TimesMayBeExpanded) {
  const auto look = [&] {
    const auto files = open_it();
    return files->attributes(files->lookup(files->root(), "passwords.txt").value());
  };
  const auto before = look();
  put32(kHeader + 4, BytesView(bytes_).be32_at(kHeader + 4) | 1U << 29);
  const auto after = look();
  EXPECT_EQ(after.modified.seconds, before.modified.seconds + 2082844800);
  EXPECT_EQ(after.born->seconds, before.born->seconds + 2082844800);
}

TEST_F(HfsPlusDamage, WhatTheHeaderSaysOfItselfIsTold) {
  const auto flags = BytesView(bytes_).be32_at(kHeader + 4);
  const auto state_with = [&](std::uint32_t more) {
    put32(kHeader + 4, flags | more);
    return open_it()->info().state;
  };
  EXPECT_EQ(state_with(0), "");
  EXPECT_EQ(state_with(1U << 11), "marked as in need of repair");
  EXPECT_EQ(state_with(1U << 14), "marked as in need of repair");
  EXPECT_EQ(state_with(1U << 12), "");  // numbers of files were used again
  EXPECT_NE(state_with(1U << 30).find("content protection"), std::string::npos);
}

// No Mac writes a ':', which is how '/' looks.
TEST_F(HfsPlusDamage, AColonInANameIsFound) {
  const auto rename = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = catalog_; at + 2 * from.size() < catalog_ + 8 * node_; ++at) {
      std::size_t same = 0;
      while (same < from.size() &&
             BytesView(bytes_).be16_at(at + 2 * same) == static_cast<unsigned char>(from[same]))
        ++same;
      if (same != from.size()) continue;
      for (std::size_t i = 0; i < to.size(); ++i)
        bytes_[at + 2 * i + 1] = static_cast<std::byte>(to[i]);
    }
  };
  rename("passwords.txt", "pass:ords.txt");
  const auto files = open_it();
  const auto file = files->lookup(files->root(), "pass:ords.txt");
  ASSERT_TRUE(file);
  EXPECT_EQ(test::content_of(*files->open(*file)).size(), 116U);
  rename("pass:ords.txt", "pass/ords.txt");
  EXPECT_TRUE(open_it()->lookup(files->root(), "pass:ords.txt"));
  EXPECT_FALSE(open_it()->lookup(files->root(), "pass:ords.tx:"));
}

// The volume's name is the root's: its record and its thread.
TEST_F(HfsPlusDamage, AVolumeMayHaveNoName) {
  const std::string_view label = "hfsplus_test";
  const auto whole = count(*open_it());
  const auto data = record_of(label);
  const auto name = data - 2 * label.size();
  std::memmove(bytes_.data() + name, bytes_.data() + data, 88);
  const be16 key = 6;
  std::memcpy(bytes_.data() + name - 8, &key, sizeof key);
  std::memset(bytes_.data() + name - 2, 0, 2);
  // Folder 2's thread: type 3, parent 1.
  const std::string_view all(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
  const auto thread = all.find(std::string("\0\3\0\0\0\0\0\1\0\x0C", 10), catalog_);
  ASSERT_NE(thread, all.npos);
  bytes_[thread + 9] = std::byte{0};
  const auto files = open_it();
  EXPECT_EQ(files->info().label, "");
  EXPECT_EQ(count(*files), whole);
  EXPECT_EQ(files->attributes(files->root()).type, NodeType::directory);
}

TEST_F(HfsPlusDamage, ThreadsReadTheSame) {
  const auto files = open_it();
  const auto look = [&] {
    std::string all;
    test::walk(*files, [&](const test::WalkedNode& node) {
      all += node.path + "\n";
      if (node.attributes.type == NodeType::regular)
        all += test::sha256_of(*files->open(node.attributes.node));
    });
    return all;
  };
  const auto expected = look();
  std::vector<std::string> seen(8);
  std::vector<std::thread> threads;
  for (auto& one : seen) threads.emplace_back([&] { one = look(); });
  for (auto& thread : threads) thread.join();
  for (const auto& one : seen) EXPECT_EQ(one, expected);
}

}  // namespace
}  // namespace vixmount::fs::hfsplus
