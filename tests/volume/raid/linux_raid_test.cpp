// Arrays that Linux made, of every level and layout: linux/arrays.txt. What they hold is what the
// kernel says that assembled copies of them; with any member away (of raid6 any two) it must be the
// same.
#include <bit>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "base/sha256.hpp"
#include "io/sources.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"
#include "volume/raid/raid.hpp"

namespace vixmount::volume::raid {
namespace {

struct Array {
  std::string name, level, sha256;
  unsigned layout = 0;
  std::uint64_t chunk = 0;
  std::uint64_t size = 0;
  Members members;
};

std::filesystem::path fixtures() {
  return test::made_in_uml(
      "linux-arrays", "'" VIXMOUNT_SOURCE_DIR "/tests/volume/raid/linux/make.sh'",
      {"tests/volume/raid/linux/make.sh", "tests/volume/raid/linux/arrays.txt",
       "tests/volume/raid/linux/kernel_array.sh", "tests/volume/raid/linux/make_arrays.sh",
       "tests/volume/raid/linux/hash_arrays.sh"});
}

io::SourcePtr disk(const std::filesystem::path& folder, unsigned number) {
  return std::make_shared<io::FileSource>(
      io::HostFile::open(folder / (std::to_string(number) + ".raw")));
}

std::vector<Array> arrays() {
  const auto folder = fixtures();
  std::ifstream manifest(folder / "manifest.txt");
  std::vector<Array> result;
  for (std::string line; std::getline(manifest, line);) {
    std::istringstream words(line);
    Array array;
    words >> array.name >> array.level >> array.layout >> array.chunk >> array.size >> array.sha256;
    for (std::string place; words >> place;) {
      unsigned number = 0;
      std::uint64_t begin = 0;
      std::uint64_t length = 0;
      char colon = 0;
      std::istringstream(place) >> number >> colon >> begin >> colon >> length;
      array.members.push_back(
          std::make_shared<io::SliceSource>(disk(folder, number), begin * 512, length * 512));
    }
    result.push_back(std::move(array));
  }
  return result;
}

// The kernel's numbers of layouts: drivers/md/raid5.h.
ParityLayout parity_layout(unsigned number) {
  static const std::map<unsigned, ParityLayout> kLayouts{
      {0, ParityLayout::left_asymmetric},     {1, ParityLayout::right_asymmetric},
      {2, ParityLayout::left_symmetric},      {3, ParityLayout::right_symmetric},
      {4, ParityLayout::parity_first},        {5, ParityLayout::parity_last},
      {8, ParityLayout::ddf_zero_restart},    {9, ParityLayout::ddf_n_restart},
      {10, ParityLayout::ddf_n_continue},     {16, ParityLayout::left_asymmetric_6},
      {17, ParityLayout::right_asymmetric_6}, {18, ParityLayout::left_symmetric_6},
      {19, ParityLayout::right_symmetric_6},  {20, ParityLayout::parity_first_6}};
  return kLayouts.at(number);
}

ParityGeometry parity_geometry(const Array& array) {
  if (array.level == "4") return {1, ParityLayout::parity_last, array.chunk};
  return {array.level == "6" ? 2U : 1U, parity_layout(array.layout), array.chunk};
}

Raid10Geometry raid10_geometry(const Array& array) {
  if (array.level == "dm")  // "sets-far2-5", "sets-far3-6", "sets-offset2-5"
    return {1, array.name.find("far3") != std::string::npos ? 3U : 2U,
            array.name.find("offset") != std::string::npos, true, array.chunk};
  return {array.layout & 255, array.layout >> 8 & 255, (array.layout >> 16 & 1) != 0, false,
          array.chunk};
}

io::SourcePtr make(const Array& array, Members members) {
  if (array.level == "0")
    return make_striped(
        std::move(members),
        {array.chunk, array.layout == 1 ? StripedLayout::original : StripedLayout::alternate},
        array.size);
  if (array.level == "1") return make_mirror(std::move(members), array.size);
  if (array.level == "10" || array.level == "dm")
    return make_raid10(std::move(members), raid10_geometry(array), array.size);
  return make_parity(std::move(members), parity_geometry(array), array.size);
}

bool survives(const Array& array, const Members& members) {
  if (array.level == "0") return false;
  if (array.level == "1")
    return std::any_of(members.begin(), members.end(), [](const auto& each) { return each; });
  if (array.level == "10" || array.level == "dm")
    return survives_raid10(members, raid10_geometry(array));
  return survives_parity(members, parity_geometry(array));
}

std::string sha256_of(std::span<const std::byte> bytes) {
  Sha256 sum;
  sum.add(bytes);
  return to_hex(sum.finish());
}

void check(const Array& array) {
  const auto whole = io::read_bytes(*make(array, array.members), 0, array.size);
  ASSERT_EQ(sha256_of(whole), array.sha256) << array.name;
  for (std::uint64_t missing = 1; missing < 1ULL << array.members.size(); ++missing) {
    auto members = array.members;
    for (std::size_t i = 0; i < members.size(); ++i)
      if ((missing >> i & 1) != 0) members[i] = nullptr;
    if (survives(array, members))
      ASSERT_TRUE(io::read_bytes(*make(array, members), 0, array.size) == whole)
          << array.name << ", missing " << missing;
    else
      ASSERT_NE(array.level == "0" ? 2 : std::popcount(missing), 1)
          << array.name << " has no copies";
  }
}

#define REQUIRE_PROGRAMS()               \
  VIXMOUNT_REQUIRE_PROGRAM("linux.uml"); \
  VIXMOUNT_REQUIRE_PROGRAM("mdadm");     \
  VIXMOUNT_REQUIRE_PROGRAM("dmsetup");   \
  VIXMOUNT_REQUIRE_PROGRAM("sfdisk")

void check_levels(const std::vector<std::string>& levels, std::size_t count) {
  std::size_t checked = 0;
  for (const auto& array : arrays()) {
    if (std::find(levels.begin(), levels.end(), array.level) == levels.end()) continue;
    check(array);
    ++checked;
  }
  EXPECT_EQ(checked, count);
}

TEST(LinuxRaid, StripedAndMirrored) {
  REQUIRE_PROGRAMS();
  check_levels({"0", "1"}, 6);
}

TEST(LinuxRaid, Raid4AndRaid5) {
  REQUIRE_PROGRAMS();
  check_levels({"4", "5"}, 12);
}

TEST(LinuxRaid, Raid6) {
  REQUIRE_PROGRAMS();
  check_levels({"6"}, 17);
}

TEST(LinuxRaid, Raid10) {
  REQUIRE_PROGRAMS();
  check_levels({"10", "dm"}, 15);
}

}  // namespace
}  // namespace vixmount::volume::raid
