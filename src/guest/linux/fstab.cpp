#include "guest/linux/fstab.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "guest/guest_file.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kMostEntries = 4096;

bool is_octal(char c) noexcept { return c >= '0' && c <= '7'; }

// "\040" is a blank, "\134" a back slash.
std::string unescape(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool escape = field[i] == '\\' && i + 3 < field.size() && is_octal(field[i + 1]) &&
                        is_octal(field[i + 2]) && is_octal(field[i + 3]);
    if (!escape) {
      out.push_back(field[i]);
      continue;
    }
    const int value = (field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0');
    if (value != 0 && value < 256) out.push_back(static_cast<char>(value));
    i += 3;
  }
  return out;
}

std::string_view next_field(std::string_view& line) {
  constexpr std::string_view kBlanks = " \t";
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const auto field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

bool has_option(std::string_view options, std::string_view wanted) {
  const auto all = split(options, ',');
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

template <std::size_t N>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, N>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
    return starts_with_ignoring_ascii_case(text, prefix);
  });
}

}  // namespace

std::vector<FstabEntry> parse_fstab(std::string_view text) {
  std::vector<FstabEntry> entries;
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size() && entries.size() < kMostEntries; ++i) {
    auto line = trim(lines[i]);
    if (line.starts_with('#')) continue;
    FstabEntry entry;
    entry.source = unescape(next_field(line));
    entry.path = unescape(next_field(line));
    entry.file_system = unescape(next_field(line));
    entry.options = unescape(next_field(line));
    entry.line = i + 1;
    if (entry.path.empty()) continue;
    if (entry.file_system.empty()) entry.file_system = "auto";
    if (entry.options.empty()) entry.options = "defaults";
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool mounts_a_volume(const FstabEntry& entry) {
  constexpr std::array<std::string_view, 5> kSpecifications = {
      "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "/dev/"};
  // Drives with removable media, and memory.
  constexpr std::array<std::string_view, 7> kNoVolumes = {
      "/dev/cdrom", "/dev/dvd", "/dev/sr", "/dev/scd", "/dev/fd", "/dev/zram", "/dev/ram"};
  constexpr std::array<std::string_view, 4> kNoFileSystems = {"swap", "tmpfs", "nfs", "ignore"};
  if (!entry.path.starts_with('/')) return false;
  if (!begins_with_one_of(entry.source, kSpecifications)) return false;
  if (begins_with_one_of(entry.source, kNoVolumes)) return false;
  if (begins_with_one_of(entry.file_system, kNoFileSystems)) return false;
  return !has_option(entry.options, "bind") && !has_option(entry.options, "rbind");
}

}  // namespace vixmount::guest::linux_guest
