// /etc/fstab and /etc/crypttab, and the devices they name among a few volumes.
#include "guest/linux/fstab.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

#include "guest/linux/crypttab.hpp"
#include "guest/linux/device_names.hpp"

namespace {

using namespace vixmount;

const std::vector<guest::GuestVolume>& sample_volumes() {
  static const volume::Volume partition = [] {
    volume::Volume made;
    made.disk = 0;
    made.partition_number = 1;
    made.partition_uuid = "aaaa-01";
    made.partition_label = "root";
    made.device_names = {"/dev/vg/root"};
    return made;
  }();
  static const std::vector<guest::GuestVolume> volumes = {
      {1, &partition, {"ext4", "root", "0a1b", true, {}}, nullptr}};
  return volumes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guest::linux_guest;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto& volumes = sample_volumes();
  const auto crypttab = parse_crypttab(text);
  for (const auto& entry : parse_fstab(text)) {
    if (!mounts_a_volume(entry)) continue;
    find_device(volumes, volumes.front(), entry.source, entry.file_system);
    find_opened_device(volumes, volumes.front(), crypttab, entry.source);
  }
  return 0;
}
