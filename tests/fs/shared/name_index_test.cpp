#include "fs/shared/name_index.hpp"

#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

using Found = std::optional<std::uint32_t>;

// A directory of `count` names, of which the one at position p has the hash p / 2: each hash twice.
class Folder {
 public:
  Folder(NodeId number, std::uint32_t count) : number_(number), count_(count) {}

  // The second of the names with this hash, as if the first had another name.
  Found find(const NameIndex& index, std::uint32_t hash) {
    return index.find(
        number_, hash, [&](const NameIndex::Add& add) { fill(add); },
        [&](std::uint32_t position, bool only_there) -> Found {
          if (!only_there) {
            ++read_through;
            return hash * 2 + 1;
          }
          looked_at.push_back(position);
          if (position % 2 == 0) return std::nullopt;
          return position;
        });
  }

  int filled = 0;
  int read_through = 0;
  std::vector<std::uint32_t> looked_at;
  std::optional<ErrorKind> broken;

 private:
  void fill(const NameIndex::Add& add) {
    ++filled;
    // From the last on: the index sorts.
    for (auto position = count_; position-- > 0;)
      if (!add(position / 2, position)) return;
    if (broken) fail(*broken, "the last name");
  }

  NodeId number_;
  std::uint32_t count_;
};

TEST(NameIndex, LooksAtTheNamesWithTheHashAlone) {
  const NameIndex index;
  Folder folder(7, 1000);
  EXPECT_EQ(folder.find(index, 250), Found(501));
  EXPECT_EQ(folder.looked_at, (std::vector<std::uint32_t>{500, 501}));
  EXPECT_EQ(folder.find(index, 0), Found(1));
  EXPECT_EQ(folder.find(index, 499), Found(999));
  EXPECT_EQ(folder.find(index, 500), std::nullopt);
  EXPECT_EQ(folder.filled, 1);
  EXPECT_EQ(folder.read_through, 0);
}

TEST(NameIndex, ADirectoryWithTooManyNamesIsReadThrough) {
  const NameIndex index;
  Folder most(1, NameIndex::kMostNames), more(2, NameIndex::kMostNames + 1);
  EXPECT_EQ(most.find(index, 9), Found(19));
  EXPECT_EQ(most.read_through, 0);
  EXPECT_EQ(more.find(index, 9), Found(19));
  EXPECT_EQ(more.find(index, 10), Found(21));
  EXPECT_EQ(more.read_through, 2);
  EXPECT_EQ(more.filled, 1);  // that it is too large is remembered
}

TEST(NameIndex, ADamagedDirectoryIsReadThrough) {
  const NameIndex index;
  Folder folder(1, 100);
  folder.broken = ErrorKind::damaged;
  EXPECT_EQ(folder.find(index, 9), Found(19));
  EXPECT_EQ(folder.find(index, 10), Found(21));
  EXPECT_EQ(folder.read_through, 2);
  EXPECT_EQ(folder.filled, 1);
}

TEST(NameIndex, WhatCannotBeReadIsThrownAndNotRemembered) {
  const NameIndex index;
  Folder folder(1, 100);
  folder.broken = ErrorKind::io;
  EXPECT_EQ(test::error_kind_of([&] { folder.find(index, 9); }), ErrorKind::io);
  folder.broken.reset();
  EXPECT_EQ(folder.find(index, 9), Found(19));
  EXPECT_EQ(folder.read_through, 0);
}

// Two of the largest directories are 8 MiB, all that is kept.
TEST(NameIndex, KeepsTheLastUsedWithinItsBytes) {
  const NameIndex index;
  Folder a(1, NameIndex::kMostNames), b(2, NameIndex::kMostNames), c(3, 300);
  a.find(index, 1);
  b.find(index, 1);
  a.find(index, 1);
  EXPECT_EQ(a.filled + b.filled, 2);
  c.find(index, 1);  // b goes
  a.find(index, 1);
  c.find(index, 1);
  EXPECT_EQ(a.filled, 1);
  EXPECT_EQ(c.filled, 1);
  b.find(index, 1);
  EXPECT_EQ(b.filled, 2);
}

TEST(NameIndex, HashesBytesAndUnits) {
  // FNV-1a, from the vectors its authors publish.
  EXPECT_EQ(hash_of_name(std::string_view()), 0x811c9dc5U);
  EXPECT_EQ(hash_of_name(std::string_view("a")), 0xe40c292cU);
  EXPECT_EQ(hash_of_name(std::string_view("foobar")), 0xbf9cf968U);
  EXPECT_EQ(hash_of_name(std::u16string_view(u"foobar")), 0xbf9cf968U);
  // (0x811c9dc5 ^ 0xFF) * 0x01000193, a byte above 127 as it is.
  EXPECT_EQ(hash_of_name(std::string_view("\xFF")), 0x7a0b824eU);
}

// For ThreadSanitizer.
TEST(NameIndexThreads, ShareIt) {
  const NameIndex index;
  std::vector<std::thread> threads;
  std::vector<int> wrong(6);
  for (auto& count : wrong)
    threads.emplace_back([&index, &count] {
      for (std::uint32_t i = 0; i < 2'000; ++i) {
        Folder folder(1 + i % 20, 300);  // more directories than are kept
        if (folder.find(index, i % 150) != Found(i % 150 * 2 + 1)) ++count;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(6));
}

}  // namespace
}  // namespace vixmount::fs
