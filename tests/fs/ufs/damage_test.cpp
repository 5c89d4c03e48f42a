// What the volumes of fuzz/damaged say: each lie has its own sentence, and hurts no more than it
// must.
#include <gtest/gtest.h>

#include "fs/support/paths.hpp"
#include "fs/support/walk.hpp"
#include "fs/ufs/small_volume.hpp"
#include "fs/ufs/ufs.hpp"
#include "support/message_of.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ufs {
namespace {

using test::content;
using test::find;
using test::message_of;

FileSystemPtr open_lie(const std::string& name) {
  return open(test::ufs_volume("damaged/ufs/" + name), Options{}, Log{});
}

std::vector<std::string> names_in(const FileSystem& files, NodeId directory, std::string* error) {
  std::vector<std::string> names;
  *error = message_of([&] {
    files.list(directory, 0, [&](const DirectoryEntry& entry) {
      names.emplace_back(entry.name);
      return true;
    });
  });
  return names;
}

struct Lie {
  const char* name;
  const char* message;  // a part of it
};

// Superblocks and journals.
TEST(Damage, VolumesThatDoNotOpen) {
  const Lie lies[] = {
      {"no_groups", "no cylinder groups (at byte 8236)"},
      {"block_of_12345", "blocks of 12345 bytes (at byte 8240)"},
      {"block_of_2g", "blocks of 2147483648 bytes (at byte 8240)"},
      {"fragment_of_0", "fragments of 0 bytes in blocks of 4096 (at byte 8244)"},
      {"fragments_of_a_block_3", "contradict each other (at byte 8248)"},
      {"no_inodes_in_a_group", "inodes of a group do not fill blocks (at byte 8376)"},
      {"inodes_of_a_group_2g", "the inodes of a group are behind its end (at byte 8208)"},
      {"fragments_of_a_group_0", "empty cylinder groups (at byte 8380)"},
      {"inodes_behind_the_group", "the inodes of a group are behind its end (at byte 8208)"},
      {"superblock_behind_the_group", "the superblock of a group is behind its end (at byte 8200)"},
      {"log_without_header", "the log does not begin with its header (at byte 524288)"},
      {"log_of_other_sectors", "a log in sectors of 2^12 and 2^9 bytes"},
      {"log_head_outside", "are not in its ring (at byte 524288)"},
      {"log_ring_outside", "log: a ring of 1099511627776 bytes"},
      {"log_goes_round", "log: no record ends at its head, byte 2048"},
      {"log_record_of_0", "log: record of 0 bytes (at byte 530944)"},
      {"log_record_unknown", "log: record of the unknown type 0x1 (at byte 530944)"},
      {"log_block_outside", "log: block of 512 bytes at sector 1125899906842624"},
      {"log_of_many_blocks", "log: record of 1073741824 blocks (at byte 530944)"},
  };
  for (const auto& [name, message] : lies) {
    SCOPED_TRACE(name);
    const auto found = message_of([&, lie = std::string(name)] { open_lie(lie); });
    EXPECT_NE(found.find(message), std::string::npos) << found;
  }
}

TEST(Damage, ACopyOfTheSuperblockStandsIn) {
  for (const std::string name : {"first_superblock", "size_2_62", "checked_superblock"}) {
    SCOPED_TRACE(name);
    const auto files = open_lie(name);
    EXPECT_NE(files->info().state.find("the copy of the superblock at byte 16384 is used"),
              std::string::npos)
        << files->info().state;
    EXPECT_EQ(content(*files, "file"), "content of the file");
  }
}

TEST(Damage, ADirectoryShowsWhatItCan) {
  std::string error;
  const auto record = open_lie("record_of_0");
  EXPECT_TRUE(names_in(*record, record->root(), &error).empty());
  EXPECT_NE(error.find("directory 2: entry of 0 bytes"), std::string::npos) << error;
  for (const auto& [name, message] :
       {Lie{"name_too_long", "directory 2: name of 200 bytes"},
        Lie{"name_with_slash", "a name that contains a slash"},
        Lie{"entry_of_no_inode", "directory 2: an entry names inode 1073741824 of"}}) {
    SCOPED_TRACE(name);
    const auto files = open_lie(name);
    EXPECT_EQ(names_in(*files, files->root(), &error).size(), 7U);
    EXPECT_NE(error.find(message), std::string::npos) << error;
    EXPECT_EQ(content(*files, "dir/tail"), std::string(700, 'x'));
    EXPECT_EQ(test::error_kind_of([&] { files->lookup(files->root(), "file"); }),
              ErrorKind::damaged);
  }
}

TEST(Damage, DirectoriesThatAreNone) {
  std::string error;
  const auto hole = open_lie("directory_is_a_hole");
  EXPECT_TRUE(names_in(*hole, find(*hole, "dir"), &error).empty());
  EXPECT_NE(error.find("its block 0 is a hole"), std::string::npos) << error;
  const auto large = open_lie("directory_of_2_60");
  EXPECT_TRUE(names_in(*large, find(*large, "dir"), &error).empty());
  EXPECT_NE(error.find("1152921504606846976 bytes long"), std::string::npos) << error;
  const auto file = open_lie("directory_is_the_file");
  EXPECT_EQ(test::error_kind_of([&] { file->lookup(find(*file, "dir"), "tail"); }),
            ErrorKind::not_a_directory);
  EXPECT_EQ(content(*hole, "file"), "content of the file");
}

TEST(Damage, FilesThatLeadOutside) {
  for (const auto& [name, message] :
       {Lie{"block_outside", "data in the 1 fragments from 1099511627776 on"},
        Lie{"pointers_outside", "pointers in the 8 fragments from 18446744073709551615 on"}}) {
    SCOPED_TRACE(name);
    const auto files = open_lie(name);
    const auto found = message_of([&] { content(*files, "holes"); });
    EXPECT_NE(found.find(message), std::string::npos) << found;
    EXPECT_EQ(content(*files, "file"), "content of the file");
  }
  const auto files = open_lie("file_of_2_63");
  const auto source = files->open(find(*files, "holes"));
  std::byte last{};
  EXPECT_EQ(test::error_kind_of([&] { source->read(source->size() - 1, {&last, 1}); }),
            ErrorKind::damaged);
}

TEST(Damage, Links) {
  // Which the BSDs allow.
  const auto empty = open_lie("link_of_0");
  EXPECT_EQ(empty->read_link(find(*empty, "short")), "");
  for (const std::string name : {"link_of_5000"}) {
    const auto files = open_lie(name);
    EXPECT_EQ(test::error_kind_of([&] { files->read_link(find(*files, "short")); }),
              ErrorKind::damaged);
    EXPECT_EQ(files->read_link(find(*files, "long")), std::string(200, 'y'));
  }
}

TEST(Damage, Attributes) {
  for (const std::string name : {"attributes_of_1g", "attributes_nowhere", "attribute_of_1g",
                                 "attribute_with_long_name"}) {
    SCOPED_TRACE(name);
    const auto files = open_lie(name);
    const auto node = find(*files, "attributes");
    EXPECT_EQ(test::error_kind_of([&] { files->list_xattrs(node); }), ErrorKind::damaged);
    EXPECT_EQ(content(*files, "attributes"), "a");
  }
  const auto files = open_lie("acl_of_1g_entries");
  const auto node = find(*files, "attributes");
  EXPECT_EQ(
      test::error_kind_of([&] { files->get_xattr(node, "system.posix_acl_access"); }),
      ErrorKind::damaged);
  EXPECT_EQ(files->get_xattr(node, "user.comment"), "of a user");
}

TEST(Damage, AWrongCheckHashOfAnInode) {
  const auto files = open_lie("checked_inode");
  const auto found = message_of([&] { files->attributes(find(*files, "file")); });
  EXPECT_NE(found.find("check hash"), std::string::npos) << found;
  EXPECT_EQ(content(*files, "dir/tail"), std::string(700, 'x'));
  const auto unchecked = open(test::ufs_volume("damaged/ufs/checked_inode"),
                              Options{.verify_check_hashes = false}, Log{});
  EXPECT_EQ(unchecked->attributes(find(*unchecked, "file")).owner, 99U);
}

}  // namespace
}  // namespace vixmount::fs::ufs
