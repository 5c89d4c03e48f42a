#include "fs/ext/name_match.hpp"

#include "fs/ext/casefold.hpp"

namespace vixmount::fs::ext {
namespace {
constexpr std::size_t kLongestName = 255;
constexpr std::uint16_t kStrictEncoding = 0x1;
}  // namespace

std::optional<NameMatcher> NameMatcher::make(const Superblock& superblock, const Inode& directory,
                                             std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return std::nullopt;
  NameMatcher out;
  out.name_ = name;
  if (directory.has(InodeFlag::encrypted)) {
    out.encrypted_ = EncryptedName::parse(name);
    if (!out.encrypted_) return std::nullopt;
  } else if (directory.has(InodeFlag::casefolded) && superblock.has(Incompat::casefold)) {
    out.folded_ = casefold(name);
    // With the strict flag every name is UTF-8; without it others are compared as they are.
    const bool strict = (superblock.raw.encoding_flags & kStrictEncoding) != 0;
    if (!out.folded_ && strict) return std::nullopt;
  }
  return out;
}

bool NameMatcher::matches(std::string_view stored) const {
  if (encrypted_) return encrypted_->matches(stored);
  return stored == name_ || (folded_ && casefold(stored) == folded_);
}

std::optional<std::string_view> NameMatcher::hashed_bytes() const noexcept {
  if (encrypted_) return encrypted_->stored();
  return folded_ ? std::string_view(*folded_) : std::string_view(name_);
}

}  // namespace vixmount::fs::ext
