// What the volumes of fuzz/damaged say: each lie has its own sentence, and hurts no more than it
// must.
#include <gtest/gtest.h>

#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/small_volume.hpp"
#include "fs/registry.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::iso9660 {
namespace {

struct Lie {
  const char* name;
  const char* says;
  bool hides_neighbour = false;  // the volume or its root is what is damaged
};
void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

template <typename Body>
void collect(std::string& said, Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    EXPECT_NE(error.kind(), ErrorKind::internal);
    said += error.message() + "\n";
  }
}

void use(const FileSystem& files, NodeId node, std::string& said) {
  collect(said, [&] {
    const auto type = files.attributes(node).type;
    if (type == NodeType::directory) files.parent(node);
    if (type == NodeType::regular) test::content_of(*files.open(node));
    if (type == NodeType::symbolic_link) files.read_link(node);
  });
}

// All that is said about the volume, wherever it shows.
std::string walk_all(const FileSystem& files) {
  std::string said;
  std::vector<NodeId> waiting{files.root()};
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < waiting.size() && i < kMost; ++i) {
    use(files, waiting[i], said);
    if (i != 0 && files.root() == waiting[i]) continue;
    collect(said, [&] {
      files.list(waiting[i], 0, [&](const DirectoryEntry& entry) {
        if (entry.type == NodeType::directory) {
          waiting.push_back(entry.node);
        } else {
          use(files, entry.node, said);
        }
        return true;
      });
    });
  }
  return said;
}

class Iso9660Lie : public testing::TestWithParam<Lie> {};

TEST_P(Iso9660Lie, IsTold) {
  const auto volume = small_volume("damaged/iso9660/" + std::string(GetParam().name));
  std::string said;
  FileSystemPtr files;
  collect(said, [&] { files = fs::open(volume, OpenOptions{}, Log{}); });
  if (files) said += walk_all(*files);
  EXPECT_NE(said.find(GetParam().says), std::string::npos) << said;
  EXPECT_EQ(files == nullptr, GetParam().hides_neighbour) << said;
  if (files) {
    EXPECT_EQ(test::content_of(*files->open(find(*files, "healthy"))), "healthy");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Damaged, Iso9660Lie,
    testing::Values(
        Lie{"interleaved", "the file is interleaved"},
        Lie{"sparse_file", "the file is sparse"},
        Lie{"other_volume", "another volume of the volume set"},
        Lie{"zisofs_2", "compressed by \"PZ\""}, Lie{"zisofs_blocks", "in blocks of 2^20"},
        Lie{"zisofs_magic", "does not begin as one"}, Lie{"zisofs_no_room", "no room for"},
        Lie{"zisofs_pointer", "a compressed block from byte"},
        Lie{"zisofs_stream", "does not give its 30000 bytes"},
        Lie{"zisofs_short", "does not give its 32000 bytes"},
        Lie{"record_too_short", "a directory record of 33 bytes"},
        Lie{"name_too_long", "a name of 240 bytes in a directory record"},
        Lie{"file_behind_the_end", "are behind its end (73728 bytes)"},
        Lie{"file_half_behind_the_end", "bytes 73728 to 74680 of the volume are behind"},
        Lie{"root_is_no_directory", "does not begin with itself", true},
        Lie{"root_elsewhere", "does not begin with itself", true},
        Lie{"root_behind_the_end", "are behind the end of the volume", true},
        Lie{"directory_too_long", "ends behind the volume", true},
        Lie{"directory_interleaved", "is in several pieces", true},
        Lie{"slash_in_name", "a slash or a zero in it"},
        Lie{"continuation_loop", "goes on more than 32 times"},
        Lie{"continuation_too_long", "system use area has 1048576 bytes"},
        Lie{"name_of_260", "a name of more than 255 bytes"},
        Lie{"entry_too_long", "a system use entry of 240 bytes"},
        Lie{"mode_of_a_directory", "mode 40755 is not that of a file"},
        Lie{"link_without_target", "a symbolic link without a target"},
        Lie{"link_to_host", "names its host or volume"},
        Lie{"link_over_its_end", "runs past the end"},
        Lie{"sections_without_end", "the file goes on behind its 1 sections"},
        Lie{"child_is_a_file", "no file's directory record is at byte"},
        Lie{"blocks_of_100", "logical blocks of 100 bytes", true},
        Lie{"no_primary", "no primary volume descriptor", true},
        Lie{"high_sierra", "High Sierra", true}),
    [](const auto& lie) { return std::string(lie.param.name); });

TEST(Iso9660Damage, ARecordThatRunsOutOfItsDirectoryIsTold) {
  const auto files = open(small_volume("damaged/iso9660/record_over_the_end"), Options{}, Log{});
  EXPECT_NE(walk_all(*files).find("runs over its directory's end"), std::string::npos);
  EXPECT_EQ(test::content_of(*files->open(find(*files, "healthy"))), "healthy");
}

// A directory whose size does not cover its last record. Linux 6.1 lists that record as well.
TEST(Iso9660Damage, ARecordThatItsDirectorysSizeCutsIsRead) {
  const auto files =
      open(small_volume("damaged/iso9660/record_cut_by_the_size"), Options{}, Log{});
  EXPECT_EQ(walk_all(*files), "");
  EXPECT_EQ(test::content_of(*files->open(find(*files, "x"))), "content");
}

TEST(Iso9660Damage, AParentThatNobodyNamesIsTold) {
  const auto files = open(small_volume("damaged/iso9660/no_parent"), Options{}, Log{});
  EXPECT_NE(walk_all(*files).find("the path table does not have the directory"),
            std::string::npos);
}

TEST(Iso9660Damage, ABadRootBesideAJolietOneIsLeft) {
  const auto files = open(small_volume("damaged/iso9660/primary_root_elsewhere"), Options{}, Log{});
  EXPECT_EQ(files->info().state, "the primary root directory is damaged, Joliet's is shown");
  EXPECT_NE(files->lookup(files->root(), "Folder"), std::nullopt);
}

TEST(Iso9660Damage, ABadJolietRootBesideAPrimaryOneIsLeft) {
  const auto files = open(small_volume("damaged/iso9660/joliet_root_elsewhere"), Options{}, Log{});
  EXPECT_EQ(files->info().state, "Joliet's root directory is damaged, the primary one is shown");
  EXPECT_EQ(test::content_of(*files->open(find(*files, "narrow.txt"))), "narrow");
}

// The last record of a directory says that another one follows, and the volume goes on with zeros.
TEST(Iso9660Damage, TheNextSectionIsNotSoughtThroughTheWholeVolume) {
  const auto volume = small_volume("seeds/iso9660/multi_extent");
  auto bytes = io::read_bytes(*volume, 0, volume->size());
  constexpr std::size_t kBehindTheRoot = 21 * 2048;
  std::fill(bytes.begin() + kBehindTheRoot, bytes.end(), std::byte{0});
  const auto name = std::string_view("ZZZ.;1");
  const auto at = std::search(bytes.begin(), bytes.end(), as_bytes(name).begin(),
                              as_bytes(name).end());
  ASSERT_NE(at, bytes.end());
  *(at - 8) |= std::byte{0x80};
  std::vector<io::SourcePtr> parts{std::make_shared<io::MemorySource>(bytes),
                                   std::make_shared<io::ZeroSource>(4U << 20)};
  parts.push_back(std::make_shared<io::UnreadableSource>(
      1UL << 45, Error(ErrorKind::io, "read far behind the directory")));
  const auto files = open(std::make_shared<io::ConcatSource>(parts), Options{}, Log{});
  EXPECT_NE(walk_all(*files).find("the file goes on behind its 1 sections"), std::string::npos);
}

// The directory above itself has one number wherever it is met: who walks can tell.
TEST(Iso9660Damage, ADirectoryInACircleIsTheSameNode) {
  const auto files = open(small_volume("damaged/iso9660/directory_in_a_circle"), Options{}, Log{});
  EXPECT_EQ(find(*files, "dir/again"), files->root());
}

}  // namespace
}  // namespace vixmount::fs::iso9660
