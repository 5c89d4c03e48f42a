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
std::vector<std::string> names_of(const Container& container) {
  std::vector<std::string> names = {container.name};
  if (container.volume)
    names.insert(names.end(), container.volume->device_names.begin(),
                 container.volume->device_names.end());
  if (!container.disk || !container.volume) return names;
  const auto partition = container.volume->partition_number;
  const auto number = partition == 0 ? std::string() : std::to_string(partition);
  for (const auto* prefix : {"/dev/sd", "/dev/vd", "/dev/hd", "/dev/xvd"})
    names.push_back(prefix + disk_letters(*container.disk) + number);
  names.push_back(
      fmt::format("/dev/nvme0n{}{}{}", *container.disk + 1, partition == 0 ? "" : "p", number));
  return names;
}

}  // namespace

std::vector<const Key*> KeyRing::keys_for(const Container& container, std::string_view uuid) const {
  if (keys_.empty()) return {};
  const auto names = names_of(container);
  const auto same_id = [](std::string_view a, std::string_view b) {
    return !b.empty() && equals_ignoring_ascii_case(a, b);
  };
  std::vector<const Key*> found;
  for (const auto& key : keys_)
    if (key.selector == "all" || same_id(key.selector, uuid) ||
        (container.volume && same_id(key.selector, container.volume->partition_uuid)) ||
        std::find(names.begin(), names.end(), key.selector) != names.end())
      found.push_back(&key);
  return found;
}

}  // namespace vixmount::volume
