#include "fs/fat/name_index.hpp"

#include <algorithm>

namespace vixmount::fs::fat {

std::uint32_t name_hash(const ntfs::Upcase& upcase, const std::u16string& name) {
  std::uint32_t hash = 2166136261U;  // FNV-1a over units
  for (const auto unit : upcase.capitals(ntfs::Utf16View(name))) hash = (hash ^ unit) * 16777619U;
  return hash;
}

NameIndex::NamesPtr NameIndex::names_of(NodeId directory, const Fill& fill) const {
  {
    const std::lock_guard lock(mutex_);
    for (auto& entry : entries_)
      if (entry.directory == directory) {
        entry.used = ++clock_;
        return entry.names;
      }
  }
  Names names;
  bool fits = true;
  fill([&](std::uint32_t hash, std::uint32_t slot) {
    fits = names.size() < kMostNames;
    if (fits) names.push_back({hash, slot});
    return fits;
  });
  std::sort(names.begin(), names.end());
  auto made = fits ? std::make_shared<const Names>(std::move(names)) : nullptr;
  const std::lock_guard lock(mutex_);
  auto& oldest = *std::min_element(entries_.begin(), entries_.end(),
                                   [](const Entry& a, const Entry& b) { return a.used < b.used; });
  oldest = {directory, made, ++clock_};
  return made;
}

std::optional<std::vector<std::uint32_t>> NameIndex::find(NodeId directory, std::uint32_t hash,
                                                          const Fill& fill) const {
  const auto names = names_of(directory, fill);
  if (!names) return std::nullopt;
  std::vector<std::uint32_t> slots;
  for (auto at = std::lower_bound(names->begin(), names->end(), HashedName{hash, 0});
       at != names->end() && at->hash == hash; ++at)
    if (slots.empty() || slots.back() != at->slot) slots.push_back(at->slot);
  return slots;
}

}  // namespace vixmount::fs::fat
