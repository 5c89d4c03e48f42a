// One flat JSON object, put together in memory: the rows of a long listing. A tree of a hundred
// thousand files is ten members each; with the general writer (json.hpp), which goes byte by byte,
// formatting took four times as long as fetching the entries. Texts follow the same convention.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "fs/file_system.hpp"

namespace vixmount::cli {

class JsonRow {
 public:
  // Begins the next row; the memory is kept.
  void clear() {
    row_.clear();
    row_.push_back('{');
    is_empty_ = true;
  }
  // Keys are our own words and need no escaping.
  void text(std::string_view key, std::string_view value);
  template <std::unsigned_integral T>
  void number(std::string_view key, T value) {
    begin_member(key);
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    row_.append(digits, static_cast<std::size_t>(end - digits));
  }
  void yes(std::string_view key) {
    begin_member(key);
    row_.append("true");
  }
  // ISO 8601 with nanoseconds.
  void time(std::string_view key, const fs::Timestamp& value);

  std::string_view finish() {
    row_.push_back('}');
    return row_;
  }

 private:
  void begin_member(std::string_view key);
  void append_escaped(std::string_view valid_utf8);

  std::string row_;
  bool is_empty_ = true;
  // Neighbours were often made in the same second.
  std::int64_t last_seconds_ = 0;
  std::string last_text_;
};

}  // namespace vixmount::cli
