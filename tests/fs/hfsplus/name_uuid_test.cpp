#include "fs/hfsplus/name_uuid.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace vixmount::fs::hfsplus {
namespace {

// Expected values: uuid.uuid3() of Python.
TEST(NameUuid, IsThatOfAnotherImplementation) {
  const auto dns = *Guid::parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(name_uuid(dns, as_bytes("www.example.com")).to_string(),
            "5df41881-3aed-3515-88a7-2f4a814cf09e");
  EXPECT_EQ(name_uuid(dns, {}).to_string(), "c87ee674-4ddc-3efe-a74e-dfe25da5d7b3");
  EXPECT_EQ(name_uuid(dns, as_bytes(std::string(100, 'x'))).to_string(),
            "3bcc0d1a-950b-386e-889c-e44d6b0b48c0");
}

}  // namespace
}  // namespace vixmount::fs::hfsplus
