#include "disk/vmdk/entry_array.hpp"

#include <array>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace vixmount::disk::vmdk {

void EntryArray::read(std::uint64_t first, std::span<std::uint64_t> out) const {
  if (out.size() > kMostEntries || !fits(first, out.size(), count_))
    fail(ErrorKind::internal, "table entries {}..{} of {} were asked for", first,
         first + out.size(), count_);
  std::array<std::byte, kMostEntries * sizeof(std::uint64_t)> buffer;
  const auto raw = std::span(buffer).first(out.size() * entry_bytes_);
  file_->read(position_of(first), raw);
  const BytesView view(raw, position_of(first));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = entry_bytes_ == 4 ? view.le32_at(i * 4) : view.le64_at(i * 8);
}

std::uint64_t EntryArray::read_one(std::uint64_t index) const {
  std::uint64_t value = 0;
  read(index, std::span(&value, 1));
  return value;
}

}  // namespace vixmount::disk::vmdk
