// Paths of a Windows guest, and the names and ids of MountedDevices.
#include "guest/windows_path.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>

#include "guest/windows/mounted_devices.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto drive = guest::parse_drive_path(text))
    if (!drive->starts_with('/') || guest::windows_tree_path(*drive, "C:") != *drive) std::abort();
  if (!guest::windows_tree_path(text, "C:").starts_with('/')) std::abort();
  guest::windows::parse_device_name(text);
  guest::windows::parse_device_id(BytesView(std::as_bytes(std::span(data, size))));
  return 0;
}
