// Folders that are reached a second time: hard links to folders on HFS+, damage everywhere else.
#include "worker/engine/walk.hpp"

#include <gtest/gtest.h>

#include "support/memory_file_system.hpp"

namespace vixmount::worker {
namespace {

// Paths, with the error behind '!' where there is one.
std::vector<std::string> walk(const std::shared_ptr<test::MemoryFileSystem>& files) {
  Walk walk([&](std::uint32_t) { return files; }, Location{1, files->root()}, "/", true, {});
  std::vector<std::string> out;
  for (bool finished = false; !finished;) {
    auto batch = walk.next();
    finished = batch.finished;
    for (const auto& entry : batch.entries)
      out.push_back(entry.path + (entry.error.empty() ? "" : "!" + entry.error));
  }
  return out;
}

std::shared_ptr<test::MemoryFileSystem> linked_folders(const std::string& type) {
  auto files = std::make_shared<test::MemoryFileSystem>(type);
  files->add_file("/one/folder/file", "content");
  files->add_directory("/two");
  files->add_hard_link("/two/folder", "/one/folder");
  return files;
}

TEST(Walk, ShowsLinkedFoldersAtEachName) {
  EXPECT_EQ(walk(linked_folders("hfsplus")),
            (std::vector<std::string>{"one", "one/folder", "one/folder/file", "two", "two/folder",
                                      "two/folder/file"}));
}

TEST(Walk, SecondNamesOfFoldersAreDamageElsewhere) {
  EXPECT_EQ(walk(linked_folders("ext4")),
            (std::vector<std::string>{"one", "one/folder", "one/folder/file", "two", "two/folder",
                                      "two/folder!folder is reached a second time in the tree"}));
}

TEST(Walk, AFolderInsideItselfIsDamage) {
  const auto files = std::make_shared<test::MemoryFileSystem>("hfsplus");
  files->add_directory("/one/below");
  files->add_hard_link("/one/below/again", "/one");
  EXPECT_EQ(walk(files), (std::vector<std::string>{
                             "one", "one/below", "one/below/again",
                             "one/below/again!folder is reached a second time in the tree"}));
}

}  // namespace
}  // namespace vixmount::worker
