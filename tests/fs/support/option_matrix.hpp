// The record behind docs/OPTION_MATRIX.md: which volumes, made with which options and filled with
// what, were compared with an independent reader in this run of the tests. See
// scripts/option_matrix.py and docs/TESTING.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::test {

struct MatrixVariant {
  std::string format;    // the heading: "XFS"
  std::string name;      // the variant's in its test; no other of the format has it
  std::string made_by;   // "mkfs.xfs -b size=1024": what a reader of the page would type
  std::string oracle;    // who says what is right: "Linux, mounted"
  std::string contents;  // what was put in, separated by ", ": "holes, hard links"
};

// Stands at the beginning of the check of one variant, before what may skip it:
//   test::MatrixRecord record({"XFS", variant.name, ...});
//   ... skip, make, fill, compare ...
//   record.compared(counts.nodes);
// Its end writes one line into the build folder: passed, when the test has no failure by then and
// compared() was called; skipped, with or without a reason; else failed. One process for each test
// and one file for each variant: tests may run at the same time.
class MatrixRecord {
 public:
  explicit MatrixRecord(MatrixVariant variant);
  ~MatrixRecord();
  MatrixRecord(const MatrixRecord&) = delete;
  MatrixRecord& operator=(const MatrixRecord&) = delete;

  // All that `nodes` files, directories and other nodes have was compared. More than none.
  void compared(std::size_t nodes) noexcept { nodes_ = nodes; }

 private:
  std::string_view result() const;

  MatrixVariant variant_;
  std::size_t nodes_ = 0;
};

}  // namespace vixmount::test
