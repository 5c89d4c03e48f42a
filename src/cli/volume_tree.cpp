#include "cli/volume_tree.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace vixmount::cli {
namespace {

using volume::Condition;
using volume::Health;
using volume::Layer;

// Real stacks are a dozen deep; a worker that lies shall not make us print lines without end.
constexpr std::size_t kMostIndents = 32;
// More names than that are not read by anybody.
constexpr std::size_t kMostMembersNamed = 4;

struct Strokes {
  std::string_view child, last_child, below, below_last;
};
constexpr Strokes kAscii = {"|-", "`-", "| ", "  "};
constexpr Strokes kUtf8 = {"\u251C\u2500", "\u2514\u2500", "\u2502 ", "  "};

class Tree {
 public:
  Tree(const worker::DiskSetDescription& description, const Strokes& strokes)
      : description_(description),
        layers_(description.layers),
        strokes_(strokes),
        children_(layers_.size()),
        groups_(layers_.size()) {
    find_volumes_of_groups();
    for (std::size_t i = 0; i < layers_.size(); ++i) place(i);
  }

  std::vector<TreeLine> draw() {
    for (const auto root : roots_) draw_from(root);
    add_volumes_without_layer();
    return std::move(lines_);
  }

 private:
  struct Item {
    std::size_t layer = 0;
    std::optional<std::size_t> parent;  // the layer of the line above
    std::string lead;                   // strokes in front of its name
    std::string lead_below;             // ... of the names below it
    std::size_t depth = 0;
  };

  void find_volumes_of_groups() {
    volumes_of_.resize(layers_.size());
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const auto& layer = layers_[i];
      if (layer.kind == Layer::Kind::volume && layer.on.size() == 1)
        volumes_of_[layer.on.front()].push_back(i);
      if (layer.kind == Layer::Kind::group)
        for (const auto member : layer.on) groups_[member].push_back(i);
    }
  }

  bool is_group(std::size_t i) const { return layers_[i].kind == Layer::Kind::group; }
  bool has_many_members(std::size_t i) const { return layers_[i].on.size() > 1; }

  // A group without a line of its own: its volumes hang where it would.
  bool is_silent(std::size_t i) const {
    if (!is_group(i) || layers_[i].on.empty()) return false;
    const auto& volumes = volumes_of_[i];
    const bool says_nothing = layers_[i].name.empty() ||
                              (volumes.size() == 1 && layers_[volumes[0]].name == layers_[i].name);
    return says_nothing && (!has_many_members(i) || volumes.size() == 1);
  }

  // The layer below whose line this one hangs, or nothing for the first line of a tree.
  std::optional<std::size_t> parent_of(std::size_t i) const {
    const auto& on = layers_[i].on;
    if (on.size() != 1) return std::nullopt;
    if (!is_group(on.front()) || !is_silent(on.front())) return on.front();
    return parent_of_silent(on.front());
  }
  std::optional<std::size_t> parent_of_silent(std::size_t group) const {
    if (has_many_members(group)) return std::nullopt;
    return layers_[group].on.front();
  }

  void place(std::size_t i) {
    if (is_silent(i)) return;
    if (const auto parent = parent_of(i))
      children_[*parent].push_back(i);
    else
      roots_.push_back(i);
  }

  void draw_from(std::size_t root) {
    std::vector<Item> work = {{root, std::nullopt, "", "", 0}};
    while (!work.empty()) {
      const auto item = std::move(work.back());
      work.pop_back();
      lines_.push_back(line_of(item));
      const auto& children = children_[item.layer];
      const bool indents = item.depth < kMostIndents;
      for (auto child = children.rbegin(); child != children.rend(); ++child) {
        const bool is_last = child == children.rbegin();
        work.push_back(
            {*child, item.layer,
             item.lead_below + std::string(is_last ? strokes_.last_child : strokes_.child),
             indents ? item.lead_below + std::string(is_last ? strokes_.below_last : strokes_.below)
                     : item.lead_below,
             item.depth + 1});
      }
    }
  }

  TreeLine line_of(const Item& item) {
    const auto& layer = layers_[item.layer];
    TreeLine line;
    line.name = item.lead + short_name(item) + members_of(item.layer);
    line.uuid = layer.uuid;
    line.size = layer.size;
    line.health = layer.health;
    line.volume = layer.volume;
    line.type = type_of(item.layer);
    for (const auto group : groups_[item.layer]) tell_group(line, group);
    // Of a group without a line, what is wrong with it stands at what it makes or lies on.
    if (layer.kind == Layer::Kind::volume && layer.on.size() == 1 && is_silent(layer.on.front()) &&
        has_many_members(layer.on.front()))
      take_health(line, layers_[layer.on.front()].health);
    return line;
  }

  // Its pieces are made in no way of their own.
  bool is_table(std::size_t group) const {
    const auto& volumes = volumes_of_[group];
    return is_silent(group) && std::all_of(volumes.begin(), volumes.end(), [&](std::size_t volume) {
             return layers_[volume].layout.empty();
           });
  }

  // What the group makes of the member that has this line.
  void tell_group(TreeLine& line, std::size_t group) const {
    const auto& layer = layers_[group];
    if (has_many_members(group)) {
      const auto& volumes = volumes_of_[group];
      const auto& name =
          layer.name.empty() && volumes.size() == 1 ? layers_[volumes[0]].name : layer.name;
      line.content = "member of " + (name.empty() ? layer.scheme : name);
      return;
    }
    if (is_silent(group)) take_health(line, layer.health);
    if (layers_[layer.on.front()].kind == Layer::Kind::disk && is_table(group))
      line.type = layer.scheme + " disk";
    else
      line.content = layer.scheme;
  }

  static void take_health(TreeLine& line, const Health& health) {
    if (line.health.condition == Condition::good) line.health = health;
  }

  // Without what the line above says already.
  std::string short_name(const Item& item) const {
    const auto& name = layers_[item.layer].name;
    if (name.empty()) return layers_[item.layer].scheme;
    if (!item.parent) return name;
    const auto& above = layers_[*item.parent].name;
    const bool repeats = !above.empty() && name.size() > above.size() + 1 &&
                         name.starts_with(above) &&
                         (name[above.size()] == ' ' || name[above.size()] == '/');
    return repeats ? name.substr(above.size() + 1) : name;
  }

  // " on disk 1 partition 2, disk 2" for the first line of what is made of several.
  std::string members_of(std::size_t i) const {
    const auto& layer = layers_[i];
    auto group = i;
    if (layer.kind == Layer::Kind::volume && layer.on.size() == 1 && is_silent(layer.on.front()))
      group = layer.on.front();
    if (!is_group(group) || !has_many_members(group)) return {};
    const auto& members = layers_[group].on;
    std::string text;
    for (std::size_t k = 0; k < std::min(members.size(), kMostMembersNamed); ++k)
      text += (k == 0 ? " on " : ", ") + layers_[members[k]].name;
    if (members.size() > kMostMembersNamed)
      text += fmt::format(" and {} more", members.size() - kMostMembersNamed);
    return text;
  }

  std::string type_of(std::size_t i) const {
    const auto& layer = layers_[i];
    if (layer.volume) {
      const auto& volume = description_.volumes[*layer.volume];
      // What is unwrapped keeps the type of the partition it lies in.
      if (!volume.layout.empty()) return volume.scheme + " " + volume.layout;
      return volume.type_name.empty() ? volume.scheme : volume.type_name;
    }
    if (layer.kind == Layer::Kind::group) return layer.scheme + " group";
    if (layer.kind == Layer::Kind::disk) return "disk";
    const auto& scheme = layer.on.empty() ? layer.scheme : layers_[layer.on.front()].scheme;
    return scheme + " " + (layer.layout.empty() ? "partition" : layer.layout);
  }

  void add_volumes_without_layer() {
    std::vector<bool> has_line(description_.volumes.size());
    for (const auto& line : lines_)
      if (line.volume) has_line[*line.volume] = true;
    for (std::size_t i = 0; i < has_line.size(); ++i) {
      if (has_line[i]) continue;
      const auto& volume = description_.volumes[i];
      TreeLine line;
      line.name = volume.name.empty() ? fmt::format("volume {}", volume.number) : volume.name;
      line.type = volume.type_name.empty() ? volume.scheme : volume.type_name;
      line.uuid = volume.scheme_uuid;
      line.size = volume.size;
      line.health = volume.health;
      line.volume = i;
      lines_.push_back(std::move(line));
    }
  }

  const worker::DiskSetDescription& description_;
  const std::vector<Layer>& layers_;
  const Strokes& strokes_;
  std::vector<std::vector<std::size_t>> children_;    // of each layer: whose lines hang below it
  std::vector<std::vector<std::size_t>> groups_;      // of each layer: that it is a member of
  std::vector<std::vector<std::size_t>> volumes_of_;  // of each group
  std::vector<std::size_t> roots_;
  std::vector<TreeLine> lines_;
};

}  // namespace

std::vector<TreeLine> volume_tree(const worker::DiskSetDescription& description, bool is_utf8) {
  return Tree(description, is_utf8 ? kUtf8 : kAscii).draw();
}

std::string_view condition_name(Condition condition) noexcept {
  switch (condition) {
    case Condition::good:
      break;
    case Condition::degraded:
      return "degraded";
    case Condition::incomplete:
      return "incomplete";
    case Condition::locked:
      return "locked";
    case Condition::unusable:
      return "unusable";
  }
  return "good";
}

std::string health_text(const Health& health) {
  if (health.condition == Condition::good) return {};
  const std::string name(condition_name(health.condition));
  return health.detail.empty() ? name : name + ": " + health.detail;
}

}  // namespace vixmount::cli
