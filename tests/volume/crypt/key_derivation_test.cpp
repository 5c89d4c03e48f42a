// Vectors of RFC 6070 (SHA-1), RFC 7914 (SHA-256), libargon2's own tests (Argon2), and Python's
// hashlib (the other hashes, the anti-forensic merge).
#include "volume/crypt/key_derivation.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "hex.hpp"
#include "support/support.hpp"
#include "volume/crypt/anti_forensic.hpp"
#include "volume/crypt/hash.hpp"

namespace vixmount::volume::crypt {
namespace {

using test::hex;
using vixmount::test::error_kind_of;

std::string derived(const KeyDerivation& derivation, std::string_view passphrase,
                    std::string_view salt, std::size_t bytes) {
  return hex(derive_key(derivation, as_bytes(passphrase), as_bytes(salt), bytes).bytes());
}

TEST(KeyDerivation, Pbkdf2) {
  EXPECT_EQ(derived(Pbkdf2{"sha1", 1}, "password", "salt", 20),
            "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  EXPECT_EQ(derived(Pbkdf2{"sha1", 4096}, "password", "salt", 20),
            "4b007901b765489abead49d926f721d065a429c1");
  EXPECT_EQ(derived(Pbkdf2{"SHA256", 1}, "passwd", "salt", 64),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
  EXPECT_EQ(derived(Pbkdf2{"sha512", 1000}, "password", "salt", 96),
            "afe6c5530785b6cc6b1c6453384731bd5ee432ee549fd42fb6695779ad8a1c5b"
            "f59de69c48f774efc4007d5298f9033c0241d5ab69305e7b64eceeb8d834cfec"
            "6afdec3c1c23982a121f2d4be008889378a49a0dfb104f0d2856e38f44271cda");
  EXPECT_EQ(derived(Pbkdf2{"ripemd160", 1000}, "password", "salt", 32),
            "b5c5682c46fdb315930cfc54e82d0987e6ef938fee9320191bfbac2700de4ed4");
}

TEST(KeyDerivation, Argon2) {
  EXPECT_EQ(derived(Argon2{false, 2, 256, 1}, "password", "somesalt", 32),
            "89e9029f4637b295beb027056a7336c414fadd43f6b208645281cb214a56452f");
  EXPECT_EQ(derived(Argon2{true, 2, 256, 1}, "password", "somesalt", 32),
            "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
  EXPECT_EQ(error_kind_of([] {
              derived(Argon2{true, 2, 256, 1}, "password", "short", 32);
            }),
            ErrorKind::damaged);
}

TEST(KeyDerivation, TakesAnEmptyPassphrase) {
  EXPECT_EQ(derived(Pbkdf2{"sha1", 1}, "", "salt", 20).size(), 40U);
  EXPECT_EQ(derived(Argon2{true, 1, 64, 2}, "", "somesalt", 16).size(), 32U);
}

// None of these may be begun: each would take minutes or the machine's memory.
TEST(KeyDerivation, RefusesWhatTakesTooMuch) {
  const auto kind = [](const KeyDerivation& derivation, std::size_t bytes) {
    return error_kind_of([&] { derived(derivation, "password", "somesalt", bytes); });
  };
  EXPECT_EQ(kind(Pbkdf2{"sha256", 0xFFFFFFFF}, 32), ErrorKind::limit_exceeded);
  EXPECT_EQ(kind(Pbkdf2{"sha1", 20'000'000}, 64), ErrorKind::limit_exceeded);
  EXPECT_EQ(kind(Argon2{true, 1, (4U << 20) + 1, 4}, 32), ErrorKind::limit_exceeded);
  EXPECT_EQ(kind(Argon2{true, 0xFFFFFFFF, 1024, 4}, 32), ErrorKind::limit_exceeded);
  EXPECT_EQ(kind(Argon2{true, 1, 1 << 20, 65}, 32), ErrorKind::limit_exceeded);
}

TEST(KeyDerivation, RefusesWhatCannotBe) {
  const auto kind = [](const KeyDerivation& derivation, std::size_t bytes) {
    return error_kind_of([&] { derived(derivation, "password", "somesalt", bytes); });
  };
  EXPECT_EQ(kind(Pbkdf2{"sha256", 0}, 32), ErrorKind::damaged);
  EXPECT_EQ(kind(Pbkdf2{"sha256", 1000}, 0), ErrorKind::damaged);
  EXPECT_EQ(kind(Pbkdf2{"sha256", 1000}, 513), ErrorKind::damaged);
  EXPECT_EQ(kind(Pbkdf2{"whirlpool", 1000}, 32), ErrorKind::unsupported);
  EXPECT_EQ(kind(Pbkdf2{"NULL", 1000}, 32), ErrorKind::unsupported);
  EXPECT_EQ(kind(Argon2{true, 0, 1024, 4}, 32), ErrorKind::damaged);
  EXPECT_EQ(kind(Argon2{true, 1, 31, 4}, 32), ErrorKind::damaged);
  EXPECT_EQ(kind(Argon2{true, 1, 1024, 0}, 32), ErrorKind::damaged);
}

// All names that a header may hold are ones that this libcrypto has.
TEST(Hash, FindsEveryNameItKnows) {
  for (const auto* name :
       {"sha1", "sha224", "sha256", "sha384", "sha512", "sha3-224", "sha3-256", "sha3-384",
        "sha3-512", "ripemd160", "blake2b-512", "blake2s-256", "sm3", "md5"})
    EXPECT_TRUE(find_hash(name)) << name;
}

TEST(AntiForensic, MergesStripes) {
  std::vector<std::byte> material;
  for (int i = 0; i < 150; ++i) material.push_back(static_cast<std::byte>(i));
  EXPECT_EQ(hex(merge_stripes(material, 50, 3, "sha1").bytes()),
            "5c942e6bdda1330bef57d927c049b71efd477d81ee8703430d07bd82534ec3a5"
            "fcd4ac5370aa5904822ee8961ac52ab70b31");
  EXPECT_EQ(hex(merge_stripes(material, 4, 1, "sha256").bytes()), "00010203");
}

TEST(AntiForensic, RefusesMaterialThatIsTooShort) {
  const std::vector<std::byte> material(100);
  const auto kind = [&](std::size_t bytes, std::uint32_t stripes) {
    return error_kind_of([&] { merge_stripes(material, bytes, stripes, "sha1"); });
  };
  EXPECT_EQ(kind(51, 2), ErrorKind::damaged);
  EXPECT_EQ(kind(1, 0xFFFFFFFF), ErrorKind::damaged);
  EXPECT_EQ(kind(0, 1), ErrorKind::damaged);
  EXPECT_EQ(kind(50, 0), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::volume::crypt
