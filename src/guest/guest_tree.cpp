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

bool is_same_path(std::string_view a, std::string_view b, NameCase name_case) noexcept {
  return name_case == NameCase::exact ? a == b : equals_ignoring_ascii_case(a, b);
}

// One resolution: a stack of places from the root to where the walk is, and the components that
// are still to be walked.
class Walk {
 public:
  Walk(const std::vector<TreeMount>& mounts, NameCase mount_names, std::string_view path)
      : mounts_(mounts), mount_names_(mount_names) {
    require_length(path.size());
    enter_mount(*mount_at("/"));
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
    const auto& end = stack_.back();
    return {end.volume, *end.file_system, end.node, end.attributes,
            path_.empty() ? std::string("/") : path_};
  }

 private:
  struct Place {
    std::size_t volume = 0;
    const fs::FileSystemPtr* file_system = nullptr;  // of the mount
    fs::NodeId node = 0;
    fs::Attributes attributes;
    std::size_t path_length = 0;  // of path_ when the walk is here
  };

  static void require_length(std::size_t length) {
    if (length > kLongestPath)
      fail(ErrorKind::limit_exceeded, "a guest path of {} bytes, {} are the limit", length,
           kLongestPath);
  }

  const TreeMount* mount_at(std::string_view path) const {
    const auto found = std::find_if(mounts_.begin(), mounts_.end(), [&](const TreeMount& mount) {
      return is_same_path(mount.path, path, mount_names_);
    });
    return found == mounts_.end() ? nullptr : &*found;
  }

  // The first component ends up last, where it is taken from.
  void push_pending(std::string_view path) {
    const auto components = split(path, '/');
    for (auto component = components.rbegin(); component != components.rend(); ++component)
      if (!component->empty() && *component != ".") pending_.emplace_back(*component);
  }

  void enter_mount(const TreeMount& mount) {
    const auto root = mount.file_system->root();
    stack_.push_back({mount.volume, &mount.file_system, root, mount.file_system->attributes(root),
                      path_.size()});
  }

  void return_to(std::size_t depth) {
    stack_.resize(depth);
    path_.resize(stack_.back().path_length);
  }

  void require_directory() const {
    if (stack_.back().attributes.type != fs::NodeType::directory)
      fail(ErrorKind::not_a_directory, "{}: not a directory", printable(path_));
  }

  void step(const std::string& component, bool follow) {
    require_directory();
    if (component == "..") {
      if (stack_.size() > 1) return_to(stack_.size() - 1);
      return;
    }
    require_length(path_.size() + 1 + component.size());
    path_ += '/';
    path_ += component;
    if (const auto* mount = mount_at(path_)) {
      path_ = mount->path;  // as the guest spells it
      enter_mount(*mount);
      return;
    }
    const auto here = stack_.back();
    const auto& file_system = **here.file_system;
    const auto node = file_system.lookup(here.node, component);
    if (!node) fail(ErrorKind::not_found, "{}: not found", printable(path_));
    const auto attributes = file_system.attributes(*node);
    if (attributes.type == fs::NodeType::symbolic_link && follow)
      follow_link(file_system.read_link(*node));
    else
      stack_.push_back({here.volume, here.file_system, *node, attributes, path_.size()});
  }

  // path_ names the link, which is not on the stack.
  void follow_link(const std::string& target) {
    if (++links_ > kMostLinks)
      fail(ErrorKind::limit_exceeded, "{}: more than {} symbolic links", printable(path_),
           kMostLinks);
    if (target.empty() || target.size() > kLongestLinkTarget)
      fail(ErrorKind::not_found, "{}: a symbolic link with a target of {} bytes", printable(path_),
           target.size());
    if (pending_.empty() && target.ends_with('/')) must_be_directory_ = true;
    return_to(target.front() == '/' ? 1 : stack_.size());
    push_pending(target);
  }

  const std::vector<TreeMount>& mounts_;
  NameCase mount_names_;
  std::vector<Place> stack_;          // never empty: [0] is "/"
  std::vector<std::string> pending_;  // the next component is the last
  std::string path_;                  // "/a/b" of the stack's end; empty for "/"
  std::size_t links_ = 0;
  bool must_be_directory_ = false;
};

}  // namespace

GuestTree::GuestTree(std::vector<TreeMount> mounts, NameCase mount_names)
    : mount_names_(mount_names) {
  for (auto& mount : mounts) {
    mount.path = normalised(mount.path);
    std::erase_if(mounts_, [&](const TreeMount& earlier) {
      return is_same_path(earlier.path, mount.path, mount_names_);
    });
    mounts_.push_back(std::move(mount));
  }
  const auto is_root = [](const TreeMount& mount) { return mount.path == "/"; };
  if (std::none_of(mounts_.begin(), mounts_.end(), is_root))
    fail(ErrorKind::invalid_argument, "a guest's tree needs a volume at /");
}

TreeNode GuestTree::resolve(std::string_view path, LastLink last) const {
  return Walk(mounts_, mount_names_, path).run(last);
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
