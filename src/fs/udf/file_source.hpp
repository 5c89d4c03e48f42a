// The content of a file as a source: its extents translated to the volume's bytes, so that map()
// composes down to host files.
#pragma once

#include <memory>

#include "fs/udf/extents.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::udf {

class FileSource final : public io::ByteSource {
 public:
  // `partitions` must live as long as the source; `keeper` sees to that where it is given. Reading
  // behind the extents, where they cover less than `size`, is Error{damaged}. Where a partition has
  // copies, `copy` is read.
  FileSource(const Blocks& blocks, const Partitions& partitions,
             std::shared_ptr<const void> keeper, Extents extents, std::uint64_t size,
             unsigned copy = 0);
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  Blocks blocks_;
  const Partitions& partitions_;
  std::shared_ptr<const void> keeper_;
  Extents extents_;
  std::uint64_t size_;
  unsigned copy_;
};

}  // namespace vixmount::fs::udf
