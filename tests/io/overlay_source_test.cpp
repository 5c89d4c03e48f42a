#include "io/overlay_source.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "support/support.hpp"

namespace vixmount::io {
namespace {

std::string all_of(const ByteSource& source) {
  const auto bytes = read_bytes(source, 0, source.size());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(Overlay, RedirectsReplacesAndLeavesTheBaseAlone) {
  const auto base = test::memory_source("aaaabbbbccccdddd");
  OverlaySource overlay(base, 4, 1024);
  overlay.redirect(0, 12);
  overlay.replace(2, as_bytes("XYZW"));
  EXPECT_EQ(all_of(overlay), "ddddbbbbXYZWdddd");
  EXPECT_EQ(all_of(*base), "aaaabbbbccccdddd");
  EXPECT_EQ(overlay.map(0, 16).reader, base.get()) << "a redirected block costs no memory";
  overlay.restore(2);
  EXPECT_EQ(all_of(overlay), "ddddbbbbccccdddd");
}

TEST(Overlay, WritesCrossBlocksAndSeeEarlierChanges) {
  OverlaySource overlay(test::memory_source("aaaabbbbccccdddd"), 4, 1024);
  overlay.redirect(1, 0);
  overlay.write(2, as_bytes("123456"));
  overlay.write(7, as_bytes("8"));
  EXPECT_EQ(all_of(overlay),
            "aa12345"
            "8ccccdddd");
}

TEST(Overlay, HostilePositionsAndSizesAreRefused) {
  OverlaySource overlay(test::memory_source("aaaabbbb"), 4, 4);
  EXPECT_EQ(test::error_kind_of([&] { overlay.redirect(2, 0); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { overlay.redirect(0, 6); }), ErrorKind::damaged);
  overlay.replace(0, as_bytes("1234"));
  overlay.replace(0, as_bytes("5678"));
  EXPECT_EQ(test::error_kind_of([&] { overlay.replace(1, as_bytes("1234")); }),
            ErrorKind::limit_exceeded);
}

}  // namespace
}  // namespace vixmount::io
