#include "mount/errno_code.hpp"

#include <cerrno>

#include <gtest/gtest.h>

namespace vixmount::mount {
namespace {

TEST(ErrnoCode, EveryKindHasANumber) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::worker_lost); ++kind)
    EXPECT_GT(errno_of(static_cast<ErrorKind>(kind)), 0) << kind;
}

TEST(ErrnoCode, WhatAReaderBranchesOn) {
  EXPECT_EQ(errno_of(ErrorKind::damaged), EIO);
  EXPECT_EQ(errno_of(ErrorKind::io), EIO);
  EXPECT_EQ(errno_of(ErrorKind::not_found), ENOENT);
  EXPECT_EQ(errno_of(ErrorKind::encrypted), ENOKEY);
  EXPECT_EQ(errno_of(ErrorKind::unsupported), EOPNOTSUPP);
  EXPECT_EQ(errno_of(ErrorKind::read_only), EROFS);
  EXPECT_EQ(errno_of(ErrorKind::no_attribute), ENODATA);
  EXPECT_EQ(errno_of(ErrorKind::not_a_directory), ENOTDIR);
}

// Errors that came from the host's errno arrive as the same errno.
TEST(ErrnoCode, HostErrorsKeepTheirNumber) {
  for (const int number : {ENOENT, EACCES, EEXIST, EBUSY, EROFS, ENOMEM, EMFILE, ENOSPC, ENOTDIR,
                           EISDIR, ENODATA, EINVAL, EOPNOTSUPP, EIO})
    EXPECT_EQ(errno_of(Error::from_errno(number, "").kind()), number);
}

}  // namespace
}  // namespace vixmount::mount
