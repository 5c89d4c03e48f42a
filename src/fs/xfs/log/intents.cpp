#include "fs/xfs/log/intents.hpp"

#include "base/error.hpp"
#include "fs/xfs/extent_map.hpp"
#include "fs/xfs/log/layout.hpp"

namespace vixmount::fs::xfs::log {
namespace {

constexpr std::uint32_t kMostExtents = 16;  // Linux puts one into each

PendingMap parse_map(const layout::MapIntent& from) {
  const std::uint32_t flags = from.flags;
  const auto type = flags & layout::kMapTypeMask;
  if ((type != layout::kMapTypeMap && type != layout::kMapTypeUnmap) ||
      from.offset >= kMostForkBlocks || from.length == 0)
    fail(ErrorKind::damaged, "log intent for {} blocks of inode {}", from.length.value(),
         from.inode.value());
  PendingMap out;
  out.inode = from.inode;
  out.offset = from.offset;
  out.start = from.start;
  out.count = from.length;
  out.is_mapped = type == layout::kMapTypeMap;
  out.is_written = (flags & layout::kMapUnwritten) == 0;
  return out;
}

}  // namespace

void Intents::add(const Item& item) {
  using layout::ItemType;
  switch (static_cast<ItemType>(item.type())) {
    case ItemType::map_intent:
      return open(item, true, nullptr);
    case ItemType::attribute_intent:
      return open(item, false, "a change of extended attributes was not finished");
    case ItemType::exchange_intent:
      return open(item, false, "an exchange of two files' content was not finished");
    case ItemType::map_done:
    case ItemType::attribute_done:
    case ItemType::exchange_done:
      return close(item);
    default:
      return;
  }
}

void Intents::open(const Item& item, bool has_maps, const char* unsupported) {
  const auto bytes = item.region(0);
  const auto intent = bytes.get<layout::Intent>(0);
  Open out{intent.id, {}, unsupported};
  if (has_maps) {
    if (intent.count > kMostExtents)
      fail(ErrorKind::damaged, "log intent for {} extents", intent.count.value());
    for (std::uint32_t i = 0; i < intent.count; ++i) {
      const auto map =
          bytes.get<layout::MapIntent>(sizeof intent + i * sizeof(layout::MapIntent));
      if ((map.flags & (layout::kMapAttributeFork | layout::kMapRealtime)) != 0) {
        out.unsupported = "a change of extents was not finished";
        continue;
      }
      out.maps.push_back(parse_map(map));
    }
  }
  if (open_.size() >= kMost)
    fail(ErrorKind::limit_exceeded, "log with more than {} intents", kMost);
  order_of_id_[intent.id] = count_;
  open_[count_++] = std::move(out);
}

void Intents::close(const Item& item) {
  // Ends carry the number where intents do.
  const auto id = item.region(0).get<layout::Intent>(0).id.value();
  const auto found = order_of_id_.find(id);
  if (found == order_of_id_.end()) return;
  open_.erase(found->second);
  order_of_id_.erase(found);
}

PendingMaps Intents::pending_maps() const {
  PendingMaps out;
  for (const auto& [order, intent] : open_)
    out.insert(out.end(), intent.maps.begin(), intent.maps.end());
  return out;
}

std::string Intents::remark() const {
  for (const auto& [order, intent] : open_)
    if (intent.unsupported != nullptr) return intent.unsupported;
  return {};
}

}  // namespace vixmount::fs::xfs::log
