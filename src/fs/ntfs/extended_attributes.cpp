#include "fs/ntfs/extended_attributes.hpp"

#include "base/error.hpp"
#include "fs/ntfs/names_layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::uint8_t kNeedEa = 0x80;

std::optional<std::uint32_t> number_in(BytesView value) {
  return value.size() == sizeof(le32) ? std::optional(value.le32_at(0)) : std::nullopt;
}

std::optional<DeviceNumbers> device_in(BytesView value) {
  if (value.size() != 2 * sizeof(le32)) return std::nullopt;
  return DeviceNumbers{value.le32_at(0), value.le32_at(sizeof(le32))};
}

}  // namespace

void for_each_extended_attribute(BytesView value,
                                 const std::function<bool(const ExtendedAttribute&)>& visit) {
  auto rest = value;
  while (!rest.empty()) {
    const auto head = rest.get<layout::EaEntry>(0);
    const std::size_t name_end = sizeof(head) + head.name_length;
    const std::size_t used = name_end + 1 + head.value_length;
    const ExtendedAttribute attribute{rest.text(sizeof(head), head.name_length),
                                      rest.sub(name_end + 1, head.value_length),
                                      (head.flags & kNeedEa) != 0};
    if (!visit(attribute) || head.next == 0) return;
    if (head.next < used)
      fail_at(rest.origin(), "extended attribute of {} bytes: the next one is {} bytes further",
              used, head.next.value());
    rest = rest.from(head.next);
  }
}

WslMetadata parse_wsl_metadata(BytesView value) {
  WslMetadata out;
  for_each_extended_attribute(value, [&](const ExtendedAttribute& attribute) {
    if (attribute.name == "$LXUID") out.owner = number_in(attribute.value);
    if (attribute.name == "$LXGID") out.group = number_in(attribute.value);
    if (attribute.name == "$LXMOD") out.mode = number_in(attribute.value);
    if (attribute.name == "$LXDEV") out.device = device_in(attribute.value);
    return true;
  });
  return out;
}

}  // namespace vixmount::fs::ntfs
