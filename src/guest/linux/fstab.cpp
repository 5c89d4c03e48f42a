#include "guest/linux/fstab.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "guest/guest_file.hpp"
#include "guest/linux/table_line.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kMostEntries = 4096;

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
    auto fields = fields_of_line(lines[i], 4);
    if (fields.size() < 2) continue;
    fields.resize(4);
    FstabEntry entry{fields[0], fields[1], fields[2], fields[3], i + 1};
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
