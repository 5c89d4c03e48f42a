// The content of a file as a source: its clusters translated to the volume's bytes, so that map()
// composes down to host files.
#pragma once

#include <cstdint>

#include "fs/fat/cluster_heap.hpp"
#include "fs/fat/cluster_runs.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::fat {

class ClusterSource final : public io::ByteSource {
 public:
  // Sizes in bytes. What lies behind `valid_size` was never written and reads as zeros. `runs` must
  // cover valid_size bytes, and valid_size be at most `size`.
  ClusterSource(io::SourcePtr volume, const ClusterHeap& heap, ClusterRuns runs, std::uint64_t size,
                std::uint64_t valid_size);
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  io::SourcePtr volume_;
  ClusterHeap heap_;
  ClusterRuns runs_;
  std::uint64_t size_;
  std::uint64_t valid_size_;
};

}  // namespace vixmount::fs::fat
