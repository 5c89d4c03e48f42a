// Files that are not what they seem, made through ntfs-3g and, where it cannot, by changing bytes.
#include <future>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "fs/ntfs/edited_image.hpp"
#include "fs/ntfs/image.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test_bytes::Bytes;

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void set_xattr(const std::filesystem::path& path, const char* name, const std::string& value) {
  if (::lsetxattr(path.c_str(), name, value.data(), value.size(), 0) != 0)
    throw std::system_error(errno, std::generic_category(), path.string() + " " + name);
}

// A reparse point of one of Microsoft's tags.
void set_reparse(const std::filesystem::path& path, std::uint32_t tag, const Bytes& data = {}) {
  Bytes value(8);
  test_bytes::put(value, 0, tag, 4);
  test_bytes::put(value, 4, data.size(), 2);
  value.insert(value.end(), data.begin(), data.end());
  set_xattr(path, "system.ntfs_reparse_data", text_of(value));
}

class NtfsSpecial : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_NTFS_3G();
    image_ = make_image(folder_, "-L Label", "16M");
  }

  template <typename Fill>
  void fill(Fill fill) {
    const NtfsMount mounted(image_, "rw");
    fill(mounted.path());
  }
  FileSystemPtr files() const { return open_ntfs(image_); }
  static NodeId find(const FileSystem& files, const std::string& name) {
    const auto node = files.lookup(files.root(), name);
    if (!node) throw std::runtime_error("there is no " + name);
    return *node;
  }
  static ErrorKind kind_of_open(const FileSystem& files, const std::string& name) {
    return test::error_kind_of([&] { files.open(find(files, name)); });
  }

  test::TemporaryFolder folder_;
  std::string image_;
};

TEST_F(NtfsSpecial, ContentThatIsElsewhereIsRefusedByName) {
  fill([](const auto& root) {
    for (const auto* name : {"deduplicated", "fetched", "to fetch", "archived"})
      test::write_file(root / name, noise(10000, 1));
    std::filesystem::resize_file(root / "to fetch", 0);
    std::filesystem::resize_file(root / "to fetch", 100000);
    set_reparse(root / "deduplicated", 0x80000013);
    set_reparse(root / "fetched", 0x9000001A);
    set_reparse(root / "to fetch", 0x9000601A);
    set_xattr(root / "archived", "system.ntfs_attrib", std::string("\0\x10\0\0", 4));  // offline
    set_reparse(root / "archived", 0xC0000004);
  });
  const auto files = this->files();
  EXPECT_EQ(kind_of_open(*files, "deduplicated"), ErrorKind::unsupported);
  EXPECT_EQ(kind_of_open(*files, "to fetch"), ErrorKind::unsupported);
  EXPECT_EQ(kind_of_open(*files, "archived"), ErrorKind::unsupported);
  EXPECT_EQ(test::content_of(*files->open(find(*files, "fetched"))), noise(10000, 1));
  const auto attributes = files->attributes(find(*files, "to fetch"));
  EXPECT_EQ(attributes.type, NodeType::regular);
  EXPECT_EQ(attributes.size, 100000U);
}

TEST_F(NtfsSpecial, SpecialFilesOfWslAreWhatNtfs3gMadeThem) {
  {
    const NtfsMount mounted(image_, "rw,special_files=wsl");
    const auto make = [&](const char* name, mode_t type, dev_t device) {
      ASSERT_EQ(::mknod((mounted.path() / name).c_str(), type | 0600, device), 0) << name;
    };
    make("fifo", S_IFIFO, 0);
    make("socket", S_IFSOCK, 0);
    make("character", S_IFCHR, makedev(4, 64));
    make("block", S_IFBLK, makedev(259, 3));
    std::filesystem::create_symlink("../to", mounted.path() / "link");
  }
  const auto files = this->files();
  const auto type_of = [&](const char* name) { return files->attributes(find(*files, name)).type; };
  EXPECT_EQ(type_of("fifo"), NodeType::fifo);
  EXPECT_EQ(type_of("socket"), NodeType::socket);
  EXPECT_EQ(type_of("link"), NodeType::symbolic_link);
  EXPECT_EQ(files->read_link(find(*files, "link")), "../to");
  const auto character = files->attributes(find(*files, "character"));
  EXPECT_EQ(character.type, NodeType::character_device);
  EXPECT_EQ(character.device_major, 4U);
  EXPECT_EQ(character.device_minor, 64U);
  const auto block = files->attributes(find(*files, "block"));
  EXPECT_EQ(block.type, NodeType::block_device);
  EXPECT_EQ(block.device_major, 259U);
  EXPECT_EQ(block.device_minor, 3U);
}

TEST_F(NtfsSpecial, DevicesOfInterixHaveTheNumbersThatNtfs3gGaveThem) {
  fill([](const auto& root) {
    ASSERT_EQ(::mknod((root / "block").c_str(), S_IFBLK | 0600, makedev(8, 17)), 0);
    ASSERT_EQ(::mknod((root / "character").c_str(), S_IFCHR | 0600, makedev(240, 7)), 0);
  });
  const auto files = this->files();
  const auto block = files->attributes(find(*files, "block"));
  EXPECT_EQ(block.type, NodeType::block_device);
  EXPECT_EQ(block.device_major, 8U);
  EXPECT_EQ(block.device_minor, 17U);
  const auto character = files->attributes(find(*files, "character"));
  EXPECT_EQ(character.type, NodeType::character_device);
  EXPECT_EQ(character.device_major, 240U);
  EXPECT_EQ(character.device_minor, 7U);
  EXPECT_EQ(kind_of_open(*files, "block"), ErrorKind::wrong_file_type);
}

TEST_F(NtfsSpecial, ShortNamesAreFoundAndNeitherShownNorCounted) {
  fill([](const auto& root) {
    test::write_file(root / "a long name.text", "x");
    set_xattr(root / "a long name.text", "system.ntfs_dos_name", "ALONGN~1.TEX");
  });
  const auto files = this->files();
  const auto node = find(*files, "a long name.text");
  EXPECT_EQ(find(*files, "ALONGN~1.TEX"), node);
  EXPECT_EQ(find(*files, "alongn~1.tex"), node);
  EXPECT_EQ(files->attributes(node).link_count, 1U);
  std::vector<std::string> names;
  files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
    names.emplace_back(entry.name);
    return true;
  });
  EXPECT_EQ(names, std::vector<std::string>{"a long name.text"});
}

TEST_F(NtfsSpecial, StreamsAreNodesOfTheirOwn) {
  fill([](const auto& root) {
    test::write_file(root / "file", "main");
    set_xattr(root / "file", "user.zone", "[ZoneTransfer]");
    set_xattr(root / "file", "user.Large", noise(30000, 9));
    std::filesystem::create_directory(root / "folder");
    set_xattr(root / "folder", "user.s", "of the folder");
  });
  const auto files = this->files();
  const auto node = find(*files, "file");
  const auto streams = files->streams(node);
  ASSERT_EQ(streams.size(), 2U);
  EXPECT_EQ(streams[0].name, "Large");
  EXPECT_EQ(streams[0].node, node | 1ULL << 40);
  EXPECT_EQ(streams[0].size, 30000U);
  EXPECT_EQ(streams[1].name, "zone");
  EXPECT_EQ(streams[1].node, node | 2ULL << 40);
  EXPECT_EQ(test::content_of(*files->open(streams[0].node)), noise(30000, 9));
  EXPECT_EQ(test::content_of(*files->open(streams[1].node)), "[ZoneTransfer]");
  EXPECT_EQ(test::content_of(*files->open(node)), "main");
  EXPECT_EQ(find(*files, "file:zone"), streams[1].node);
  EXPECT_EQ(find(*files, "FILE:ZONE"), streams[1].node);
  EXPECT_FALSE(files->lookup(files->root(), "file:other"));
  const auto attributes = files->attributes(streams[0].node);
  EXPECT_EQ(attributes.type, NodeType::regular);
  EXPECT_EQ(attributes.size, 30000U);
  EXPECT_EQ(attributes.node, streams[0].node);
  EXPECT_EQ(test::content_of(*files->open(find(*files, "folder:s"))), "of the folder");
  EXPECT_EQ(test::error_kind_of([&] { files->open(node | 3ULL << 40); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { files->list(streams[0].node, 0, {}); }),
            ErrorKind::not_a_directory);
}

TEST_F(NtfsSpecial, ReadOnlyFilesHaveNoWriteBits) {
  fill([](const auto& root) {
    test::write_file(root / "file", "x");
    set_xattr(root / "file", "system.ntfs_attrib", std::string("\x21\0\0\0", 4));
  });
  const auto files = this->files();
  EXPECT_EQ(files->attributes(find(*files, "file")).permissions, 0444);
  EXPECT_EQ(files->attributes(files->root()).permissions, 0755);
}

TEST_F(NtfsSpecial, AHibernatedWindowsIsTold) {
  const auto state_with = [&](const std::string& head) {
    image_ = make_image(folder_, "-L Label", "16M");  // ntfs-3g does not write to a sleeping one
    fill([&](const auto& root) { test::write_file(root / "hiberfil.sys", head + noise(8192, 2)); });
    return files()->info().state;
  };
  EXPECT_NE(state_with("hibr").find("hibernates"), std::string::npos);
  EXPECT_NE(state_with("HIBR").find("hibernates"), std::string::npos);
  EXPECT_EQ(state_with("wake"), "");
  EXPECT_EQ(state_with(std::string(4, '\0')), "");
}

TEST_F(NtfsSpecial, EncryptedFilesAreListedAndNotRead) {
  fill([](const auto& root) { test::write_file(root / "secret", noise(9000, 3)); });
  const auto node = find(*files(), "secret");
  EditedImage edited(image_);
  edited.put(edited.attribute(node, 0x80) + 12, 0x4000, 2);
  const auto files = ntfs::open(edited.source(), fs::OpenOptions{}, Log{});
  EXPECT_TRUE(files->attributes(node).encrypted);
  EXPECT_EQ(files->attributes(node).size, 9000U);
  EXPECT_EQ(kind_of_open(*files, "secret"), ErrorKind::encrypted);
}

TEST_F(NtfsSpecial, WhatWasNeverWrittenIsZero) {
  fill([](const auto& root) { test::write_file(root / "file", noise(20000, 4)); });
  const auto node = find(*files(), "file");
  EditedImage edited(image_);
  edited.put(edited.attribute(node, 0x80) + 56, 5000, 8);  // initialized
  const auto files = ntfs::open(edited.source(), fs::OpenOptions{}, Log{});
  const auto content = test::content_of(*files->open(node));
  EXPECT_EQ(content, noise(20000, 4).substr(0, 5000) + std::string(15000, '\0'));
}

TEST_F(NtfsSpecial, AnEntryThatMeansAnEarlierFileCannotBeOpened) {
  fill([](const auto& root) { test::write_file(root / "file", "content"); });
  const auto node = find(*files(), "file");
  EditedImage edited(image_);
  const auto sequence = edited.record(node) + 16;
  edited.put(sequence, edited.get(sequence, 2) + 1, 2);
  const auto files = ntfs::open(edited.source(), fs::OpenOptions{}, Log{});
  const auto entry = find(*files, "file");
  EXPECT_NE(entry, node);
  EXPECT_EQ(kind_of_open(*files, "file"), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(entry); }), ErrorKind::damaged);
  files->list(files->root(), 0, [&](const DirectoryEntry& listed) {
    EXPECT_EQ(listed.node, entry);
    return true;
  });
}

TEST_F(NtfsSpecial, ATornRecordCostsOneFileAndSaysWhere) {
  fill([](const auto& root) {
    test::write_file(root / "torn", "content");
    test::write_file(root / "whole", "content");
  });
  const auto node = find(*files(), "torn");
  EditedImage edited(image_);
  const auto place = edited.record(node) + 1022;
  edited.put(place, edited.get(place, 2) ^ 0x5555, 2);
  const auto files = ntfs::open(edited.source(), fs::OpenOptions{}, Log{});
  EXPECT_EQ(find(*files, "torn"), node);
  try {
    files->attributes(node);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), place);
  }
  EXPECT_EQ(test::content_of(*files->open(find(*files, "whole"))), "content");
  std::size_t entries = 0;
  files->list(files->root(), 0, [&](const DirectoryEntry&) { return ++entries != 0; });
  EXPECT_EQ(entries, 2U);
}

TEST_F(NtfsSpecial, ManyThreadsSeeTheSameTree) {
  fill([](const auto& root) {
    for (int i = 0; i < 300; ++i) test::write_file(root / std::to_string(i), noise(i * 20, 5));
  });
  const auto files = this->files();
  const auto sum = [&] {
    std::string all;
    test::walk(*files, [&](const test::WalkedNode& node) {
      all += node.path + test::content_of(*files->open(node.attributes.node)) + "\n";
    });
    return all;
  };
  const auto expected = sum();
  std::vector<std::future<std::string>> walks;
  for (int i = 0; i < 4; ++i) walks.push_back(std::async(std::launch::async, sum));
  for (auto& walk : walks) EXPECT_EQ(walk.get(), expected);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
