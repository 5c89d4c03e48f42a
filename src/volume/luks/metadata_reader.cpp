#include "volume/luks/metadata_reader.hpp"

#include <openssl/evp.h>
#include <rapidjson/error/en.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::volume::luks {
namespace {

std::string text_of(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

// Salts and digests have some 64 bytes.
constexpr std::size_t kLongestBase64 = 4096;

}  // namespace

MetadataObject::MetadataObject(const rapidjson::Value& value, std::string name)
    : value_(&value), name_(std::move(name)) {
  if (!value.IsObject()) fail(ErrorKind::damaged, "LUKS2 metadata: {} is no object", name_);
}

bool MetadataObject::has(const char* key) const { return value_->HasMember(key); }

const rapidjson::Value& MetadataObject::member(const char* key) const {
  const auto found = value_->FindMember(key);
  if (found == value_->MemberEnd())
    fail(ErrorKind::damaged, "LUKS2 metadata: {} has no {}", name_, key);
  return found->value;
}

MetadataObject MetadataObject::object(const char* key) const {
  return {member(key), fmt::format("{} of {}", key, name_)};
}

std::string MetadataObject::text(const char* key) const {
  const auto& value = member(key);
  if (!value.IsString())
    fail(ErrorKind::damaged, "LUKS2 metadata: {} of {} is no text", key, name_);
  return text_of(value);
}

std::uint32_t MetadataObject::number(const char* key) const {
  const auto& value = member(key);
  if (!value.IsUint())
    fail(ErrorKind::damaged, "LUKS2 metadata: {} of {} is no number", key, name_);
  return value.GetUint();
}

std::uint64_t MetadataObject::long_number(const char* key) const {
  const auto number = parse_unsigned(text(key));
  if (!number) fail(ErrorKind::damaged, "LUKS2 metadata: {} of {} is no number", key, name_);
  return *number;
}

std::vector<std::byte> MetadataObject::bytes(const char* key) const {
  const auto encoded = text(key);
  const auto padding = encoded.ends_with("==") ? 2 : encoded.ends_with('=') ? 1 : 0;
  std::vector<std::byte> decoded(encoded.size() / 4 * 3);
  if (encoded.size() % 4 != 0 || encoded.empty() || encoded.size() > kLongestBase64 ||
      ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                        reinterpret_cast<const unsigned char*>(encoded.data()),
                        static_cast<int>(encoded.size())) != static_cast<int>(decoded.size()))
    fail(ErrorKind::damaged, "LUKS2 metadata: {} of {} is no base64", key, name_);
  decoded.erase(decoded.end() - padding, decoded.end());
  return decoded;
}

std::vector<std::string> MetadataObject::texts(const char* key) const {
  std::vector<std::string> all;
  if (!has(key)) return all;
  const auto& value = member(key);
  if (!value.IsArray()) fail(ErrorKind::damaged, "LUKS2 metadata: {} of {} is no list", key, name_);
  for (const auto& item : value.GetArray()) {
    if (!item.IsString())
      fail(ErrorKind::damaged, "LUKS2 metadata: {} of {} holds what is no text", key, name_);
    all.push_back(text_of(item));
  }
  return all;
}

std::vector<std::pair<std::string, MetadataObject>> MetadataObject::members(
    std::string_view kind, std::size_t most) const {
  if (value_->MemberCount() > most)
    fail(ErrorKind::limit_exceeded, "LUKS2 metadata: more than {} members in {}", most, name_);
  std::vector<std::pair<std::string, MetadataObject>> all;
  for (const auto& member : value_->GetObject()) {
    auto key = text_of(member.name);
    auto name = fmt::format("{} {}", kind, printable(key, 32));
    all.emplace_back(std::move(key), MetadataObject(member.value, std::move(name)));
  }
  return all;
}

rapidjson::Document parse_metadata(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError())
    fail(ErrorKind::damaged, "LUKS2 metadata: {} (at character {})",
         rapidjson::GetParseError_En(document.GetParseError()), document.GetErrorOffset());
  return document;
}

}  // namespace vixmount::volume::luks
