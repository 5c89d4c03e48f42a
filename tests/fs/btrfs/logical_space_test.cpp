// Chunks by hand over two to four small devices of which some are missing.
#include "fs/btrfs/logical_space.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint64_t kDeviceBytes = 4 * kStripeLength;

Guid uuid_of(std::uint64_t device) {
  Guid uuid;
  uuid.bytes[0] = static_cast<std::uint8_t>(device);
  return uuid;
}

// Those of `ids`; every byte of a device is its number.
std::shared_ptr<const Devices> devices(const std::vector<std::uint64_t>& ids) {
  auto out = std::make_shared<Devices>();
  for (const auto id : ids) {
    Superblock superblock{};
    superblock.raw.device.id = id;
    superblock.raw.device.uuid[0] = static_cast<std::byte>(id);
    out->add(std::make_shared<io::MemorySource>(
                 std::vector<std::byte>(kDeviceBytes, static_cast<std::byte>(id))),
             superblock);
  }
  return out;
}

// Over devices 1 ... `count`, two rows long.
Chunk chunk(Profile profile, std::uint64_t count) {
  Chunk out;
  out.holds_data = true;
  out.profile = profile;
  for (std::uint64_t id = 1; id <= count; ++id) out.stripes.push_back({id, uuid_of(id), 0});
  const bool is_copied = profile == Profile::single || profile == Profile::mirrored;
  out.length = 2 * kStripeLength * (is_copied ? 1 : out.data_stripes());
  return out;
}

TEST(LogicalSpace, OnlyTheStripesOfAMissingDeviceCannotBeRead) {
  const auto striped = chunk(Profile::raid0, 2);
  const LogicalSpace space(devices({1}), {striped});
  std::uint64_t missing = 0;
  for (std::uint64_t at = 0; at < striped.length;) {
    const auto extent = space.map(at, striped.length - at);
    std::vector<std::byte> bytes(static_cast<std::size_t>(extent.length));
    const bool is_first_device = at / kStripeLength % 2 == 0;
    if (is_first_device) {
      space.read(at, bytes);
      EXPECT_EQ(bytes, std::vector<std::byte>(bytes.size(), std::byte{1}));
    } else {
      EXPECT_EQ(extent.reader, &space);
      EXPECT_THROW(space.read(at, bytes), MissingDevice);
      missing += extent.length;
    }
    at += extent.length;
  }
  EXPECT_EQ(missing, 2 * kStripeLength);
}

struct Arrangement {
  const char* name;
  Profile profile;
  std::uint64_t count;
  std::vector<std::uint64_t> here;
  bool can_be_read;
};
void PrintTo(const Arrangement& value, std::ostream* out) { *out << value.name; }

class Redundancy : public testing::TestWithParam<Arrangement> {};

TEST_P(Redundancy, IsToldFromTheDevicesThatAreHere) {
  const auto& of = GetParam();
  const auto one = chunk(of.profile, of.count);
  const LogicalSpace space(devices(of.here), {one});
  EXPECT_EQ(space.can_be_read(one), of.can_be_read);
  std::vector<std::byte> bytes(static_cast<std::size_t>(one.length));
  if (of.can_be_read)
    EXPECT_NO_THROW(space.read(0, bytes));
  else
    EXPECT_THROW(space.read(0, bytes), MissingDevice);
}

INSTANTIATE_TEST_SUITE_P(
    Btrfs, Redundancy,
    testing::Values(Arrangement{"single_here", Profile::single, 1, {1, 2}, true},
                    Arrangement{"single_lost", Profile::single, 1, {2}, false},
                    Arrangement{"raid0_lost", Profile::raid0, 3, {1, 3}, false},
                    Arrangement{"raid1_lost", Profile::mirrored, 2, {2}, true},
                    Arrangement{"raid1c3_two_lost", Profile::mirrored, 3, {3}, true},
                    Arrangement{"raid1_both_lost", Profile::mirrored, 2, {3}, false},
                    Arrangement{"raid5_one_lost", Profile::raid5, 3, {1, 3}, true},
                    Arrangement{"raid5_two_lost", Profile::raid5, 3, {1}, false},
                    Arrangement{"raid6_two_lost", Profile::raid6, 4, {1, 4}, true},
                    Arrangement{"raid6_three_lost", Profile::raid6, 4, {4}, false},
                    Arrangement{"raid10_one_of_each", Profile::raid10, 4, {1, 4}, true},
                    Arrangement{"raid10_a_pair", Profile::raid10, 4, {3, 4}, false}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace vixmount::fs::btrfs
