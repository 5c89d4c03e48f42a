#include "guest/windows_path.hpp"

#include <gtest/gtest.h>

namespace vixmount::guest {
namespace {

TEST(WindowsPath, DrivesInEveryForm) {
  EXPECT_EQ(parse_drive_path("C:"), "/C:");
  EXPECT_EQ(parse_drive_path("c:\\"), "/C:/");
  EXPECT_EQ(parse_drive_path("C:\\Users\\Anna B"), "/C:/Users/Anna B");
  EXPECT_EQ(parse_drive_path("d:/x\\y/"), "/D:/x/y/");
  EXPECT_EQ(parse_drive_path("\\\\?\\C:\\x"), "/C:/x");
  EXPECT_EQ(parse_drive_path("\\\\.\\C:\\x"), "/C:/x");
  EXPECT_EQ(parse_drive_path("\\??\\C:\\x"), "/C:/x");
  EXPECT_EQ(parse_drive_path("\\\\?\\Volume{01}\\x"), "/Volume{01}/x");
}

TEST(WindowsPath, WhatHasNoDrive) {
  for (const auto* path : {"", "C", ":", "C:x", "1:\\x", "\\x", "/C:/x", "\\\\server\\share",
                           "\\\\?\\", "\\\\?\\UNC\\s\\x", "Volume{01}\\x", "CC:\\x", "/etc/C:/x"})
    EXPECT_FALSE(parse_drive_path(path)) << path;
}

TEST(WindowsPath, WithoutALetterItIsTheSystemsDrive) {
  EXPECT_EQ(windows_tree_path("\\Users\\anna", "C:"), "/C:/Users/anna");
  EXPECT_EQ(windows_tree_path("/Users/anna/", "D:"), "/D:/Users/anna/");
  EXPECT_EQ(windows_tree_path("Users", "C:"), "/C:/Users");
  EXPECT_EQ(windows_tree_path("e:\\x", "C:"), "/E:/x");
  EXPECT_EQ(windows_tree_path("/e:/x", "C:"), "/e:/x");
  EXPECT_EQ(windows_tree_path("/Volume{01}/x", "C:"), "/Volume{01}/x");
  EXPECT_EQ(windows_tree_path("/", "C:"), "/");
  EXPECT_EQ(windows_tree_path("\\\\", "C:"), "/");
  EXPECT_EQ(windows_tree_path("", "C:"), "/");
}

}  // namespace
}  // namespace vixmount::guest
