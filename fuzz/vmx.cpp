// A .vmx: the dictionary with its encodings and escapes, and the disks in it.
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "guest/vm/virtual_machine.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto machine = guest::vm::load(text);
    for (const auto& disk : machine.attached_disks())
      guest::vm::resolve_name("/vm", disk.file_name);
  } catch (const Error&) {
    // Refused: as good an answer as any.
  }
  return 0;
}
