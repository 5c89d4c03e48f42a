// A fork: the blocks of one content of a file, of an extended attribute or of a tree.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "fs/hfsplus/layout.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::hfsplus {

class Volume;
using VolumePtr = std::shared_ptr<const Volume>;

enum class ForkKind : std::uint8_t { data = 0, resource = 0xFF };

// Extents behind the eight of the fork itself.
struct FurtherExtents {
  layout::ExtentRecord extents;
  std::uint64_t first = 0;     // block of the fork that they begin with
  std::uint64_t position = 0;  // on the volume, for messages
};
// The record that has block `index` of the fork, or one in front of it; nothing when there is none.
using FindExtents = std::function<std::optional<FurtherExtents>(std::uint32_t index)>;

// The content as a source, which holds `volume` alive. All const members are safe from many
// threads.
class ForkSource final : public io::ByteSource {
 public:
  // `position`: of `raw` on the volume. Error{damaged} when there are more bytes than blocks;
  // blocks that no extent has, or that are not on the volume, are found out when they are mapped.
  ForkSource(VolumePtr volume, const layout::ForkData& raw, std::uint64_t position,
             FindExtents find);
  std::uint64_t size() const noexcept override { return raw_.size; }

  // Where the byte at `offset` lies on the volume.
  std::uint64_t position_of(std::uint64_t offset) const;

 private:
  // Bytes of the HFS+.
  struct Run {
    std::uint64_t begin = 0;
    std::uint64_t length = 0;
  };
  // Blocks, and where they are written down.
  struct Extent {
    std::uint64_t start = 0;
    std::uint64_t count = 0;
    std::uint64_t position = 0;
  };

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  Run run_at(std::uint64_t offset) const;
  Extent find_extent(std::uint32_t index) const;
  static std::optional<Extent> find_in(const layout::ExtentRecord& extents, std::uint64_t index,
                                       std::uint64_t position);

  VolumePtr volume_;
  layout::ForkData raw_;
  std::uint64_t position_;
  FindExtents find_;
};
using ForkPtr = std::shared_ptr<const ForkSource>;

// A fork of a file, whose further extents are in the extents overflow tree.
ForkPtr open_file_fork(VolumePtr volume, const layout::ForkData& raw, std::uint64_t position,
                       std::uint32_t file, ForkKind kind);

}  // namespace vixmount::fs::hfsplus
