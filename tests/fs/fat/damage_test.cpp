// What the volumes of fuzz/damaged say: each lie has its own sentence, and hurts no more than it
// must.
#include <gtest/gtest.h>

#include "fs/fat/exfat/exfat.hpp"
#include "fs/fat/fat.hpp"
#include "fs/fat/small_volume.hpp"
#include "fs/registry.hpp"
#include "fs/support/paths.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/message_of.hpp"
#include "support/support.hpp"

namespace vixmount::fs::fat {
namespace {

using test::content;
using test::find;
using test::message_of;

FileSystemPtr open_volume(const io::SourcePtr& volume, const std::string& format) {
  return format == "fat" ? fat::open(volume, Options{}, Log{})
                         : exfat::open(volume, OpenOptions{}, Log{});
}

class SmallVolume : public testing::TestWithParam<const char*> {};

// The files are those of fuzz/recipes/fat_seeds.py.
TEST_P(SmallVolume, HasItsFiles) {
  const std::string name = GetParam();
  const auto volume = test::small_volume("seeds/" + name);
  const auto format = name.substr(0, name.find('/'));
  const auto identified = fs::identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, format == "fat" ? "vfat" : "exfat");
  EXPECT_TRUE(identified->mountable) << identified->remark;
  const auto files = open_volume(volume, format);
  EXPECT_EQ(content(*files, "A long name, and äöü.text"), "long");
  EXPECT_EQ(content(*files, "A LONG NAME, AND ÄÖÜ.TEXT"), "long");
  EXPECT_EQ(content(*files, "short.txt"), "short");
  EXPECT_EQ(content(*files, "DIR/two CLUSTERS"), std::string(700, 'x'));
  EXPECT_EQ(content(*files, "dir/below/empty"), "");
  EXPECT_EQ(files->parent(find(*files, "dir/below")), find(*files, "dir"));
  // A second one, which has seen nothing.
  const auto fresh = open_volume(volume, format);
  EXPECT_EQ(fresh->parent(find(*files, "dir/below")), find(*files, "dir"));
  EXPECT_EQ(fresh->parent(find(*files, "dir")), fresh->root());
  EXPECT_EQ(files->lookup(files->root(), "none"), std::nullopt);
  EXPECT_EQ(test::error_kind_of([&] { files->open(find(*files, "dir")); }),
            ErrorKind::is_a_directory);
  EXPECT_EQ(test::error_kind_of([&] { files->list(find(*files, "short.txt"), 0, {}); }),
            ErrorKind::not_a_directory);
  EXPECT_EQ(test::error_kind_of([&] { files->attributes(3); }), ErrorKind::not_found);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SmallVolume,
                         testing::Values("fat/fat12", "fat/fat16", "fat/fat32", "exfat/exfat"),
                         [](const auto& name) {
                           const std::string text = name.param;
                           return text.substr(text.find('/') + 1);
                         });

struct Lie {
  const char* name;
  const char* says;
};
void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }
const auto name_of_lie = [](const auto& lie) { return std::string(lie.param.name); };

class FatLie : public testing::TestWithParam<Lie> {};

// Wherever it shows first: on opening, in a listing, in a file.
std::string walk_all(const io::SourcePtr& volume, const std::string& format) {
  return message_of([&] {
    const auto files = open_volume(volume, format);
    files->statistics();
    test::walk(*files, [&](const test::WalkedNode& node) {
      if (node.attributes.type == NodeType::regular)
        test::content_of(*files->open(node.attributes.node));
    });
  });
}

TEST_P(FatLie, IsTold) {
  const auto said =
      walk_all(test::small_volume("damaged/fat/" + std::string(GetParam().name)), "fat");
  EXPECT_NE(said.find(GetParam().says), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Damaged, FatLie,
    testing::Values(Lie{"chain_in_a_circle", "a second time"},
                    Lie{"chain_through_bad_cluster", "through the bad cluster"},
                    Lie{"chain_through_free_cluster", "which is free"},
                    Lie{"chain_too_short", "the chain ends after 1 of 10 clusters"},
                    Lie{"directory_in_a_circle", "has more than 4096 clusters"},
                    Lie{"directory_is_the_file", "does not begin with itself"},
                    Lie{"directory_of_cluster_0", "cluster 0 is not one of the volume's"},
                    Lie{"file_larger_than_volume", "a file of 9766 clusters on a volume of"},
                    Lie{"file_of_cluster_1", "cluster 1 is not one of the volume's"},
                    Lie{"no_room_for_clusters", "sectors, and the clusters begin at sector"},
                    Lie{"no_sectors_in_cluster", "clusters of 0 sectors (at byte 13)"},
                    Lie{"no_tables", "0 allocation tables (at byte 16)"},
                    Lie{"sector_size_0", "sectors of 0 bytes (at byte 11)"},
                    Lie{"table_larger_than_volume", "the clusters begin at sector"},
                    Lie{"table_of_no_sectors", "allocation tables of no sectors (at byte 22)"},
                    Lie{"version_1", "FAT32 of version 0x1"}),
    name_of_lie);

// mkfs.fat's copy of the first sector of FAT32 does not have the lie.
TEST(FatDamage, TheBackupBootSectorStandsIn) {
  for (const auto& lie : {Lie{"active_table_15", "table 15 of 2 is the active one"},
                          Lie{"root_cluster_0", "the root directory begins at cluster 0"}}) {
    const auto files =
        open_volume(test::small_volume("damaged/fat/" + std::string(lie.name)), "fat");
    const auto& state = files->info().state;
    EXPECT_NE(state.find("the backup boot sector at byte 3072 is used: "), std::string::npos);
    EXPECT_NE(state.find(lie.says), std::string::npos) << state;
    EXPECT_EQ(content(*files, "short.txt"), "short");
  }
}

// The long name that lost its order is ignored, its file keeps the short one.
TEST(FatDamage, AnOrphanedLongNameIsIgnored) {
  const auto files = open_volume(test::small_volume("damaged/fat/long_name_order_63"), "fat");
  EXPECT_EQ(content(*files, "SHORT.TXT"), "short");
}

TEST(FatDamage, AMissingEndIsARemark) {
  const auto whole = test::small_volume("seeds/fat/fat16");
  const auto cut = std::make_shared<io::SliceSource>(whole, 0, whole->size() / 2);
  EXPECT_NE(open_volume(cut, "fat")->info().state.find("what is behind is missing"),
            std::string::npos);
}

// The first table (from sector 1 on) cannot be read; the second says the same.
TEST(FatDamage, TheSecondTableStandsIn) {
  const auto whole = test::small_volume("seeds/fat/fat12");
  const Error reason(ErrorKind::io, "bad sector");
  const auto slice = [&](std::uint64_t from, std::uint64_t to) {
    return std::make_shared<io::SliceSource>(whole, from, to - from);
  };
  const auto volume = std::make_shared<io::ConcatSource>(
      std::vector<io::SourcePtr>{slice(0, 512), std::make_shared<io::UnreadableSource>(512, reason),
                                 slice(1024, whole->size())});
  const auto files = open_volume(volume, "fat");
  EXPECT_EQ(content(*files, "dir/two clusters"), std::string(700, 'x'));
}

class ExfatLie : public testing::TestWithParam<Lie> {};

// The fields under a checksum are refused by that, here and in the boot region.
TEST_P(ExfatLie, IsTold) {
  const auto said =
      walk_all(test::small_volume("damaged/exfat/" + std::string(GetParam().name)), "exfat");
  EXPECT_NE(said.find(GetParam().says), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Damaged, ExfatLie,
    testing::Values(Lie{"bitmap_too_short", "an allocation bitmap of 1 bytes"},
                    Lie{"clusters_of_2_63", "clusters of 2^63 sectors"},
                    Lie{"heap_in_table", "the clusters begin in the allocation table"},
                    Lie{"name_of_255", "the checksum of a file's entries"},
                    Lie{"neighbours_behind_the_end", "the checksum of a file's entries"},
                    Lie{"no_clusters", "0 clusters (at byte 92)"},
                    Lie{"no_secondaries", "the checksum of a file's entries"},
                    Lie{"no_tables", "0 allocation tables (at byte 110)"},
                    Lie{"root_cluster_0", "the root directory begins at cluster 0"},
                    Lie{"secondaries_255", "cut short by one of type"},
                    Lie{"sectors_of_2_63", "sectors of 2^63 bytes"},
                    Lie{"table_in_boot_region", "begins in the boot region, at sector 1"},
                    Lie{"table_too_short", "an allocation table of 1 sectors"},
                    Lie{"unknown_primary", "a directory entry of the unknown type 0x99"},
                    Lie{"unknown_secondary", "an entry of the unknown type 0xc9"},
                    Lie{"volume_of_2_63_sectors", "9223372036854775808 sectors"}),
    name_of_lie);

// Names are still found, by Windows' own capitals.
TEST(ExfatDamage, ALostTableOfCapitalsIsARemark) {
  for (const std::string name : {"upcase_of_2_63_bytes", "upcase_of_cluster_0", "upcase_odd"}) {
    const auto files = open_volume(test::small_volume("damaged/exfat/" + name), "exfat");
    EXPECT_NE(files->info().state.find("Windows' table of capital letters"), std::string::npos);
    EXPECT_EQ(content(*files, "A LONG NAME, AND ÄÖÜ.TEXT"), "long");
  }
}

// A copy of the 12 sectors where the backup belongs, then a lie in the first.
TEST(ExfatDamage, TheBackupBootRegionStandsIn) {
  const auto whole = test::small_volume("seeds/exfat/exfat");
  const auto main = std::make_shared<io::SliceSource>(whole, 0, 12 * 512);
  const auto rest = std::make_shared<io::SliceSource>(whole, 24 * 512, whole->size() - 24 * 512);
  const auto broken = std::make_shared<io::SliceSource>(
      test::small_volume_with("seeds/exfat/exfat", 100, "\x11\x22\x33\x44"), 0, 12 * 512);
  const auto volume =
      std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{broken, main, rest});
  const auto files = open_volume(volume, "exfat");
  EXPECT_NE(files->info().state.find("the backup boot region is used"), std::string::npos);
  EXPECT_EQ(content(*files, "short.txt"), "short");
}

}  // namespace
}  // namespace vixmount::fs::fat
