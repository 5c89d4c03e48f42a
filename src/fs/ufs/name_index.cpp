#include "fs/ufs/name_index.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::ufs {

std::uint32_t hash_of_name(std::string_view name) noexcept {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  return hash;
}

NameIndex::NamesPtr NameIndex::names_of(std::uint32_t inode, const Fill& fill) const {
  {
    const std::lock_guard lock(mutex_);
    for (auto& entry : entries_)
      if (entry.inode == inode) {
        entry.used = ++clock_;
        return entry.names;
      }
  }
  Names names;
  bool is_whole = true;
  try {
    fill([&](std::uint32_t hash, std::uint32_t position) {
      is_whole = names.size() < kMostNames;
      if (is_whole) names.push_back({hash, position});
      return is_whole;
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    is_whole = false;
  }
  std::sort(names.begin(), names.end());
  auto made = is_whole ? std::make_shared<const Names>(std::move(names)) : nullptr;
  const std::lock_guard lock(mutex_);
  auto& oldest = *std::min_element(entries_.begin(), entries_.end(),
                                   [](const Entry& a, const Entry& b) { return a.used < b.used; });
  oldest = {inode, made, ++clock_};
  return made;
}

std::optional<std::vector<std::uint32_t>> NameIndex::find(std::uint32_t inode, std::uint32_t hash,
                                                          const Fill& fill) const {
  const auto names = names_of(inode, fill);
  if (!names) return std::nullopt;
  std::vector<std::uint32_t> positions;
  for (auto at = std::lower_bound(names->begin(), names->end(), HashedName{hash, 0});
       at != names->end() && at->hash == hash; ++at)
    positions.push_back(at->position);
  return positions;
}

}  // namespace vixmount::fs::ufs
