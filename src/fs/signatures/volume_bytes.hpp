// A volume as the signature probes see it: pieces by offset, the first ones read only once.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::signatures {

// For one identify() call; not for several threads.
class VolumeBytes {
 public:
  // Reads the first kHeadSize bytes at once: nearly all signatures are there. Error{io}.
  explicit VolumeBytes(const io::ByteSource& source);

  std::uint64_t size() const noexcept { return source_.size(); }
  const io::ByteSource& source() const noexcept { return source_; }

  // The bytes of [offset, offset + length), or nothing when they are not all inside the volume. The
  // view lives as long as this object. Error{io}.
  std::optional<BytesView> view(std::uint64_t offset, std::size_t length) const;
  // The same, Error{damaged} when they are not inside: for places that the volume itself names.
  BytesView require(std::uint64_t offset, std::size_t length) const;

  bool has(std::uint64_t offset, std::string_view magic) const;

 private:
  const io::ByteSource& source_;
  std::vector<std::byte> head_;
  mutable std::deque<std::vector<std::byte>> pieces_;  // what was read behind the head
};

}  // namespace vixmount::fs::signatures
