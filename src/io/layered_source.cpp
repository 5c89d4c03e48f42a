#include "io/layered_source.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/error.hpp"

namespace vixmount::io {

LayeredSource::LayeredSource(std::vector<SourcePtr> links, std::uint64_t size)
    : links_(std::move(links)), size_(size) {
  if (links_.empty()) fail(ErrorKind::internal, "a chain needs at least one link");
}

Extent LayeredSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto found = page(offset / kPageBytes);
  const auto behind =
      std::upper_bound(found->begin(), found->end(), offset,
                       [](std::uint64_t at, const Run& run) { return at < run.begin; });
  const Run& run = *std::prev(behind);
  Extent extent = run.extent.part(offset - run.begin, length);
  const auto end = offset + extent.length;
  // A large empty disk is not asked page by page.
  if (extent.kind == ExtentKind::hole && extent.length < length && end % kPageBytes == 0)
    extent.length = end_of_common_hole(end, offset + length) - offset;
  return extent;
}

// Where the hole that all links have at `begin` ends, at most `end`; `begin` when one has none
// there.
std::uint64_t LayeredSource::end_of_common_hole(std::uint64_t begin, std::uint64_t end) const {
  for (const auto& link : links_) {
    if (begin >= link->size()) continue;  // a hole for ever
    const Extent extent = link->map(begin, std::min(end, link->size()) - begin);
    if (extent.kind != ExtentKind::hole) return begin;
    if (begin + extent.length < link->size()) end = std::min(end, begin + extent.length);
  }
  return end;
}

LayeredSource::PagePtr LayeredSource::page(std::uint64_t index) const {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = pages_.find(index); found != pages_.end()) return found->second;
  }
  auto built = build_page(index);  // without the lock: it reads from disk
  remember(index, built);
  return built;
}

LayeredSource::PagePtr LayeredSource::build_page(std::uint64_t index) const {
  const auto begin = index * kPageBytes;
  auto page = std::make_shared<Page>();
  fill(*page, 0, begin, begin + std::min(kPageBytes, size_ - begin));
  page->shrink_to_fit();
  return page;
}

// Recursion depth is the number of links, which disk/chain bounds.
void LayeredSource::fill(Page& page, std::size_t link, std::uint64_t begin,
                         std::uint64_t end) const {
  const auto append = [&](std::uint64_t at, const Extent& extent) {
    if (!page.empty() && page.back().extent.continues_with(extent))
      page.back().extent.length += extent.length;
    else
      page.push_back({at, extent});
  };
  const auto source_end = std::clamp(links_[link]->size(), begin, end);
  const bool is_base = link + 1 == links_.size();
  const auto descend = [&](std::uint64_t from, std::uint64_t to) {
    if (from == to) return;
    if (is_base)
      append(from, Extent::unallocated(to - from));
    else
      fill(page, link + 1, from, to);
  };
  for (auto at = begin; at < source_end;) {
    const Extent extent = links_[link]->map(at, source_end - at);
    if (extent.kind == ExtentKind::hole)
      descend(at, at + extent.length);
    else
      append(at, extent);
    at += extent.length;
  }
  descend(source_end, end);
}

void LayeredSource::remember(std::uint64_t index, const PagePtr& page) const {
  const std::unique_lock lock(mutex_);
  if (!pages_.emplace(index, page).second) return;  // another thread was faster
  order_.push_back(index);
  run_count_ += page->size();
  while (run_count_ > kMostRuns && order_.size() > 1) {
    const auto oldest = pages_.find(order_.front());
    run_count_ -= oldest->second->size();
    pages_.erase(oldest);
    order_.pop_front();
  }
}

}  // namespace vixmount::io
