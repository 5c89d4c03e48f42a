// Several links of a snapshot chain as one source: where a link has a hole, the next one answers.
//
// The merged map is kept in pages of kPageBytes of the disk; a page is computed once by walking the
// links and then answers in one lookup, so that reading through 30 links costs the same as through
// one. The pages are bounded (kMostRuns) and evicted in order of their creation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::io {

class LayeredSource final : public ByteSource {
 public:
  // 16 MiB: with 64 KiB grains a page needs half a grain table of each link, and its runs fit a few
  // KiB.
  static constexpr std::uint64_t kPageBytes = 16ULL << 20;
  // Bound of all runs in memory: 512 Ki runs of 40 bytes are 20 MiB.
  static constexpr std::size_t kMostRuns = 512UL << 10;

  // `links`: topmost first, at least one. `size` in bytes; a link that is shorter has a hole behind
  // its end.
  LayeredSource(std::vector<SourcePtr> links, std::uint64_t size);
  std::uint64_t size() const noexcept override { return size_; }

 private:
  struct Run {
    std::uint64_t begin;  // offset in the disk
    Extent extent;
  };
  using Page = std::vector<Run>;  // ascending, without gaps
  using PagePtr = std::shared_ptr<const Page>;

  Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  std::uint64_t end_of_common_hole(std::uint64_t begin, std::uint64_t end) const;
  PagePtr page(std::uint64_t index) const;
  PagePtr build_page(std::uint64_t index) const;
  void fill(Page& page, std::size_t link, std::uint64_t begin, std::uint64_t end) const;
  void remember(std::uint64_t index, const PagePtr& page) const;

  std::vector<SourcePtr> links_;
  std::uint64_t size_;
  mutable std::shared_mutex mutex_;  // guards all below
  mutable std::unordered_map<std::uint64_t, PagePtr> pages_;
  mutable std::deque<std::uint64_t> order_;
  mutable std::size_t run_count_ = 0;
};

}  // namespace vixmount::io
