#include "cli/json_row.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/format.hpp"
#include "cli/json.hpp"

namespace vixmount::cli {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
  });
}

}  // namespace

void JsonRow::begin_member(std::string_view key) {
  row_.append(is_empty_ ? "\"" : ",\"");
  is_empty_ = false;
  row_.append(key);
  row_.append("\":");
}

void JsonRow::text(std::string_view key, std::string_view value) {
  begin_member(key);
  row_.push_back('"');
  if (is_plain(value)) {
    row_.append(value);
  } else if (is_valid_utf8(value)) {
    append_escaped(value);
  } else {
    append_escaped(with_replacement_characters(value));
    row_.push_back('"');
    begin_member(std::string(key) + "_base64");
    row_.push_back('"');
    row_.append(base64(value));
  }
  row_.push_back('"');
}

void JsonRow::append_escaped(std::string_view valid_utf8) {
  for (const char byte : valid_utf8) {
    if (byte == '"' || byte == '\\') {
      row_.push_back('\\');
      row_.push_back(byte);
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      row_.append(fmt::format("\\u{:04X}", static_cast<unsigned>(byte)));
    } else {
      row_.push_back(byte);
    }
  }
}

void JsonRow::time(std::string_view key, const fs::Timestamp& value) {
  begin_member(key);
  if (last_text_.empty() || last_seconds_ != value.seconds) {
    last_text_ = iso_time({value.seconds, 0}, false);
    last_text_.back() = '.';  // in place of the Z, which comes behind the nanoseconds
    last_seconds_ = value.seconds;
  }
  row_.push_back('"');
  row_.append(last_text_);
  append_digits(row_, value.nanoseconds, 9);
  row_.append("Z\"");
}

}  // namespace vixmount::cli
