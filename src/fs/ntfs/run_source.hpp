// The content of a non-resident attribute as a source: virtual clusters translated to the volume's,
// so that map() composes down to host files.
#pragma once

#include <cstdint>
#include <memory>

#include "fs/ntfs/boot_sector.hpp"
#include "fs/ntfs/runlist.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// The bytes at `offset` of an attribute with these runs, without regard to its sizes.
// Error{damaged} when the runs end before or the volume does.
io::Extent map_runs(const io::ByteSource& volume, const Geometry& geometry, const Runlist& runs,
                    std::uint64_t offset, std::uint64_t length);

// Error{damaged} when the runs end before `size` bytes do, or initialized > size.
void require_content_fits(const Runlist& runs, const Geometry& geometry, std::uint64_t size,
                          std::uint64_t initialized);

// Holds its volume and its runs alive. Uncompressed content.
class RunSource final : public io::ByteSource {
 public:
  // Sizes in bytes. What lies behind `initialized` reads as zeros. Error{damaged} as
  // require_content_fits.
  RunSource(io::SourcePtr volume, const Geometry& geometry, Runlist runs, std::uint64_t size,
            std::uint64_t initialized);

  std::uint64_t size() const noexcept override { return size_; }
  const Runlist& runs() const noexcept { return runs_; }
  // Where `offset` (below size()) stands on the volume; `offset` itself in a hole. For messages.
  std::uint64_t volume_offset(std::uint64_t offset) const noexcept;

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  io::SourcePtr volume_;
  Geometry geometry_;
  Runlist runs_;
  std::uint64_t size_;
  std::uint64_t initialized_;
};

}  // namespace vixmount::fs::ntfs
