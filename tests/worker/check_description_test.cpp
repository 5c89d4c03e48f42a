#include "worker/client/check_description.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::worker {
namespace {

// A disk, a group on it, a volume of that.
DiskSetDescription sample() {
  DiskSetDescription description;
  description.layers.resize(3);
  description.layers[1].kind = volume::Layer::Kind::group;
  description.layers[1].on = {0};
  description.layers[2].kind = volume::Layer::Kind::volume;
  description.layers[2].on = {1};
  description.layers[2].volume = 0;
  description.volumes.resize(1);
  description.volumes[0].number = 1;
  return description;
}

template <typename Change>
bool is_refused_after(Change&& change) {
  auto description = sample();
  change(description);
  return test::error_kind_of([&] { check_description(description); }) == ErrorKind::worker_lost;
}

TEST(CheckDescription, AStackThatMakesSense) { EXPECT_NO_THROW(check_description(sample())); }

TEST(CheckDescription, LiesAreRefused) {
  using Set = DiskSetDescription;
  EXPECT_TRUE(is_refused_after([](Set& set) { set.layers[1].on = {1}; })) << "on itself";
  EXPECT_TRUE(is_refused_after([](Set& set) { set.layers[1].on = {0, 2}; })) << "a loop";
  EXPECT_TRUE(is_refused_after([](Set& set) { set.layers[1].on = {SIZE_MAX}; }));
  EXPECT_TRUE(is_refused_after([](Set& set) { set.layers[2].volume = 1; })) << "no such volume";
  EXPECT_TRUE(is_refused_after([](Set& set) { set.volumes[0].number = 2; }));
  EXPECT_TRUE(is_refused_after(
      [](Set& set) { set.layers[0].health.condition = static_cast<volume::Condition>(5); }));
  EXPECT_TRUE(is_refused_after(
      [](Set& set) { set.volumes[0].health.condition = static_cast<volume::Condition>(255); }));
  EXPECT_TRUE(is_refused_after(
      [](Set& set) { set.layers[0].kind = static_cast<volume::Layer::Kind>(3); }));
}

}  // namespace
}  // namespace vixmount::worker
