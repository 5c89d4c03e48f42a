#include "volume/key_ring.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {
namespace {

// As Linux counts disks: a ... z, aa, ab ...
std::string disk_letters(std::size_t disk) {
  std::string letters;
  for (std::size_t rest = disk + 1; rest != 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return letters;
}

// "/dev/sda2" and what other buses call the same place; the guest's own names (LVM, MD).
std::vector<std::string> names_of(const Volume& volume) {
  auto names = volume.device_names;
  names.push_back(volume.name);
  const bool is_whole_disk = volume.partition_number == 0 && volume.offset == 0;
  if (!volume.disk || (volume.partition_number == 0 && !is_whole_disk)) return names;
  const auto number = is_whole_disk ? std::string() : std::to_string(volume.partition_number);
  for (const auto* prefix : {"/dev/sd", "/dev/vd", "/dev/hd", "/dev/xvd"})
    names.push_back(prefix + disk_letters(*volume.disk) + number);
  names.push_back(
      fmt::format("/dev/nvme0n{}{}{}", *volume.disk + 1, is_whole_disk ? "" : "p", number));
  return names;
}

bool is_same_id(std::string_view a, std::string_view b) {
  return !b.empty() && equals_ignoring_ascii_case(a, b);
}

}  // namespace

bool selects(std::string_view selector, const Volume& volume, std::string_view uuid) {
  if (selector == "all" || is_same_id(selector, uuid) ||
      is_same_id(selector, volume.partition_uuid) || is_same_id(selector, volume.uuid))
    return true;
  const auto names = names_of(volume);
  return std::find(names.begin(), names.end(), selector) != names.end();
}

std::vector<const Key*> KeyRing::keys_for(const Container& container, std::string_view uuid) const {
  Volume named;  // where tests give none
  named.name = container.name;
  const auto& volume = container.volume ? *container.volume : named;
  std::vector<const Key*> found;
  for (const auto& key : keys_)
    if (selects(key.selector, volume, uuid)) found.push_back(&key);
  return found;
}

}  // namespace vixmount::volume
