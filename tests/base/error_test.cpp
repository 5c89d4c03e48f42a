#include "base/error.hpp"

#include <cerrno>

#include <gtest/gtest.h>

namespace vixmount {
namespace {

TEST(Error, ContextGoesInFrontAndTheKindStays) {
  try {
    with_context("disk a.vmdk", [] { fail_at(512, "grain size {} is no power of two", 3); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 512U);
    EXPECT_STREQ(error.what(), "disk a.vmdk: grain size 3 is no power of two (at byte 512)");
  }
}

TEST(Error, SystemErrorsKeepTheirMeaning) {
  EXPECT_EQ(Error::from_errno(ENOENT, "x").kind(), ErrorKind::not_found);
  EXPECT_EQ(Error::from_errno(EPERM, "x").kind(), ErrorKind::access_denied);
  EXPECT_EQ(Error::from_errno(EIO, "/x").message(), "/x: Input/output error");
}

TEST(Error, EveryKindHasItsName) {
  EXPECT_EQ(name_of(ErrorKind::internal), "internal");
  EXPECT_EQ(name_of(ErrorKind::not_a_disk), "not_a_disk");
  EXPECT_EQ(name_of(ErrorKind::encrypted), "encrypted");
  EXPECT_EQ(name_of(ErrorKind::no_attribute), "no_attribute");
  EXPECT_EQ(name_of(ErrorKind::worker_lost), "worker_lost");
}

}  // namespace
}  // namespace vixmount
