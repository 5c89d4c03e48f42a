#include "guest/linux/crypttab.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "guest/guest_file.hpp"
#include "guest/linux/table_line.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kMostEntries = 4096;

std::optional<std::string_view> behind_one_of(std::string_view text,
                                              std::initializer_list<std::string_view> prefixes) {
  for (const auto prefix : prefixes)
    if (starts_with_ignoring_ascii_case(text, prefix)) return text.substr(prefix.size());
  return std::nullopt;
}

bool is_opened(const GuestVolume& volume) {
  return volume.volume != nullptr &&
         (volume.volume->scheme == "luks" || volume.volume->scheme == "bitlocker");
}

std::string_view without_quotes(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return text;
}

}  // namespace

std::vector<CrypttabEntry> parse_crypttab(std::string_view text) {
  std::vector<CrypttabEntry> entries;
  for (const auto line : lines_of(text)) {
    if (entries.size() == kMostEntries) break;
    auto fields = fields_of_line(line, 2);
    if (fields.size() == 2) entries.push_back({std::move(fields[0]), std::move(fields[1])});
  }
  return entries;
}

DeviceMatch find_opened_device(const std::vector<GuestVolume>& volumes, const GuestVolume& asking,
                               const std::vector<CrypttabEntry>& table, std::string_view device) {
  const auto name = behind_one_of(device, {"/dev/mapper/", "/dev/disk/by-id/dm-name-"});
  if (!name) return {};
  const auto entry = std::find_if(table.begin(), table.end(), [&](const CrypttabEntry& candidate) {
    return candidate.name == *name;
  });
  if (entry == table.end()) return {};
  // The UUID is the encryption header's, not the one of the file system inside.
  if (const auto uuid = behind_one_of(entry->source, {"UUID=", "/dev/disk/by-uuid/"})) {
    const auto found = std::find_if(volumes.begin(), volumes.end(), [&](const GuestVolume& volume) {
      return is_opened(volume) && !volume.volume->uuid.empty() &&
             equals_ignoring_ascii_case(volume.volume->uuid, without_quotes(*uuid));
    });
    return {found == volumes.end() ? nullptr : &*found, {}};
  }
  auto match = find_device(volumes, asking, entry->source, "auto");
  return match.volume != nullptr && is_opened(*match.volume) ? match : DeviceMatch{};
}

}  // namespace vixmount::guest::linux_guest
