// Pieces of exFAT on bytes made by hand.
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/fat/cluster_source.hpp"
#include "fs/fat/exfat/checksum.hpp"
#include "fs/fat/exfat/entry_set.hpp"
#include "fs/fat/exfat/upcase_table.hpp"
#include "fs/fat/small_volume.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::exfat {
namespace {

// Units in little endian.
std::string units(std::initializer_list<unsigned> values) {
  std::string out;
  for (const auto value : values) {
    out.push_back(static_cast<char>(value & 0xFF));
    out.push_back(static_cast<char>(value >> 8));
  }
  return out;
}

std::string ascii_capitals() {
  std::string out = units({0xFFFF, 'a'});  // 97 characters are their own
  for (unsigned letter = 'A'; letter <= 'Z'; ++letter) out += units({letter});
  return out;
}

TEST(ExfatUpcase, ShortFormSkipsAndEnds) {
  // U+007B to U+00E0 are their own; U+00E1 becomes U+00C1; all behind are their own.
  const auto table = ascii_capitals() + units({0xFFFF, 0xE1 - 0x7B, 0xC1});
  const auto upcase = parse_upcase_table(as_bytes(table));
  EXPECT_EQ(upcase->capitals(Utf16View(std::u16string_view(u"az{áâ"))), u"AZ{Áâ");
}

TEST(ExfatUpcase, TooManyCharactersAreDamage) {
  EXPECT_EQ(test::error_kind_of([] {
              parse_upcase_table(as_bytes(ascii_capitals() + units({0xFFFF, 0xFFFF})));
            }),
            ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([] { parse_upcase_table(as_bytes(ascii_capitals() + "x")); }),
            ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([] { parse_upcase_table({}); }), ErrorKind::damaged);
}

// By hand: 1; 0x80000000 + 2; 0x40000001 + 3.
TEST(ExfatChecksum, RotatesAndAdds) {
  const std::string bytes("\x01\x02\x03", 3);
  EXPECT_EQ(table_checksum(as_bytes(bytes)), 0x40000004U);
}

class SetOfEntries {
 public:
  SetOfEntries(std::initializer_list<std::string> entries) {
    for (const auto& entry : entries) {
      bytes_ += entry;
      bytes_.resize((bytes_.size() + 31) / 32 * 32);
    }
    bytes_[1] = static_cast<char>(bytes_.size() / 32 - 1);
    std::uint16_t sum = 0;
    for (std::size_t at = 0; at < bytes_.size(); at += 32)
      sum = add_entry_to_checksum(sum, as_bytes(bytes_).subspan(at, 32), at == 0);
    bytes_[2] = static_cast<char>(sum & 0xFF);
    bytes_[3] = static_cast<char>(sum >> 8);
  }
  EntrySet read() const {
    return read_entry_set(
        [&](unsigned index) { return BytesView(as_bytes(bytes_)).sub(index * 32UL, 32); });
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

const std::string kFileEntry = "\x85";
std::string stream(char name_length) { return std::string("\xC0\x01\0", 3) + name_length; }
std::string name_part(std::string_view name) {
  std::string out("\xC1\0", 2);
  for (const char letter : name) (out += letter) += '\0';
  return out;
}

TEST(ExfatEntrySet, NamesAreJoinedAndCutToTheirLength) {
  const SetOfEntries set{kFileEntry, stream(17), name_part("fifteen letters"), name_part("!?xyz")};
  EXPECT_EQ(set.read().name, u"fifteen letters!?");
}

TEST(ExfatEntrySet, EntriesOfVendorsArePassedOver) {
  const SetOfEntries set{kFileEntry, stream(1), name_part("a"), "\xE0", "\xE1"};
  EXPECT_EQ(set.read().name, u"a");
  EXPECT_EQ(set.read().entry_count, 5U);
}

TEST(ExfatEntrySet, WhatIsWrongIsSaid) {
  const auto kind_of = [](const SetOfEntries& set) {
    return test::error_kind_of([&] { set.read(); });
  };
  EXPECT_EQ(kind_of({kFileEntry, name_part("a"), stream(1)}), ErrorKind::damaged);
  EXPECT_EQ(kind_of({kFileEntry, stream(2), std::string("\x41", 1)}), ErrorKind::damaged);
  EXPECT_EQ(kind_of({kFileEntry, stream(16), name_part("a")}), ErrorKind::damaged);
  EXPECT_EQ(kind_of({kFileEntry, stream(1), name_part("a"), "\xC9"}), ErrorKind::unsupported);
  SetOfEntries set{kFileEntry, stream(1), name_part("a")};
  set.bytes()[66] = 'b';
  EXPECT_EQ(kind_of(set), ErrorKind::damaged);
}

// Ten clusters of 512 bytes; the file has clusters 4, 5 and 9, of which 1100 bytes were written.
TEST(ExfatContent, WhatWasNeverWrittenIsZero) {
  std::string bytes;
  for (char cluster = '2'; cluster < '2' + 10; ++cluster) bytes += std::string(512, cluster);
  fat::ClusterRuns runs;
  for (const std::uint32_t cluster : {4, 5, 9}) runs.append(cluster);
  const fat::ClusterSource content(test::memory_source(bytes), {0, 512, 10}, runs, 1500, 1100);
  EXPECT_EQ(test::content_of(content), std::string(512, '4') + std::string(512, '5') +
                                           std::string(76, '9') + std::string(400, '\0'));
  EXPECT_EQ(content.map(0, 1500).length, 1024U);
  EXPECT_EQ(content.map(1100, 400).kind, io::ExtentKind::zero);
  EXPECT_EQ(test::error_kind_of([&] {
              fat::ClusterSource(test::memory_source(bytes), {0, 512, 10}, runs, 1600, 1600);
            }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::exfat
