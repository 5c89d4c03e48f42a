// Hashes of names against those that debugfs computes.
#include "fs/ext/name_hash.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "fs/ext/casefold.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

const char* const kNames[] = {"a",
                              "hello",
                              "a.b.c.d",
                              "exactly16letters",
                              "exactly-thirty-two-letters-long!",
                              "a name that is a good deal longer than thirty-two bytes, indeed",
                              "\xC3\xA4\xC3\xB6\xC3\xBC",
                              "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E-file.txt"};

NameHash hash_by_debugfs(const std::string& options, const std::string& name) {
  // "Hash of NAME is 0x32252546 (minor 0x0)"
  const auto output =
      test::run("debugfs -R 'dx_hash " + options + " \"" + name + "\"' 2>/dev/null");
  const auto major = output.rfind(" is 0x");
  const auto minor = output.rfind("minor 0x");
  return {static_cast<std::uint32_t>(std::stoul(output.substr(major + 4), nullptr, 16)),
          static_cast<std::uint32_t>(std::stoul(output.substr(minor + 6), nullptr, 16))};
}

struct Algorithm {
  const char* name;
  HashVersion version;
};

class NameHashOf : public testing::TestWithParam<Algorithm> {};

TEST_P(NameHashOf, IsThatOfDebugfs) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  const auto version = static_cast<std::uint8_t>(GetParam().version);
  // The UUID's bytes as four little endian numbers.
  const HashSeed seed = {0x67452301, 0xEFCDAB89, 0x78563412, 0xF0DEBC9A};
  const std::string seed_option = "-s 01234567-89ab-cdef-1234-56789abcdef0 ";
  for (const auto* name : kNames) {
    const auto options = std::string("-h ") + GetParam().name + " ";
    const auto plain = hash_by_debugfs(options, name);
    const auto ours = hash_name(name, version, {});
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->major, plain.major) << name;
    EXPECT_EQ(ours->minor, plain.minor) << name;
    const auto seeded = hash_by_debugfs(options + seed_option, name);
    EXPECT_EQ(hash_name(name, version, seed)->major, seeded.major) << name;
    EXPECT_EQ(hash_name(name, version, seed)->minor, seeded.minor) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Ext, NameHashOf,
                         testing::Values(Algorithm{"legacy", HashVersion::legacy},
                                         Algorithm{"half_md4", HashVersion::half_md4},
                                         Algorithm{"tea", HashVersion::tea}));

// For ASCII both variants agree; the kernel tests cover other names.
TEST(NameHash, UnsignedVariantsDifferOnlyBeyondAscii) {
  for (std::uint8_t version = 0; version < 3; ++version) {
    const auto other = static_cast<std::uint8_t>(version + 3);
    EXPECT_EQ(hash_name("plain", version, {})->major, hash_name("plain", other, {})->major);
    EXPECT_NE(hash_name("\xC3\xA4", version, {})->major, hash_name("\xC3\xA4", other, {})->major);
  }
}

TEST(NameHash, UnknownVersionsHaveNone) {
  EXPECT_FALSE(hash_name("x", 6, {}));  // SipHash needs a key
  EXPECT_FALSE(hash_name("x", 200, {}));
}

TEST(Casefold, HashesAsDebugfsDoes) {
  VIXMOUNT_REQUIRE_PROGRAM("debugfs");
  for (const auto* name : {"Hello", "\xC3\x84\xC3\x96\xC3\x9C",
                           "Stra\xC3\x9F"
                           "e",
                           "\xEF\xAC\x81ne", "\xC4\xB0stanbul",
                           "\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82"}) {
    const auto folded = casefold(name);
    ASSERT_TRUE(folded) << name;
    const auto expected = hash_by_debugfs("-h half_md4 -c -e utf8", name);
    EXPECT_EQ(hash_name(*folded, 1, {})->major, expected.major) << name;
  }
  EXPECT_FALSE(casefold("\xFF\xFE"));
}

}  // namespace
}  // namespace vixmount::fs::ext
