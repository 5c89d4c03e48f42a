#include "worker/protocol/archive.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {
namespace {

Entry sample_entry() {
  Entry entry;
  entry.path = "etc/hosts";
  entry.location = {3, 0x123456789AULL};
  entry.attributes.type = fs::NodeType::regular;
  entry.attributes.size = 1ULL << 40;
  entry.attributes.modified = {-5, 999999999};
  entry.attributes.born = fs::Timestamp{7, 8};
  entry.attributes.encrypted = true;
  entry.link_target = std::string("a\0b", 3);
  return entry;
}

TEST(Archive, EveryFieldComesBack) {
  NextBatch::Result batch;
  batch.entries.push_back(sample_entry());
  batch.finished = true;
  const auto back = decode<NextBatch::Result>(encode(batch));
  ASSERT_EQ(back.entries.size(), 1U);
  const auto& entry = back.entries.front();
  EXPECT_EQ(entry.path, "etc/hosts");
  EXPECT_EQ(entry.location, sample_entry().location);
  EXPECT_EQ(entry.attributes.size, 1ULL << 40);
  EXPECT_EQ(entry.attributes.modified, (fs::Timestamp{-5, 999999999}));
  EXPECT_EQ(entry.attributes.born, (fs::Timestamp{7, 8}));
  EXPECT_TRUE(entry.attributes.encrypted);
  EXPECT_EQ(entry.link_target.size(), 3U);
  EXPECT_TRUE(back.finished);
}

TEST(Archive, DiskInformationComesBack) {
  DiskSetDescription set;
  disk::DiskInfo disk;
  disk.format = "vmdk";
  disk.capacity = 12345;
  disk.bios_geometry = disk::Geometry{1, 2, 3};
  disk.metadata = {{"adapterType", "lsilogic"}, {"uuid", "60 00"}};
  disk.links.push_back({"/a.vmdk", "custom", "b.vmdk", 0xFFFFFFFE, {"x", "y"}});
  set.disks.push_back(disk);
  set.remarks = {"one"};
  const auto back = decode<DiskSetDescription>(encode(set));
  EXPECT_EQ(back.disks.at(0).metadata, disk.metadata);
  EXPECT_EQ(back.disks.at(0).bios_geometry->sectors, 3U);
  EXPECT_FALSE(back.disks.at(0).physical_geometry);
  EXPECT_EQ(back.disks.at(0).links.at(0).extent_paths, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(back.remarks, set.remarks);
}

TEST(Archive, EveryCutAndEveryExtraByteIsRefused) {
  NextBatch::Result batch;
  batch.entries.push_back(sample_entry());
  const auto bytes = encode(batch);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_EQ(test::error_kind_of([&] { decode<NextBatch::Result>(bytes.substr(0, length)); }),
              ErrorKind::worker_lost)
        << "cut at " << length;
  EXPECT_EQ(test::error_kind_of([&] { decode<NextBatch::Result>(bytes + "x"); }),
            ErrorKind::worker_lost);
}

TEST(Archive, ACountBeyondTheMessageAllocatesNothing) {
  // 0xFFFFFFFF entries announced in a message of 5 bytes.
  EXPECT_EQ(
      test::error_kind_of([] { decode<NextBatch::Result>(std::string("\xFF\xFF\xFF\xFF\0", 5)); }),
      ErrorKind::worker_lost);
}

}  // namespace
}  // namespace vixmount::worker
