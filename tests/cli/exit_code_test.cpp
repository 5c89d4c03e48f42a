#include "cli/exit_code.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::cli {
namespace {

// The documented codes of vixmount-exit-codes(7), which scripts rely on.
TEST(ExitCode, IsTheDocumentedOne) {
  const auto code = [](ErrorKind kind) { return static_cast<int>(exit_code_of(kind)); };
  EXPECT_EQ(code(ErrorKind::invalid_argument), 2);
  EXPECT_EQ(code(ErrorKind::not_found), 3);
  EXPECT_EQ(code(ErrorKind::access_denied), 4);
  EXPECT_EQ(code(ErrorKind::not_a_disk), 5);
  EXPECT_EQ(code(ErrorKind::damaged), 6);
  EXPECT_EQ(code(ErrorKind::unsupported), 7);
  EXPECT_EQ(code(ErrorKind::unsupported_version), 7);
  EXPECT_EQ(code(ErrorKind::encrypted), 8);
  EXPECT_EQ(code(ErrorKind::id_mismatch), 9);
  EXPECT_EQ(code(ErrorKind::parent_missing), 9);
  EXPECT_EQ(code(ErrorKind::invalid_chain), 9);
  EXPECT_EQ(code(ErrorKind::io), 10);
  EXPECT_EQ(code(ErrorKind::disk_full), 10);
  EXPECT_EQ(code(ErrorKind::mount_failed), 11);
  EXPECT_EQ(code(ErrorKind::busy), 11);
  EXPECT_EQ(code(ErrorKind::already_exists), 12);
  EXPECT_EQ(code(ErrorKind::no_memory), 13);
  EXPECT_EQ(code(ErrorKind::worker_lost), 14);
  EXPECT_EQ(code(ErrorKind::is_a_directory), 15);
  EXPECT_EQ(code(ErrorKind::internal), 70);
}

TEST(ExitCode, EveryKindHasOneThatTheManualNames) {
  const auto manual = test::read_file(VIXMOUNT_SOURCE_DIR "/packaging/man/vixmount-exit-codes.7");
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::worker_lost); ++kind) {
    const auto code = static_cast<int>(exit_code_of(static_cast<ErrorKind>(kind)));
    EXPECT_NE(code, 0);
    EXPECT_NE(manual.find(fmt::format("\n.B {}\n", code)), std::string::npos)
        << name_of(static_cast<ErrorKind>(kind));
  }
  for (const int code : {0, 1, 130, 141})
    EXPECT_NE(manual.find(fmt::format("\n.B {}\n", code)), std::string::npos) << code;
}

}  // namespace
}  // namespace vixmount::cli
