#include "base/guid.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace vixmount {
namespace {

// The EFI system partition's type GUID, as UEFI prints it and as it lies on disk.
constexpr char kText[] = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
constexpr char kOnDisk[] = "\x28\x73\x2A\xC1\x1F\xF8\xD2\x11\xBA\x4B\x00\xA0\xC9\x3E\xC9\x3B";

TEST(Guid, MixedEndianBytesPrintAsTheStandardText) {
  const auto raw = as_bytes(std::string_view(kOnDisk, 16)).first<16>();
  EXPECT_EQ(Guid::from_mixed_endian_bytes(raw).to_string(), kText);
  EXPECT_EQ(Guid::from_uuid_bytes(raw).to_string(), "28732ac1-1ff8-d211-ba4b-00a0c93ec93b");
}

TEST(Guid, ParsesWhatItPrintsAndRefusesTheRest) {
  EXPECT_EQ(Guid::parse(kText)->to_string(), kText);
  EXPECT_EQ(Guid::parse("{C12A7328-F81F-11D2-BA4B-00A0C93EC93B}")->to_string(), kText);
  EXPECT_FALSE(Guid::parse("c12a7328f81f-11d2-ba4b-00a0c93ec93b-"));
  EXPECT_FALSE(Guid::parse("g12a7328-f81f-11d2-ba4b-00a0c93ec93b"));
  EXPECT_FALSE(Guid::parse(""));
  EXPECT_TRUE(Guid{}.is_nil());
}

}  // namespace
}  // namespace vixmount
