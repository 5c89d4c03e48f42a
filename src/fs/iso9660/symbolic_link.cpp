#include "fs/iso9660/symbolic_link.hpp"

#include "base/error.hpp"

namespace vixmount::fs::iso9660 {
namespace {

enum ComponentFlag : std::uint8_t {
  kGoesOn = 0x01,  // the next component is of the same name
  kSelf = 0x02,
  kParent = 0x04,
  kRoot = 0x08,
};

}  // namespace

void SymbolicLink::add_component(std::uint8_t flags, std::string_view text,
                                 std::uint64_t position) {
  if (needs_slash_) target_ += '/';
  const auto kind = flags & ~kGoesOn;
  needs_slash_ = kind != kRoot && (flags & kGoesOn) == 0;
  if (kind == 0) {
    target_ += text;
  } else if (kind == kSelf) {
    target_ += '.';
  } else if (kind == kParent) {
    target_ += "..";
  } else if (kind == kRoot) {
    target_ += '/';
  } else {
    has_unknown_component_ = true;
  }
  if (target_.size() > kMostBytes || text.find('\0') != std::string_view::npos)
    fail_at(position, "the target of a symbolic link has a zero in it or more than {} bytes",
            kMostBytes);
}

void SymbolicLink::add(BytesView entry) {
  constexpr std::size_t kHeader = 2;  // flags, length of the text
  auto components = entry.from(1);    // behind the entry's own flags
  while (components.size() >= kHeader) {
    const std::size_t length = components.u8(1);
    add_component(components.u8(0), components.text(kHeader, length), components.origin());
    components = components.from(kHeader + length);
  }
}

}  // namespace vixmount::fs::iso9660
