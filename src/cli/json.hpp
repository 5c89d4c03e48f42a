// JSON straight into the output, value by value; nothing is collected.
//
// A text that is not valid UTF-8 (a guest's file name can be any bytes) is written twice: under its
// key with U+FFFD for what is wrong, and as KEY_base64, which holds the very bytes.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/writer.h>

#include "cli/output.hpp"

namespace vixmount::cli {

// U+FFFD for every byte that is part of no UTF-8 sequence.
std::string with_replacement_characters(std::string_view text);

class Json {
 public:
  explicit Json(Output& output) : output_(output), writer_(output) {}

  Json& begin_object() { return writer_.StartObject(), *this; }
  Json& end_object() { return writer_.EndObject(), *this; }
  Json& begin_array() { return writer_.StartArray(), *this; }
  Json& end_array() { return writer_.EndArray(), *this; }
  Json& key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
  }

  // Bare values, in arrays or behind key().
  Json& value(std::string_view text);
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(bool truth) { return writer_.Bool(truth), *this; }
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) Json& value(T number) { return writer_.Uint64(number), *this; }
  template <std::signed_integral T>
  Json& value(T number) {
    return writer_.Int64(number), *this;
  }
  Json& null() { return writer_.Null(), *this; }

  // Members of an object.
  Json& member(std::string_view name, std::string_view text) { return text_member(name, text); }
  Json& member(std::string_view name, const char* text) { return text_member(name, text); }
  Json& member(std::string_view name, const std::string& text) { return text_member(name, text); }
  template <std::integral T>
  Json& member(std::string_view name, T plain) {
    return key(name).value(plain);
  }
  template <typename T>
  Json& member(std::string_view name, const std::optional<T>& optional) {
    return optional ? member(name, *optional) : key(name).null();
  }
  Json& member(std::string_view name, const std::vector<std::string>& texts);
  // For values where an empty text means that there is none: null.
  Json& member_or_null(std::string_view name, std::string_view text) {
    return text.empty() ? key(name).null() : text_member(name, text);
  }

  // Ends the document with a line feed.
  void finish_line() { output_.Put('\n'); }

 private:
  Json& text_member(std::string_view name, std::string_view text);
  Json& valid_text(std::string_view text) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return *this;
  }

  Output& output_;
  rapidjson::Writer<Output> writer_;
};

}  // namespace vixmount::cli
