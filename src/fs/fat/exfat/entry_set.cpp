#include "fs/fat/exfat/entry_set.hpp"

#include "base/error.hpp"
#include "fs/fat/exfat/checksum.hpp"

namespace vixmount::fs::exfat {
namespace {

// Behind the stream entry and the name: those of vendors are benign, and may be skipped.
void check_further_entry(BytesView entry) {
  const auto type = entry.u8(0);
  if ((type & layout::kBenign) == 0)
    throw Error(ErrorKind::unsupported,
                fmt::format("an entry of the unknown type {:#x} belongs to a file (at byte {})",
                            type, entry.origin()),
                entry.origin());
}

void append_name_part(BytesView entry, std::size_t name_length, std::u16string& name) {
  const auto part = entry.get<layout::NameEntry>(0);
  for (const char16_t unit : part.units)
    if (name.size() < name_length) name.push_back(unit);
}

void require_secondary(BytesView entry) {
  constexpr std::uint8_t kBits = layout::kInUse | layout::kSecondary;
  if ((entry.u8(0) & kBits) != kBits)
    fail_at(entry.origin(), "a file's entries are cut short by one of type {:#x}", entry.u8(0));
}

}  // namespace

EntrySet read_entry_set(const EntryAt& entry_at) {
  EntrySet out;
  const auto first = entry_at(0);
  out.file = first.get<layout::FileEntry>(0);
  out.position = first.origin();
  out.entry_count = out.file.secondary_count + 1U;
  auto sum = add_entry_to_checksum(0, first.span(), true);
  for (unsigned i = 1; i < out.entry_count; ++i) {
    const auto entry = entry_at(i);
    require_secondary(entry);
    sum = add_entry_to_checksum(sum, entry.span(), false);
    const auto type = entry.u8(0);
    if (i == 1 && type == layout::kStream) {
      out.stream = entry.get<layout::StreamEntry>(0);
    } else if (i == 1) {
      fail_at(entry.origin(), "a file's second entry is of type {:#x}", type);
    } else if (type == layout::kFileName) {
      append_name_part(entry, out.stream.name_length, out.name);
    } else {
      check_further_entry(entry);
    }
  }
  if (sum != out.file.set_checksum)
    fail_at(out.position, "the checksum of a file's entries is {:#06x} instead of {:#06x}", sum,
            out.file.set_checksum.value());
  if (out.entry_count < 2) fail_at(out.position, "a file without stream entry");
  if (out.name.size() != out.stream.name_length)
    fail_at(out.position, "a name of {} characters in entries for {}", out.stream.name_length,
            out.name.size());
  if (out.stream.valid_size > out.stream.size)
    fail_at(out.position, "{} bytes written in a file of {}", out.stream.valid_size.value(),
            out.stream.size.value());
  return out;
}

bool is_sound_name(const std::u16string& name) noexcept {
  return !name.empty() && name != u"." && name != u".." &&
         name.find_first_of(std::u16string_view(u"/\0", 2)) == std::u16string::npos;
}

}  // namespace vixmount::fs::exfat
