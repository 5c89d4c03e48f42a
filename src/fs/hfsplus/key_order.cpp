#include "fs/hfsplus/key_order.hpp"

#include <compare>
#include <tuple>

#include "fs/hfsplus/layout.hpp"
#include "fs/hfsplus/name.hpp"

namespace vixmount::fs::hfsplus {
namespace {

int sign(std::strong_ordering order) noexcept { return order < 0 ? -1 : order > 0 ? 1 : 0; }

BytesView name_of_catalog_key(BytesView key) {
  return key.sub(layout::kCatalogKeyHead, std::size_t{key.be16_at(4)} * 2);
}

// The units are big endian: bytes compare as the units do.
int compare_bytes(BytesView a, BytesView b) noexcept {
  return sign(a.text(0, a.size()) <=> b.text(0, b.size()));
}

}  // namespace

int compare_extent_keys(BytesView a, BytesView b) {
  const auto order = [](BytesView raw) {
    const auto key = raw.get<layout::ExtentKey>(0);
    return std::tuple(key.file.value(), key.fork, key.start.value());
  };
  return sign(order(a) <=> order(b));
}

int compare_attribute_keys(BytesView a, BytesView b) {
  const auto left = a.get<layout::AttributeKey>(0), right = b.get<layout::AttributeKey>(0);
  if (const auto order = left.file.value() <=> right.file.value(); order != 0) return sign(order);
  const auto name_of = [](BytesView raw, const layout::AttributeKey& key) {
    return raw.sub(sizeof key, std::size_t{key.name_length} * 2);
  };
  if (const auto order = compare_bytes(name_of(a, left), name_of(b, right)); order != 0)
    return order;
  return sign(left.start.value() <=> right.start.value());
}

int compare_catalog_keys(BytesView a, BytesView b) {
  if (const auto order = a.be32_at(0) <=> b.be32_at(0); order != 0) return sign(order);
  return compare_bytes(name_of_catalog_key(a), name_of_catalog_key(b));
}

int compare_catalog_keys_folding(BytesView a, BytesView b) {
  if (const auto order = a.be32_at(0) <=> b.be32_at(0); order != 0) return sign(order);
  return compare_folding(name_of_catalog_key(a), name_of_catalog_key(b));
}

}  // namespace vixmount::fs::hfsplus
