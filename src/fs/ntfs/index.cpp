#include "fs/ntfs/index.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/names_layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

// Clusters count in the tree's pointers; blocks smaller than a cluster are counted in units of 512
// bytes, whatever the sector size.
constexpr std::uint32_t kSmallVcnUnit = 512;

FoundEntry copy_of(const IndexEntry& entry) {
  const auto copy = [](BytesView bytes) {
    return std::vector<std::byte>(bytes.span().begin(), bytes.span().end());
  };
  return {copy(entry.key), copy(entry.data), entry.reference};
}

// What one node tells about a wanted key.
struct NodeAnswer {
  std::optional<IndexEntry> wanted;
  std::optional<std::uint64_t> child_vcn;  // where earlier wanted entries would be
  std::optional<BytesView> before;         // the keys on both sides of the child
  std::optional<BytesView> after;
  std::optional<BytesView> first;  // of the node
  std::optional<BytesView> last;
  bool sorted = true;
};

NodeAnswer ask_node(const IndexNode& node, const KeyOrder& order) {
  NodeAnswer answer;
  bool passed = false;  // the place where the wanted key would be
  IndexEntryCursor cursor(node);
  for (IndexEntry entry; answer.sorted && cursor.next(entry);) {
    if (entry.is_last) {
      if (!passed) answer.child_vcn = entry.child_vcn;
      break;
    }
    answer.sorted = !answer.last || order.compare(*answer.last, entry.key) <= 0;
    if (!answer.first) answer.first = entry.key;
    answer.last = entry.key;
    if (passed) continue;
    const int place = order.compare_wanted(entry.key);
    passed = place <= 0;
    if (place == 0) answer.wanted = entry;
    (passed ? answer.after : answer.before) = entry.key;
    if (passed) answer.child_vcn = entry.child_vcn;
  }
  return answer;
}

}  // namespace

// The way down: what was found, and between which keys the next node has to lie.
struct Index::Descent {
  using Key = std::optional<std::vector<std::byte>>;

  std::optional<FoundEntry> found;
  bool sorted = true;
  Key lower;
  Key upper;

  void take(const NodeAnswer& answer, const KeyOrder& order) {
    const auto follows = [&](const Key& low, const std::optional<BytesView>& high) {
      return !low || !high || order.compare(BytesView(*low), *high) <= 0;
    };
    const auto precedes = [&](const std::optional<BytesView>& low, const Key& high) {
      return !low || !high || order.compare(*low, BytesView(*high)) <= 0;
    };
    sorted = answer.sorted && follows(lower, answer.first) && precedes(answer.last, upper);
    if (answer.wanted) found = copy_of(*answer.wanted);
    keep(lower, answer.before);
    keep(upper, answer.after);
  }

 private:
  static void keep(Key& bound, const std::optional<BytesView>& key) {
    if (key) bound.emplace(key->span().begin(), key->span().end());
  }
};

Index::Index(IndexParts parts) : parts_(std::move(parts)) {
  with_context(parts_.what, [&] {
    const BytesView bytes(parts_.root);
    const auto head = bytes.get<layout::IndexRoot>(0);
    block_size_ = head.block_size;
    collation_ = head.collation;
    kind_ = head.indexed_type == 0 ? IndexKind::view : IndexKind::attribute;
    if (!is_power_of_two(block_size_) || block_size_ < kSmallestBlock ||
        block_size_ > kLargestBlock)
      fail(ErrorKind::damaged, "its index has blocks of {} bytes", block_size_);
    if (!is_power_of_two(parts_.cluster_size))
      fail(ErrorKind::internal, "clusters of {} bytes", parts_.cluster_size);
    if (block_count() > kMostBlocks)
      fail(ErrorKind::damaged, "its index has {} blocks", block_count());
    vcn_unit_ = parts_.cluster_size <= block_size_ ? parts_.cluster_size : kSmallVcnUnit;
    root();
  });
}

IndexNode Index::root() const {
  return IndexNode(BytesView(parts_.root).from(offsetof(layout::IndexRoot, header)), kind_);
}

std::uint64_t Index::block_count() const noexcept {
  return parts_.allocation ? parts_.allocation->size() / block_size_ : 0;
}

std::uint64_t Index::block_at_vcn(std::uint64_t vcn) const {
  const auto offset = with_context(
      parts_.what, [&] { return checked_multiply(vcn, vcn_unit_, "offset of an index block"); });
  if (offset % block_size_ != 0 || offset / block_size_ >= block_count())
    fail(ErrorKind::damaged, "{}: its index leads to virtual cluster {}, where no block is",
         parts_.what, vcn);
  return offset / block_size_;
}

IndexNode Index::block(std::uint64_t number) const {
  const auto offset = number * block_size_;  // number < block_count()
  auto storage = std::make_shared<std::vector<std::byte>>(block_size_);
  const auto what = fmt::format("{}: index block {}", parts_.what, number);
  parts_.allocation->read(offset, *storage);
  const BytesView bytes(*storage, offset);
  if (bytes.text(0, std::strlen(layout::kIndexBlockMagic)) != layout::kIndexBlockMagic)
    fail_at(offset, "{} does not begin with INDX", what);
  apply_fixups(*storage, offset, what);
  const auto head = bytes.get<layout::IndexBlock>(0);
  if (head.vcn != offset / vcn_unit_)
    fail_at(offset + offsetof(layout::IndexBlock, vcn), "{} says that it is at virtual cluster {}",
            what, head.vcn.value());
  return with_context(what, [&] {
    return IndexNode(bytes.from(offsetof(layout::IndexBlock, header)), kind_, storage);
  });
}

void Index::descend(const KeyOrder& order, Descent& state) const {
  auto node = root();
  for (int level = 0; level < kMostLevels; ++level) {
    const auto answer = ask_node(node, order);
    state.take(answer, order);
    if (!state.sorted || !answer.child_vcn) return;
    node = block(block_at_vcn(*answer.child_vcn));
  }
  fail(ErrorKind::damaged, "{}: its index is deeper than {} levels: it goes in circles",
       parts_.what, kMostLevels);
}

std::optional<FoundEntry> Index::find(const KeyOrder& order) const {
  Descent state;
  descend(order, state);
  return state.sorted ? std::move(state.found) : find_by_scan(order);
}

std::optional<FoundEntry> Index::find_by_scan(const KeyOrder& order) const {
  std::optional<FoundEntry> found;
  scan({}, [&](const IndexEntry& entry, IndexPosition) {
    if (order.compare_wanted(entry.key) == 0) found = copy_of(entry);
    return !found;
  });
  return found;
}

bool Index::for_each_used_block(std::uint64_t first,
                                const std::function<bool(std::uint64_t)>& visit) const {
  if (!parts_.allocation || parts_.allocation->size() == 0) return true;
  if (!parts_.bitmap)
    fail(ErrorKind::damaged, "{}: its index has blocks, but no bitmap", parts_.what);
  constexpr std::uint64_t kBits = 8;
  std::array<std::byte, 4096> piece;
  // Bitmaps grow by 8 bytes. What stands behind the last block must be clear.
  const auto size = std::min(parts_.bitmap->size(), block_count() / kBits + sizeof(le64));
  for (auto at = first / kBits; at < size;) {
    const auto extent = parts_.bitmap->map(at, size - at);
    if (extent.reads_as_zero()) {
      at += extent.length;
      continue;
    }
    const auto length = std::min<std::uint64_t>(extent.length, piece.size());
    io::read_extent(extent.part(0, length), std::span(piece).first(length));
    for (std::uint64_t bit = 0; bit < length * kBits; ++bit) {
      const auto number = at * kBits + bit;
      const bool used = (std::to_integer<unsigned>(piece[bit / kBits]) >> bit % kBits & 1) != 0;
      if (!used || number < first) continue;
      if (number >= block_count())
        fail(ErrorKind::damaged, "{}: index block {} is in use behind the index's end", parts_.what,
             number);
      if (!visit(number)) return false;
    }
    at += length;
  }
  return true;
}

void Index::scan(IndexPosition from, const Visitor& visit) const {
  std::optional<Error> damage;
  std::size_t times_damaged = 0;
  const auto unless_damaged = [&](auto&& body) {
    try {
      return body();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged || ++times_damaged > kMostDamagedBlocks) throw;
      if (!damage) damage = error;
      return decltype(body()){};
    }
  };
  const auto visit_node = [&](const IndexNode& node, std::uint64_t place) {
    const auto first = place == from.node ? from.entry : 0;
    IndexEntryCursor cursor(node);
    IndexEntry entry;
    for (std::uint32_t number = 0; unless_damaged([&] { return cursor.next(entry); }); ++number)
      if (number >= first && !entry.is_last && !visit(entry, {place, number + 1})) return false;
    return true;
  };
  const auto visit_block = [&](std::uint64_t number) {
    const auto node = unless_damaged([&] { return std::optional(block(number)); });
    return !node || visit_node(*node, number + 1);
  };
  if (from.node == 0 && !visit_node(root(), 0)) return;
  const bool complete = for_each_used_block(from.node == 0 ? 0 : from.node - 1, visit_block);
  if (complete && damage) throw *damage;
}

}  // namespace vixmount::fs::ntfs
