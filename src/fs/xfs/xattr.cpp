#include "fs/xfs/xattr.hpp"

#include <array>

#include "base/error.hpp"
#include "fs/xfs/acl.hpp"
#include "fs/xfs/attribute.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::string_view kUser = "user.";
constexpr std::string_view kTrusted = "trusted.";
constexpr std::string_view kSecurity = "security.";

// ACLs are attributes of root.
struct AclName {
  std::string_view linux_name;
  std::string_view stored_name;
};
constexpr std::array kAclNames = {AclName{"system.posix_acl_access", "SGI_ACL_FILE"},
                                  AclName{"system.posix_acl_default", "SGI_ACL_DEFAULT"}};

constexpr auto kNamespaces = static_cast<std::uint8_t>(AttributeFlag::root) |
                             static_cast<std::uint8_t>(AttributeFlag::secure);

bool is_hidden(const Attribute& attribute) noexcept {
  return attribute.has(AttributeFlag::incomplete) || attribute.has(AttributeFlag::parent);
}

struct StoredName {
  int flags = 0;
  std::string_view name;
  bool is_acl = false;
};

std::optional<StoredName> stored_name_of(std::string_view name) {
  for (const auto& acl : kAclNames)
    if (name == acl.linux_name)
      return StoredName{static_cast<int>(AttributeFlag::root), acl.stored_name, true};
  if (name.starts_with(kUser)) return StoredName{0, name.substr(kUser.size()), false};
  if (name.starts_with(kTrusted))
    return StoredName{static_cast<int>(AttributeFlag::root), name.substr(kTrusted.size()), false};
  if (name.starts_with(kSecurity))
    return StoredName{static_cast<int>(AttributeFlag::secure), name.substr(kSecurity.size()),
                      false};
  return std::nullopt;
}

}  // namespace

std::vector<std::string> list_xattrs(const Blocks& blocks, const Inode& inode) {
  std::vector<std::string> names;
  visit_attributes(blocks, inode, std::nullopt, [&](const Attribute& attribute) {
    if (is_hidden(attribute)) return true;
    const bool is_root = attribute.has(AttributeFlag::root);
    if (is_root)
      for (const auto& acl : kAclNames)
        if (attribute.name == acl.stored_name) names.emplace_back(acl.linux_name);
    const auto prefix = is_root                                     ? kTrusted
                        : attribute.has(AttributeFlag::secure) ? kSecurity
                                                               : kUser;
    names.push_back(std::string(prefix) + std::string(attribute.name));
    return true;
  });
  return names;
}

std::optional<std::string> get_xattr(const Blocks& blocks, const Inode& inode,
                                     std::string_view name) {
  const auto stored = stored_name_of(name);
  if (!stored) return std::nullopt;
  std::optional<std::string> value;
  visit_attributes(blocks, inode, stored->name, [&](const Attribute& attribute) {
    if (is_hidden(attribute) || (attribute.flags & kNamespaces) != stored->flags ||
        attribute.name != stored->name)
      return true;
    value = value_of(blocks, inode, attribute);
    return false;
  });
  if (value && stored->is_acl) value = acl_to_linux_xattr(*value);
  return value;
}

}  // namespace vixmount::fs::xfs
