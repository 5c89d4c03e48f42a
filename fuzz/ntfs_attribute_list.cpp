// The input is the value of an $ATTRIBUTE_LIST.
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "fs/ntfs/attribute_list.hpp"

using namespace vixmount;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > fs::ntfs::kMostAttributeListBytes) return 0;
  try {
    const BytesView list(std::as_bytes(std::span(data, size)));
    for (const auto& entry : fs::ntfs::parse_attribute_list(list)) {
      if (entry.type == fs::ntfs::AttributeType::attribute_list) __builtin_trap();
      if (!fs::ntfs::same_name(entry.name, entry.name)) __builtin_trap();
    }
  } catch (const Error&) {
    // What is refused is refused with a reason.
  }
  return 0;
}
