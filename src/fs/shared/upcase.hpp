// $UpCase: the volume's own table of capital letters, by which names are sorted and compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fs/shared/utf16_name.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs {

class Upcase {
 public:
  static constexpr std::size_t kUnits = 65536;
  static constexpr std::size_t kBytes = 2 * kUnits;

  // Error{damaged} when the content has another size, or ASCII letters that do not become capitals.
  static std::shared_ptr<const Upcase> parse(const io::ByteSource& content);
  // The table that Windows Vista and later write, for volumes whose own is unreadable.
  static std::shared_ptr<const Upcase> standard();

  std::u16string capitals(Utf16View name) const;

  // By capital letters, unit by unit; a name before its continuations. <0, 0, >0.
  int compare_ignoring_case(Utf16View a, Utf16View b) const noexcept;
  // The order of directory indexes: names equal but for case are in the order of their units.
  int compare(Utf16View a, Utf16View b) const noexcept;

 private:
  explicit Upcase(std::vector<char16_t> table) : table_(std::move(table)) {}
  std::vector<char16_t> table_;  // kUnits
};

using UpcasePtr = std::shared_ptr<const Upcase>;

}  // namespace vixmount::fs
