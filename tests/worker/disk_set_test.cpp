// The whole path below the doors: library, keeper, worker, kernel.
#include "worker/client/disk_set.hpp"

#include <atomic>
#include <map>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/support.hpp"
#include "worker/fixture.hpp"

namespace vixmount::worker {
namespace {

using test_fixture::open_small_disk;
using test_fixture::SmallDisk;

// The content of a file as a restore sees it: host files for data, the worker for the rest.
std::string content_of(DiskSet& set, const std::string& path) {
  const auto entry = set.find(0, path);
  std::string content;
  set.map(entry.location, [&](std::uint64_t offset, const ContentExtent& extent) {
    EXPECT_EQ(offset, content.size());
    std::string piece(extent.length, '\0');
    if (extent.kind == io::ExtentKind::data)
      set.host_file(extent.host_file)
          .read(extent.position, std::as_writable_bytes(std::span(piece.data(), piece.size())));
    else if (extent.kind == io::ExtentKind::opaque)
      piece = set.read(entry.location, offset, static_cast<std::uint32_t>(extent.length));
    content += piece;
  });
  return content;
}

TEST(DiskSet, TellsVolumesAndSystems) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  const auto& description = set->description();
  ASSERT_EQ(description.disks.size(), 1U);
  EXPECT_EQ(description.disks[0].capacity, 32U << 20);
  ASSERT_EQ(description.volumes.size(), 2U);
  EXPECT_EQ(set->volume(1).offset, 1U << 20);
  EXPECT_EQ(set->volume(1).size, 24U << 20);
  EXPECT_EQ(set->volume(1).identification.type, "ext4");
  EXPECT_EQ(set->volume(1).identification.label, "root");
  EXPECT_TRUE(set->volume(1).identification.mountable);
  EXPECT_FALSE(set->volume(2).identification.mountable);
  ASSERT_EQ(set->systems().size(), 1U);
  EXPECT_EQ(set->systems()[0].id, "debian");
  EXPECT_EQ(test::error_kind_of([&] { (void)set->volume(3); }), ErrorKind::not_found);
}

TEST(DiskSet, FindsAndRestoresFiles) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  EXPECT_EQ(content_of(*set, "/etc/hostname"), "small\n");
  EXPECT_EQ(content_of(*set, "/data/large.txt"), SmallDisk::get().content("data/large.txt"));
  EXPECT_EQ(content_of(*set, "/link"), SmallDisk::get().content("data/large.txt"));
  EXPECT_EQ(set->find(0, "/link", false).attributes.type, fs::NodeType::symbolic_link);
  EXPECT_EQ(set->find(1, "/etc/../etc/hostname").path, "/etc/hostname");
  EXPECT_EQ(test::error_kind_of([&] { set->find(0, "/nothing/here"); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { set->find(0, "/etc/hostname/x"); }),
            ErrorKind::not_a_directory);
}

TEST(DiskSet, WalksEveryFolderOnceWithSortedNames) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  const auto root = set->find(0, "/");
  std::map<std::string, std::uint64_t> files;
  std::string last;
  set->walk(root.location, "/", true, [&](const Entry& entry) {
    EXPECT_EQ(entry.error, "");
    EXPECT_TRUE(files.emplace(entry.path, entry.attributes.size).second)
        << entry.path << " came twice";
    if (entry.path.starts_with("data/deep/")) {
      EXPECT_LT(last, entry.path);
      last = entry.path;
      // Other calls may be made in the middle of a walk.
      if (entry.path == "data/deep/file-250") {
        EXPECT_EQ(content_of(*set, "/data/deep/file-250"), "250");
      }
    }
  });
  EXPECT_EQ(files.size(), 512U) << "500 small files, 5 others, lost+found, 6 folders";
  EXPECT_EQ(files.at("data/large.txt"), SmallDisk::get().content("data/large.txt").size());
}

TEST(DiskSet, AMountIsUsableAtOnceAndGoneAfterDismount) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  const auto place = set->mount(1, {});
  EXPECT_EQ(test::read_file(place + "/etc/hostname"), "small\n");
  EXPECT_EQ(test::read_file(place + "/data/large.txt"), SmallDisk::get().content("data/large.txt"));
  EXPECT_EQ(set->mount_point(1), place);
  EXPECT_EQ(test::error_kind_of([&] { set->mount(1, {}); }), ErrorKind::mounted);
  EXPECT_EQ(test::error_kind_of([&] { set->mount(2, {}); }), ErrorKind::unsupported) << "swap";
  set->dismount(1, false);
  EXPECT_FALSE(std::filesystem::exists(place));
  EXPECT_EQ(test::error_kind_of([&] { set->dismount(1, false); }), ErrorKind::not_mounted);
  EXPECT_EQ(test::read_file(set->mount(1, {}) + "/etc/hostname"), "small\n") << "and once more";
}

TEST(DiskSet, DismountWithOpenFilesNeedsForce) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  const auto place = set->mount(1, {});
  const UniqueFd open_file(::open((place + "/etc/hostname").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(open_file);
  EXPECT_EQ(test::error_kind_of([&] { set->dismount(1, false); }), ErrorKind::busy);
  EXPECT_EQ(test::read_file(place + "/etc/hostname"), "small\n")
      << "a refused dismount changes nothing";
  set->dismount(1, true);
  EXPECT_FALSE(std::filesystem::exists(place));
  EXPECT_EQ(set->find(0, "/etc/hostname").attributes.size, 6U) << "the set lives on";
}

TEST(DiskSet, ClosingWithMountsAndOpenFilesLeavesNothing) {
  VIXMOUNT_REQUIRE_MOUNTS();
  auto set = open_small_disk();
  const auto place = set->mount(1, {});
  const UniqueFd open_file(::open((place + "/etc/hostname").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(open_file);
  set.reset();
  EXPECT_EQ(test_fixture::mounts_below(place), 0);
  EXPECT_FALSE(std::filesystem::exists(place));
  EXPECT_TRUE(test_fixture::eventually([] { return test_fixture::worker_processes().empty(); }));
}

TEST(DiskSet, EightThreadsReadOneMount) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  const auto place = set->mount(1, {});
  const auto expected = SmallDisk::get().content("data/large.txt");
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      if (test::read_file(place + "/data/large.txt") != expected) ++wrong;
      for (int file = i; file < 500; file += 8)
        if (test::read_file(place + "/data/deep/file-" + std::to_string(file)) !=
            std::to_string(file))
          ++wrong;
      if (set->find(0, "/etc/hostname").attributes.size != 6) ++wrong;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(DiskSet, SayWhyADiskCannotBeOpened) {
  const test::TemporaryFolder folder;
  test::write_file(folder.file("text.vmdk"), "this is no disk");
  EXPECT_EQ(test::error_kind_of(
                [&] { DiskSet::open(test_fixture::options_for(folder.file("text.vmdk"))); }),
            ErrorKind::not_a_disk);
  EXPECT_EQ(test::error_kind_of(
                [&] { DiskSet::open(test_fixture::options_for(folder.file("none.vmdk"))); }),
            ErrorKind::not_found);
}

TEST(DiskSet, AWrongVIXMOUNT_WORKERFallsBackToTheOneBesideUs) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto own_worker = SmallDisk::get().scratch("vixmount-worker");
  ASSERT_EQ(::setenv("VIXMOUNT_WORKER", "/nonexistent/worker", 1), 0);
  // The worker beside this program is still found: the variable only adds a place that is looked at
  // first.
  EXPECT_EQ(
      test::error_kind_of([] { DiskSet::open(test_fixture::options_for("/nonexistent.vmdk")); }),
      ErrorKind::not_found);
  ::setenv("VIXMOUNT_WORKER", own_worker.c_str(), 1);
}

}  // namespace
}  // namespace vixmount::worker
