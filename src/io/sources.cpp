#include "io/sources.hpp"

#include <algorithm>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::io {

Extent FileSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  return Extent::in_file(*file_, offset, length);
}

Extent MemorySource::do_map(std::uint64_t offset, std::uint64_t length) const {
  return Extent::through(*this, offset, length);
}

void MemorySource::do_read_opaque(std::uint64_t position, std::span<std::byte> out) const {
  std::memcpy(out.data(), bytes_.data() + position, out.size());
}

SliceSource::SliceSource(SourcePtr parent, std::uint64_t offset, std::uint64_t length)
    : parent_(std::move(parent)), offset_(offset), length_(length) {
  if (!fits(offset, length, parent_->size()))
    fail(ErrorKind::out_of_range, "slice of {} bytes at {} is outside of {} bytes", length, offset,
         parent_->size());
}

Extent SliceSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  return parent_->map(offset_ + offset, length);
}

ConcatSource::ConcatSource(std::vector<SourcePtr> parts) : parts_(std::move(parts)) {
  ends_.reserve(parts_.size());
  for (const auto& part : parts_) {
    size_ = checked_add(size_, part->size(), "size of a concatenation");
    ends_.push_back(size_);
  }
}

Extent ConcatSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto index = static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), offset) -
                                              ends_.begin());
  const auto begin = ends_[index] - parts_[index]->size();
  return parts_[index]->map(offset - begin, std::min(length, ends_[index] - offset));
}

}  // namespace vixmount::io
