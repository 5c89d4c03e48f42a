// Columns for people: as wide as their widest cell.
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"

namespace vixmount::cli {

class Table {
 public:
  explicit Table(std::vector<std::string> titles) { rows_.push_back(std::move(titles)); }
  // As many cells as there are titles; an empty cell is shown as "-".
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print(Output& out) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace vixmount::cli
