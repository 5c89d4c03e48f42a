// Short and long names, on directories made by hand: a FAT16 whose root directory is nearly all
// there is.
#include <cstring>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/endian.hpp"
#include "fs/fat/fat.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::fat {
namespace {

constexpr std::size_t kTable = 512;
constexpr std::size_t kTableSectors = 20;
constexpr std::size_t kRoot = kTable + kTableSectors * 512;
constexpr std::uint16_t kRootEntries = 65520;

// One reserved sector, one table, 65,520 root entries, 5000 clusters of 512 bytes.
class Volume {
 public:
  Volume() : bytes_(kRoot + std::size_t{kRootEntries} * 32 + 5000 * 512) {
    put16(11, 512);
    bytes_[13] = 1;
    put16(14, 1);
    bytes_[16] = 1;
    put16(17, kRootEntries);
    bytes_[21] = 0xF8;
    put16(22, kTableSectors);
    put16(32, (bytes_.size() / 512) & 0xFFFF);
    put16(34, bytes_.size() / 512 >> 16);
    put16(kTable, 0xFFF8);
    put16(kTable + 2, 0xFFFF);
  }

  void add(std::string_view entry) {
    std::memcpy(bytes_.data() + kRoot + 32 * count_++, entry.data(), 32);
  }
  // An entry of an empty file.
  void add_short(std::string_view name, std::uint8_t case_flags = 0,
                 std::uint8_t attributes = 0x20) {
    add(short_entry(name, case_flags, attributes));
  }
  void add_long(unsigned order, std::uint8_t checksum, std::u16string_view part) {
    std::u16string units(part);
    if (units.size() < 13) units.push_back(0);
    units.resize(13, 0xFFFF);
    std::string entry(32, '\0');
    entry[0] = static_cast<char>(order);
    entry[11] = 0x0F;
    entry[13] = static_cast<char>(checksum);
    std::memcpy(entry.data() + 1, units.data(), 10);
    std::memcpy(entry.data() + 14, units.data() + 5, 12);
    std::memcpy(entry.data() + 28, units.data() + 11, 4);
    add(entry);
  }

  FileSystemPtr open(unsigned code_page = 437) const {
    std::vector<std::byte> copy(bytes_.size());
    std::memcpy(copy.data(), bytes_.data(), bytes_.size());
    return fat::open(std::make_shared<io::MemorySource>(std::move(copy)), Options{code_page}, Log{});
  }

 private:
  static std::string short_entry(std::string_view name, std::uint8_t case_flags,
                                 std::uint8_t attributes) {
    std::string entry(32, '\0');
    std::memcpy(entry.data(), name.data(), 11);
    entry[11] = static_cast<char>(attributes);
    entry[12] = static_cast<char>(case_flags);
    return entry;
  }
  void put16(std::size_t at, std::size_t value) {
    bytes_[at] = static_cast<unsigned char>(value);
    bytes_[at + 1] = static_cast<unsigned char>(value >> 8);
  }
  std::vector<unsigned char> bytes_;
  std::size_t count_ = 0;
};

std::vector<std::string> names_of(const FileSystem& files) {
  std::vector<std::string> names;
  files.list(files.root(), 0, [&](const DirectoryEntry& entry) {
    names.emplace_back(entry.name);
    return true;
  });
  return names;
}

using Names = std::vector<std::string>;

TEST(FatNames, ShortOnesInTheirCodePage) {
  Volume volume;
  volume.add_short("README  TXT");
  volume.add_short("README  C  ", 0x08);
  volume.add_short("MAKE    TXT", 0x18);
  volume.add_short("NOEXT      ");
  volume.add_short("\x05X         ");       // stands for 0xE5
  volume.add_short("\x90T\x90     \x9A  ", 0x08);  // capital E with acute; U with diaeresis
  EXPECT_EQ(names_of(*volume.open()),
            (Names{"README.TXT", "readme.C", "make.txt", "NOEXT", "σX", "été.Ü"}));
  EXPECT_EQ(names_of(*volume.open(850))[4], "ÕX");
  EXPECT_EQ(names_of(*volume.open(852))[4], "ňX");
  EXPECT_EQ(names_of(*volume.open(866))[4], "хX");
  EXPECT_EQ(test::error_kind_of([&] { volume.open(932); }), ErrorKind::unsupported);
}

TEST(FatNames, DeletedEntriesAndLabelsAreLeftOut) {
  Volume volume;
  volume.add_short("THE LABEL  ", 0, 0x08);
  volume.add_short("\xE5" "ELETED TXT");
  volume.add_short("A          ");
  const auto files = volume.open();
  EXPECT_EQ(names_of(*files), Names{"A"});
  EXPECT_EQ(files->info().label, "THE LABEL");
}

// The checksum of "LONGNA~1TXT", by the published algorithm in another language: 0xF4.
constexpr std::uint8_t kChecksum = 0xF4;

TEST(FatNames, LongOnesOfSeveralParts) {
  Volume volume;
  volume.add_long(0x42, kChecksum, u"parts.txt");
  volume.add_long(0x01, kChecksum, u"long name of ");
  volume.add_short("LONGNA~1TXT");
  const auto files = volume.open();
  EXPECT_EQ(names_of(*files), Names{"long name of parts.txt"});
  const auto node = files->lookup(files->root(), "LONG NAME OF PARTS.TXT");
  EXPECT_TRUE(node);
  EXPECT_EQ(files->lookup(files->root(), "longna~1.txt"), node);
}

// Each time the file keeps its short name.
TEST(FatNames, PartsThatDoNotBelongTogetherAreIgnored) {
  Volume volume;
  volume.add_long(0x41, kChecksum ^ 1, u"other sum");
  volume.add_short("LONGNA~1TXT");
  volume.add_long(0x43, kChecksum, u"one is missing");
  volume.add_long(0x01, kChecksum, u"one is missing");
  volume.add_short("LONGNA~1TXT");
  volume.add_long(0x41, kChecksum, u"deleted between");
  volume.add_short("\xE5" "ELETED TXT");
  volume.add_short("LONGNA~1TXT");
  volume.add_long(0x41, kChecksum, u"with / slash");
  volume.add_short("LONGNA~1TXT");
  volume.add_long(0x40, kChecksum, u"order 0");
  volume.add_short("LONGNA~1TXT");
  volume.add_long(0x41, kChecksum, u"");
  volume.add_short("LONGNA~1TXT");
  EXPECT_EQ(names_of(*volume.open()), Names(6, "LONGNA~1.TXT"));
}

// What is wrong is told behind the entries that are right.
TEST(FatNames, ANameThatCannotBeIsDamage) {
  Volume volume;
  volume.add_short("A/B     TXT");
  volume.add_short("RIGHT      ");
  const auto files = volume.open();
  Names names;
  EXPECT_EQ(test::error_kind_of([&] {
              files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
                names.emplace_back(entry.name);
                return true;
              });
            }),
            ErrorKind::damaged);
  EXPECT_EQ(names, Names{"RIGHT"});
}

// Looking up each name by reading the directory would compare four thousand million entries.
TEST(FatNames, AFullDirectoryIsLookedUpByItsIndex) {
  Volume volume;
  for (unsigned i = 0; i < kRootEntries; ++i) volume.add_short(fmt::format("F{:07}TXT", i));
  const auto files = volume.open();
  std::size_t found = 0;
  files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
    found += files->lookup(files->root(), entry.name) == entry.node ? 1 : 0;
    return true;
  });
  EXPECT_EQ(found, kRootEntries);
}

}  // namespace
}  // namespace vixmount::fs::fat
