// Operations of the log one by one, on structures laid out by hand. Those that the logs of the
// corpus hold are compared with what Windows wrote in crash_test.cpp.
#include <algorithm>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/log/log_builder.hpp"
#include "fs/ntfs/log/replay.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

using test_bytes::Bytes;
using test_bytes::put;
using test_log::action;
using test_log::Change;
using test_log::LogBuilder;
using test_log::Volume;

constexpr std::uint16_t kIndexAttribute = 0x40;
constexpr std::size_t kFirst = 0x38;      // first attribute of a record
constexpr std::size_t kRootEntry = 0x38;  // first entry, from an index root's attribute
constexpr std::size_t kEntryBytes = 0x70;
constexpr std::size_t kBlockEntry = 0x40;  // first entry of an index block

Bytes filled(std::size_t size, int value) { return Bytes(size, static_cast<std::byte>(value)); }

Bytes number(std::uint64_t value, std::size_t width) {
  Bytes out(width);
  put(out, 0, value, width);
  return out;
}

Bytes join(const Bytes& a, const Bytes& b) {
  Bytes out = a;
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

// An entry with a child and the last one. The first two bytes are the offset of a view's record.
Bytes entries() {
  Bytes first = filled(kEntryBytes, 0x11);
  put(first, 0, 0x20, 2);
  put(first, 8, kEntryBytes, 2);
  put(first, 12, 1, 2);
  put(first, kEntryBytes - 8, 3, 8);
  Bytes last(0x18);
  put(last, 8, 0x18, 2);
  put(last, 12, 3, 2);
  return join(first, last);
}

Bytes index_root() {
  Bytes value(32);
  put(value, 0, 0x30, 4);
  put(value, 16, 16, 4);
  put(value, 20, 16 + entries().size(), 4);
  put(value, 24, 16 + entries().size(), 4);
  return test_bytes::resident_attribute({.type = 0x90, .name = {}}, join(value, entries()));
}

Bytes index_block() {
  Bytes block(4096);
  put(block, 0, 0x58444E49, 4);
  put(block, 4, 0x28, 2);
  put(block, 6, 9, 2);
  put(block, 24, 0x28, 4);
  put(block, 28, 0x28 + entries().size(), 4);
  put(block, 32, 0xFE8, 4);
  std::ranges::copy(entries(), block.begin() + kBlockEntry);
  return block;
}

class OperationsTest : public testing::Test {
 protected:
  OperationsTest() {
    log_.checkpoint();
    const auto plain = test_bytes::resident_attribute({.type = 0x10, .name = {}}, filled(48, 1));
    const auto data =
        test_bytes::resident_attribute({.type = 0x80, .name = {}, .id = 1}, filled(8, 2));
    volume_.put(Volume::record_offset(5), test_bytes::record({.number = 5}, {plain, data}));
    volume_.put(Volume::record_offset(6), test_bytes::record({.number = 6}, {index_root()}));
    auto block = index_block();
    test_bytes::protect(block, 0x28);
    volume_.put(Volume::kIndex * 4096, block);
    Bytes open(0x28);
    put(open, 4, 4096, 4);
    put(open, 8, 0xA0, 4);
    log_.add({action({.redo = 0x1C, .redo_data = open, .attribute = kIndexAttribute})});
  }

  // All that was logged belongs to a transaction that ended.
  void end() { log_.add({action({.redo = 0x1B, .undo = 1})}); }

  const Replayed& replay() {
    if (!replayed_.volume) {
      Geometry geometry;
      geometry.cluster_size = 4096;
      geometry.record_size = 1024;
      replayed_ = replay_log(volume_.source(), std::make_shared<io::MemorySource>(log_.file()),
                             geometry, {});
    }
    return replayed_;
  }

  // With their true bytes.
  Bytes structure(std::uint64_t offset, std::size_t size) {
    auto bytes = io::read_bytes(*replay().volume, offset, size);
    apply_fixups(bytes, offset, "structure");
    return bytes;
  }
  Bytes record(std::uint32_t number) { return structure(Volume::record_offset(number), 1024); }
  Bytes block() { return structure(Volume::kIndex * 4096, 4096); }

  static Change on_record(std::uint32_t number, Change change) {
    change.vcn = number / 4;
    change.lcns = {Volume::kMft + number / 4};
    change.block_offset = static_cast<std::uint16_t>(number % 4 * 2);
    return change;
  }
  static Change on_block(Change change) {
    change.attribute = kIndexAttribute;
    change.lcns = {Volume::kIndex};
    return change;
  }

  Volume volume_;
  LogBuilder log_;
  Replayed replayed_;
};

Bytes part(const Bytes& bytes, std::size_t offset, std::size_t length) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(offset),
          bytes.begin() + static_cast<std::ptrdiff_t>(offset + length)};
}

TEST_F(OperationsTest, WriteEndOfFileRecordSegment) {
  log_.add({action(on_record(5, {.redo = 4,
                                 .redo_data = join(number(0xFFFFFFFF, 4), number(0, 4)),
                                 .record_offset = 0x80}))});
  end();
  EXPECT_EQ(part(record(5), 0x80, 4), number(0xFFFFFFFF, 4));
  EXPECT_EQ(BytesView(record(5)).le32_at(24), 0x88U);
  EXPECT_EQ(replay().remark, "log replayed: 1 change");
}

TEST_F(OperationsTest, SetIndexEntryVcnRoot) {
  log_.add({action(on_record(6, {.redo = 0x11,
                                 .redo_data = number(9, 8),
                                 .record_offset = kFirst,
                                 .attribute_offset = kRootEntry}))});
  end();
  EXPECT_EQ(part(record(6), kFirst + kRootEntry + kEntryBytes - 8, 8), number(9, 8));
}

TEST_F(OperationsTest, UpdateRecordDataRoot) {
  log_.add({action(on_record(6, {.redo = 0x21,
                                 .redo_data = filled(8, 7),
                                 .record_offset = kFirst,
                                 .attribute_offset = kRootEntry}))});
  end();
  EXPECT_EQ(part(record(6), kFirst + kRootEntry + 0x20, 9), join(filled(8, 7), filled(1, 0x11)));
}

TEST_F(OperationsTest, SetIndexEntryVcnAllocation) {
  log_.add({action(
      on_block({.redo = 0x12, .redo_data = number(9, 8), .attribute_offset = kBlockEntry}))});
  end();
  EXPECT_EQ(part(block(), kBlockEntry + kEntryBytes - 8, 8), number(9, 8));
}

TEST_F(OperationsTest, UpdateRecordDataAllocation) {
  log_.add({action(
      on_block({.redo = 0x22, .redo_data = filled(8, 7), .attribute_offset = kBlockEntry}))});
  end();
  EXPECT_EQ(part(block(), kBlockEntry + 0x20, 9), join(filled(8, 7), filled(1, 0x11)));
}

TEST_F(OperationsTest, WriteEndOfIndexBuffer) {
  Bytes last(0x10);
  put(last, 8, 0x10, 2);
  put(last, 12, 2, 2);
  log_.add({action(on_block({.redo = 0x10, .redo_data = last, .attribute_offset = kBlockEntry}))});
  end();
  EXPECT_EQ(part(block(), kBlockEntry, 0x10), last);
  EXPECT_EQ(BytesView(block()).le32_at(28), 0x38U);
}

TEST_F(OperationsTest, ANewIndexBlockNeedsNothingOfTheOldOne) {
  volume_.put(Volume::kIndex * 4096, filled(4096, 0xEE));
  log_.add({action(on_block({.redo = 8, .redo_data = part(index_block(), 0, 0x200)}))});
  end();
  EXPECT_EQ(part(block(), kBlockEntry, entries().size()), entries());
}

TEST_F(OperationsTest, DeleteDirtyClustersMakesEarlierChangesVoid) {
  Change change{.redo = 8, .redo_data = filled(16, 7), .attribute = 0x68, .lcns = {50}};
  Bytes open(0x28);
  put(open, 8, 0x80, 4);
  log_.add({action({.redo = 0x1C, .redo_data = open, .attribute = 0x68})});
  log_.add({action(change)});
  change.vcn = 1;
  change.lcns = {51};
  log_.add({action(change)});
  log_.add({action({.redo = 0x0A, .redo_data = join(number(50, 8), number(1, 8))})});
  end();
  EXPECT_EQ(io::read_bytes(*replay().volume, 50 * 4096, 16), filled(16, 0));
  EXPECT_EQ(io::read_bytes(*replay().volume, 51 * 4096, 17), join(filled(16, 7), filled(1, 0)));
}

TEST_F(OperationsTest, HotFixMovesAChange) {
  Bytes open(0x28);
  put(open, 8, 0x80, 4);
  log_.add({action({.redo = 0x1C, .redo_data = open, .attribute = 0x68})});
  log_.add({action({.redo = 8, .redo_data = filled(16, 7), .attribute = 0x68, .lcns = {50}})});
  log_.add({action({.redo = 0x17, .attribute = 0x68, .lcns = {52}})});
  end();
  EXPECT_EQ(io::read_bytes(*replay().volume, 50 * 4096, 16), filled(16, 0));
  EXPECT_EQ(io::read_bytes(*replay().volume, 52 * 4096, 16), filled(16, 7));
}

// Undo of a value's growth, and of what a top-level action left.
TEST_F(OperationsTest, UnfinishedIsTakenBackUpToTheLastTopLevelAction) {
  const auto kept = log_.add({action(on_record(5, {.redo = 7,
                                                   .undo = 7,
                                                   .redo_data = filled(8, 5),
                                                   .undo_data = filled(8, 2),
                                                   .record_offset = 0x80,
                                                   .attribute_offset = 0x18}))});
  log_.add({action({.redo = 0x18})});
  log_.add({.data = action(on_record(5, {.redo = 7,
                                         .undo = 7,
                                         .redo_data = filled(24, 6),
                                         .undo_data = filled(8, 5),
                                         .record_offset = 0x80,
                                         .attribute_offset = 0x18})),
            .undo_next = 0});
  EXPECT_EQ(part(record(5), 0x98, 8), filled(8, 5));
  EXPECT_EQ(BytesView(record(5)).le32_at(0x90), 8U);
  EXPECT_EQ(BytesView(record(5)).le32_at(24), 0xA8U);
  EXPECT_EQ(replay().remark,
            "log replayed: 2 changes; 1 change of 1 unfinished transaction taken back");
  EXPECT_NE(kept, 0U);
}

TEST_F(OperationsTest, WhatWasTakenBackAlreadyStaysSo) {
  const auto change = on_record(5, {.redo = 7,
                                    .undo = 7,
                                    .redo_data = filled(8, 5),
                                    .undo_data = filled(8, 2),
                                    .record_offset = 0x80,
                                    .attribute_offset = 0x18});
  log_.add({action(change)});
  auto back = change;
  back.redo_data = filled(8, 2);
  back.undo = 1;
  back.undo_data = {};
  back.undo_data = filled(8, 9);  // takes no part
  log_.add({action(back)});
  EXPECT_EQ(part(record(5), 0x98, 8), filled(8, 2));
  EXPECT_EQ(replay().remark, "log replayed: 2 changes");
}

TEST_F(OperationsTest, AnUnknownOperationGivesUpTheWholeReplay) {
  log_.add({action(on_record(6, {.redo = 0x11,
                                 .redo_data = number(9, 8),
                                 .record_offset = kFirst,
                                 .attribute_offset = kRootEntry}))});
  const auto lsn = log_.add({action(on_record(5, {.redo = 0x24, .redo_data = filled(8, 1)}))});
  end();
  EXPECT_EQ(replay().remark,
            fmt::format("log not replayed, files may be older or inconsistent: record {:#x}: "
                        "operation 0x24 of the log",
                        lsn));
  EXPECT_EQ(part(record(6), kFirst + kRootEntry + kEntryBytes - 8, 8), number(3, 8));
}

// Each of these is about something that the disk does not have.
TEST_F(OperationsTest, WhatDoesNotFitTheDiskGivesUpTheWholeReplay) {
  const std::vector<Change> changes = {
      on_record(5, {.redo = 6, .record_offset = 0x40}),
      on_record(5, {.redo = 6, .record_offset = 0xA0}),
      on_record(5, {.redo = 7,
                    .redo_data = filled(64, 1),
                    .undo_data = filled(64, 1),
                    .record_offset = 0x80,
                    .attribute_offset = 0x18}),
      on_record(5, {.redo = 7,
                    .redo_data = filled(2000, 1),
                    .record_offset = 0x80,
                    .attribute_offset = 0x18}),
      on_record(
          5,
          {.redo = 9, .redo_data = filled(8, 1), .record_offset = 0x80, .attribute_offset = 0x40}),
      on_record(5, {.redo = 0x0B, .redo_data = filled(24, 1), .record_offset = 0x80}),
      on_record(
          5,
          {.redo = 0x0C, .redo_data = entries(), .record_offset = 0x80, .attribute_offset = 0x20}),
      on_record(6, {.redo = 0x0D, .record_offset = kFirst, .attribute_offset = kRootEntry + 8}),
      on_record(6, {.redo = 0x0D,
                    .record_offset = kFirst,
                    .attribute_offset = static_cast<std::uint16_t>(kRootEntry + kEntryBytes)}),
      on_record(7, {.redo = 6, .record_offset = kFirst}),
      on_block({.redo = 0x0E, .redo_data = filled(64, 1), .attribute_offset = kBlockEntry}),
      on_block({.redo = 0x0F, .attribute_offset = 8}),
      on_block({.redo = 0x10, .redo_data = filled(4096, 1), .attribute_offset = kBlockEntry}),
      on_block({.redo = 8, .redo_data = filled(4096, 1), .record_offset = 8}),
      {.redo = 0x0E, .redo_data = entries(), .attribute = 0x90, .lcns = {50}},
      {.redo = 2, .redo_data = filled(1024, 1), .lcns = {64}},
      {.redo = 0x15, .redo_data = join(number(0xFFFFFFF0, 4), number(0xFFFFFFF0, 4)), .lcns = {50}},
      {.redo = 0x15, .redo_data = number(1, 4), .lcns = {50}},
  };
  for (const auto& change : changes) {
    SCOPED_TRACE(fmt::format("operation {:#x} at {:#x} + {:#x}", change.redo, change.record_offset,
                             change.attribute_offset));
    LogBuilder log = log_;
    log.add({action(change)});
    Geometry geometry;
    geometry.cluster_size = 4096;
    geometry.record_size = 1024;
    const auto volume = volume_.source();
    const auto replayed =
        replay_log(volume, std::make_shared<io::MemorySource>(log.file()), geometry, {});
    EXPECT_EQ(replayed.remark.rfind("log not replayed", 0), 0U) << replayed.remark;
    EXPECT_EQ(replayed.volume, volume);
  }
}

}  // namespace
}  // namespace vixmount::fs::ntfs::log
