#include "fs/shared/name_index.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace vixmount::fs {

std::optional<NameIndex::NamesPtr> NameIndex::find_kept(NodeId directory) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.directory == directory;
  });
  if (found == entries_.end()) return std::nullopt;
  std::rotate(found, found + 1, entries_.end());
  return entries_.back().names;
}

void NameIndex::keep(Entry made) const {
  const std::lock_guard lock(mutex_);
  // Another thread may have made the same.
  std::erase_if(entries_, [&](const Entry& entry) { return entry.directory == made.directory; });
  entries_.push_back(std::move(made));
  std::size_t bytes = 0;
  auto oldest = entries_.end();
  while (oldest != entries_.begin() &&
         entries_.end() - oldest < static_cast<std::ptrdiff_t>(kMostDirectories)) {
    const auto& names = (oldest - 1)->names;
    bytes += names ? names->size() * sizeof(HashedName) : 0;
    if (bytes > kMostBytes) break;
    --oldest;
  }
  entries_.erase(entries_.begin(), oldest);
}

NameIndex::NamesPtr NameIndex::names_of(NodeId directory, const Fill& fill) const {
  if (auto kept = find_kept(directory)) return *kept;
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
  NamesPtr made;
  if (is_whole) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    names.shrink_to_fit();
    made = std::make_shared<const Names>(std::move(names));
  }
  keep({directory, made});
  return made;
}

std::optional<std::vector<std::uint32_t>> NameIndex::candidates(NodeId directory,
                                                                std::uint32_t hash,
                                                                const Fill& fill) const {
  const auto names = names_of(directory, fill);
  if (!names) return std::nullopt;
  std::vector<std::uint32_t> positions;
  for (auto at = std::lower_bound(names->begin(), names->end(), HashedName{hash, 0});
       at != names->end() && at->hash == hash; ++at)
    positions.push_back(at->position);
  return positions;
}

}  // namespace vixmount::fs
