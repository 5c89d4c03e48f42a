#include "fs/btrfs/tree.hpp"

#include "base/error.hpp"

namespace vixmount::fs::btrfs {

NodeItems::NodeItems(const Tree& tree, const Key& key)
    : nodes_(tree.nodes.get()), levels_(tree.root.level + 1U) {
  auto node = nodes_->read(tree.root);
  for (auto level = levels_ - 1; level != 0; --level) {
    auto slot = node->lower_bound(key);
    // The child in front holds what lies between both keys.
    if (slot == node->count() || node->key(slot) != key) slot -= slot != 0 ? 1 : 0;
    path_[level] = {std::move(node), slot};
    node = child_of(path_[level]);
  }
  const auto slot = node->lower_bound(key);
  path_[0] = {std::move(node), slot};
  if (at_end() && levels_ > 1) step_leaf(true);
}

// Nodes are told apart by their first keys, so that no walk meets one twice.
NodePtr NodeItems::child_of(const Step& step) const {
  auto child = nodes_->read(step.node->child(step.slot));
  if (child->count() == 0 || child->key(0) != step.node->key(step.slot))
    fail_at(child->logical(), "tree node that does not begin with the key its pointer names");
  return child;
}

// To the first item of the next leaf or the last item of the one in front; false at either end.
bool NodeItems::step_leaf(bool forward) {
  unsigned level = 1;
  const auto is_last = [&](const Step& step) {
    return forward ? step.slot + 1 == step.node->count() : step.slot == 0;
  };
  while (level < levels_ && is_last(path_[level])) ++level;
  if (level == levels_) return false;
  path_[level].slot += forward ? 1 : -1U;
  for (; level != 0; --level) {
    auto child = child_of(path_[level]);
    const auto slot = forward ? 0 : child->count() - 1;
    path_[level - 1] = {std::move(child), slot};
  }
  return true;
}

void NodeItems::next() {
  const auto before = key();
  ++path_[0].slot;
  if (!at_end() || levels_ == 1 || !step_leaf(true)) return;
  if (!(before < key()))
    fail_at(leaf().logical(), "tree leaf whose keys do not ascend from the leaf in front");
}

bool NodeItems::previous() {
  if (path_[0].slot == 0) return levels_ > 1 && step_leaf(false);
  --path_[0].slot;
  return true;
}

Items::Items(const Tree& tree, const Key& from) : overlay_(tree.overlay), items_(tree, from) {
  if (overlay_) changed_ = overlay_->lower_bound(from);
  settle();
}

// Onto the lower of both, and past what is gone.
void Items::settle() {
  for (;;) {
    const bool more_changes = overlay_ && changed_ != overlay_->end();
    is_changed_ = more_changes && (items_.at_end() || changed_->first <= items_.key());
    if (!is_changed_) {
      current_ = items_.at_end() ? std::nullopt : std::optional(items_.key());
      return;
    }
    current_ = changed_->first;
    if (changed_->second) return;
    if (!items_.at_end() && items_.key() == changed_->first) items_.next();
    ++changed_;
  }
}

BytesView Items::data() const {
  return is_changed_ ? BytesView(*changed_->second) : items_.data();
}

void Items::next() {
  if (is_changed_) {
    if (!items_.at_end() && items_.key() == changed_->first) items_.next();
    ++changed_;
  } else {
    items_.next();
  }
  settle();
}

std::optional<Item> find_item(const Tree& tree, const Key& key) {
  if (tree.overlay) {
    const auto found = tree.overlay->find(key);
    if (found != tree.overlay->end()) {
      if (!found->second) return std::nullopt;
      return Item{key, BytesView(*found->second), nullptr, tree.overlay};
    }
  }
  const NodeItems items(tree, key);
  if (items.at_end() || items.key() != key) return std::nullopt;
  return Item{key, items.data(), items.node(), nullptr};
}

namespace {

// Of the overlay alone, without what is gone.
ItemOverlay::const_iterator last_change(const ItemOverlay& overlay, const Key& key) {
  for (auto at = overlay.upper_bound(key); at != overlay.begin();)
    if ((--at)->second) return at;
  return overlay.end();
}

}  // namespace

std::optional<Item> find_last_item(const Tree& tree, const Key& key) {
  std::optional<Item> best;
  if (tree.overlay) {
    const auto at = last_change(*tree.overlay, key);
    if (at != tree.overlay->end())
      best = Item{at->first, BytesView(*at->second), nullptr, tree.overlay};
  }
  NodeItems items(tree, key);
  bool there = !items.at_end() && items.key() == key;
  if (!there) there = items.previous();
  while (there && tree.overlay && tree.overlay->contains(items.key())) there = items.previous();
  if (there && (!best || best->key < items.key()))
    best = Item{items.key(), items.data(), items.node(), nullptr};
  return best;
}

}  // namespace vixmount::fs::btrfs
