#include "cli/json.hpp"

#include "base/text.hpp"
#include "cli/format.hpp"

namespace vixmount::cli {

std::string with_replacement_characters(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    while (length < 4 && length < text.size() && !is_valid_utf8(text.substr(0, length))) ++length;
    if (is_valid_utf8(text.substr(0, length))) {
      out += text.substr(0, length);
      text.remove_prefix(length);
    } else {
      out += kReplacement;
      text.remove_prefix(1);
    }
  }
  return out;
}

Json& Json::value(std::string_view text) {
  return is_valid_utf8(text) ? valid_text(text) : valid_text(with_replacement_characters(text));
}

Json& Json::text_member(std::string_view name, std::string_view text) {
  key(name).value(text);
  if (!is_valid_utf8(text)) key(std::string(name) + "_base64").valid_text(base64(text));
  return *this;
}

Json& Json::member(std::string_view name, const std::vector<std::string>& texts) {
  key(name).begin_array();
  for (const auto& text : texts) value(text);
  return end_array();
}

}  // namespace vixmount::cli
