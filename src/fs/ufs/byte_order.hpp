// The byte order of a file system as a value: layouts come in both orders, code in one.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "base/bytes.hpp"
#include "fs/ufs/layout.hpp"

namespace vixmount::fs::ufs {

using ByteOrder = std::endian;

template <ByteOrder Value>
using ConstantOrder = std::integral_constant<ByteOrder, Value>;

// Calls body(ConstantOrder<...>()) with the order of `order`.
template <typename Body>
decltype(auto) in_order(ByteOrder order, Body&& body) {
  if (order == ByteOrder::little)
    return std::forward<Body>(body)(ConstantOrder<ByteOrder::little>());
  return std::forward<Body>(body)(ConstantOrder<ByteOrder::big>());
}

inline std::uint32_t read_u32(BytesView bytes, std::size_t offset, ByteOrder order) {
  return order == ByteOrder::little ? bytes.le32_at(offset) : bytes.be32_at(offset);
}
inline std::uint64_t read_u64(BytesView bytes, std::size_t offset, ByteOrder order) {
  return order == ByteOrder::little ? bytes.le64_at(offset) : bytes.be64_at(offset);
}

}  // namespace vixmount::fs::ufs
