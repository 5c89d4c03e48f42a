#include "guest/guest_tree.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest {
namespace {

// "/a/b" without empty components, "." and a "/" at the end.
std::string normalised(std::string_view path) {
  std::string out;
  for (const auto component : split(path, '/')) {
    if (component.empty() || component == ".") continue;
    out += '/';
    out += component;
  }
  return out.empty() ? "/" : out;
}

// One resolution: a stack of places from the root to where the walk is, and the components that
// are still to be walked.
class Walk {
 public:
  Walk(const std::vector<TreeMount>& mounts, std::string_view path) : mounts_(mounts) {
    if (path.size() > kLongestPath)
      fail(ErrorKind::limit_exceeded, "a guest path of {} bytes, {} are the limit", path.size(),
           kLongestPath);
    enter_mount(*mount_at("/"), "/");
    push_pending(path);
    must_be_directory_ = path.ends_with('/');
  }

  TreeNode run(LastLink last) {
    while (!pending_.empty()) {
      const auto component = std::move(pending_.back());
      pending_.pop_back();
      const bool follow = !pending_.empty() || must_be_directory_ || last == LastLink::follow;
      step(component, follow);
    }
    if (must_be_directory_) require_directory();
    return std::move(stack_.back());
  }

 private:
  const TreeMount* mount_at(std::string_view path) const {
    const auto found = std::find_if(mounts_.begin(), mounts_.end(),
                                    [&](const TreeMount& mount) { return mount.path == path; });
    return found == mounts_.end() ? nullptr : &*found;
  }

  // The first component ends up last, where it is taken from.
  void push_pending(std::string_view path) {
    const auto components = split(path, '/');
    for (auto component = components.rbegin(); component != components.rend(); ++component)
      if (!component->empty() && *component != ".") pending_.emplace_back(*component);
  }

  void enter_mount(const TreeMount& mount, std::string path) {
    const auto root = mount.file_system->root();
    stack_.push_back({mount.volume, mount.file_system, root, mount.file_system->attributes(root),
                      std::move(path)});
  }

  void require_directory() const {
    if (stack_.back().attributes.type != fs::NodeType::directory)
      fail(ErrorKind::not_a_directory, "{}: not a directory", printable(stack_.back().path));
  }

  void step(const std::string& component, bool follow) {
    require_directory();
    if (component == "..") {
      if (stack_.size() > 1) stack_.pop_back();
      return;
    }
    if (stack_.size() > kDeepestPath)
      fail(ErrorKind::limit_exceeded, "a guest path of more than {} components", kDeepestPath);
    const auto& here = stack_.back();
    auto path = (here.path == "/" ? "/" : here.path + "/") + component;
    if (const auto* mount = mount_at(path)) {
      enter_mount(*mount, std::move(path));
      return;
    }
    const auto node = here.file_system->lookup(here.node, component);
    if (!node) fail(ErrorKind::not_found, "{}: not found", printable(path));
    auto attributes = here.file_system->attributes(*node);
    if (attributes.type == fs::NodeType::symbolic_link && follow) {
      follow_link(here.file_system->read_link(*node), path);
      return;
    }
    stack_.push_back({here.volume, here.file_system, *node, attributes, std::move(path)});
  }

  void follow_link(const std::string& target, const std::string& path) {
    if (++links_ > kMostLinks)
      fail(ErrorKind::limit_exceeded, "{}: more than {} symbolic links", printable(path),
           kMostLinks);
    if (target.empty() || target.size() > kLongestLinkTarget)
      fail(ErrorKind::not_found, "{}: a symbolic link with a target of {} bytes", printable(path),
           target.size());
    if (pending_.empty() && target.ends_with('/')) must_be_directory_ = true;
    if (target.front() == '/') stack_.erase(stack_.begin() + 1, stack_.end());
    push_pending(target);
  }

  const std::vector<TreeMount>& mounts_;
  std::vector<TreeNode> stack_;       // never empty: [0] is "/"
  std::vector<std::string> pending_;  // the next component is the last
  std::size_t links_ = 0;
  bool must_be_directory_ = false;
};

}  // namespace

GuestTree::GuestTree(std::vector<TreeMount> mounts) {
  for (auto& mount : mounts) {
    mount.path = normalised(mount.path);
    std::erase_if(mounts_, [&](const TreeMount& earlier) { return earlier.path == mount.path; });
    mounts_.push_back(std::move(mount));
  }
  const auto is_root = [](const TreeMount& mount) { return mount.path == "/"; };
  if (std::none_of(mounts_.begin(), mounts_.end(), is_root))
    fail(ErrorKind::invalid_argument, "a guest's tree needs a volume at /");
}

TreeNode GuestTree::resolve(std::string_view path, LastLink last) const {
  return Walk(mounts_, path).run(last);
}

std::optional<TreeNode> GuestTree::find(std::string_view path, LastLink last) const {
  try {
    return resolve(path, last);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found || error.kind() == ErrorKind::not_a_directory)
      return std::nullopt;
    throw;
  }
}

std::vector<std::string> GuestTree::mount_points_in(std::string_view path) const {
  const std::string prefix = path == "/" ? "/" : std::string(path) + "/";
  std::vector<std::string> names;
  for (const auto& mount : mounts_) {
    if (mount.path.size() <= prefix.size() || !mount.path.starts_with(prefix)) continue;
    const auto name = mount.path.substr(prefix.size());
    if (name.find('/') == std::string::npos) names.push_back(name);
  }
  return names;
}

}  // namespace vixmount::guest
