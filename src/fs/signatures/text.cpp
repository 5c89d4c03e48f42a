// Labels and identifiers in the shape that blkid prints.
#include "base/text.hpp"

#include <fmt/format.h>

#include "base/guid.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

std::string_view without_trailing_blanks(std::string_view text) noexcept {
  const auto last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

}  // namespace

Identification recognised(std::string_view type) {
  Identification identification;
  identification.type = type;
  identification.remark = fmt::format("{} is recognised, reading it is not supported yet", type);
  return identification;
}

void read_details(Identification& identification, const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    identification.remark += "; it is damaged: " + error.message();
  }
}

std::string clean_label(std::string_view raw) {
  raw = without_trailing_blanks(raw);
  return is_valid_utf8(raw) ? std::string(raw) : printable(raw);
}

std::string utf16le_label(BytesView raw) {
  std::size_t length = 0;
  while (length + 2 <= raw.size() && raw.le16_at(length) != 0) length += 2;
  return std::string(without_trailing_blanks(utf16le_to_utf8(raw.span().first(length))));
}

std::string utf16be_label(BytesView raw) {
  std::vector<std::byte> swapped(raw.span().begin(), raw.span().end());
  for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
  return utf16le_label(BytesView(swapped, raw.origin()));
}

std::string uuid_at(BytesView bytes, std::size_t offset) {
  const auto uuid = Guid::from_uuid_bytes(bytes.sub(offset, 16).span().first<16>());
  return uuid.is_nil() ? std::string() : uuid.to_string();
}

}  // namespace vixmount::fs::signatures
