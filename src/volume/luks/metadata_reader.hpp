// Typed access to the JSON metadata of LUKS2. What is missing or of another type is Error{damaged}
// that names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

namespace vixmount::volume::luks {

// An object of the metadata with its name for messages. Valid as long as the document.
class MetadataObject {
 public:
  // Error{damaged} unless `value` is an object.
  MetadataObject(const rapidjson::Value& value, std::string name);

  const std::string& name() const noexcept { return name_; }
  bool has(const char* key) const;
  MetadataObject object(const char* key) const;
  std::string text(const char* key) const;
  std::uint32_t number(const char* key) const;
  // A number of 64 bits: the format writes them as text.
  std::uint64_t long_number(const char* key) const;
  // base64
  std::vector<std::byte> bytes(const char* key) const;
  // Nothing when the member is missing.
  std::vector<std::string> texts(const char* key) const;
  // All members, which are objects, at most `most`, named "`kind` KEY".
  std::vector<std::pair<std::string, MetadataObject>> members(std::string_view kind,
                                                              std::size_t most) const;

 private:
  const rapidjson::Value& member(const char* key) const;

  const rapidjson::Value* value_;
  std::string name_;
};

// Parses without recursion. Error{damaged} with the place for text that is no JSON object.
rapidjson::Document parse_metadata(const std::string& text);

}  // namespace vixmount::volume::luks
