#include "fs/support/option_matrix.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::test {
namespace {

std::filesystem::path file_of(const MatrixVariant& variant) {
  auto name = variant.format + "." + variant.name + ".tsv";
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ' '; }, '_');
  return std::filesystem::path(VIXMOUNT_BINARY_DIR) / "matrix" / name;
}

}  // namespace

MatrixRecord::MatrixRecord(MatrixVariant variant) : variant_(std::move(variant)) {
  // What an earlier run wrote is not true of this one, however it ends.
  std::filesystem::remove(file_of(variant_));
}

std::string_view MatrixRecord::result() const {
  if (testing::Test::IsSkipped()) return "skipped";
  return nodes_ != 0 && !testing::Test::HasFailure() ? "passed" : "failed";
}

MatrixRecord::~MatrixRecord() {
  try {
    const auto file = file_of(variant_);
    std::filesystem::create_directories(file.parent_path());
    write_file(file, fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", variant_.format, variant_.name,
                                 variant_.made_by, variant_.oracle, variant_.contents, nodes_,
                                 result()));
  } catch (const std::exception& error) {
    ADD_FAILURE() << "the record of the option matrix: " << error.what();
  }
}

}  // namespace vixmount::test
