// Making a logged change in the overlay: finding the MFT record, index block or clusters it is
// about, and writing them back as the disk would hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "fs/ntfs/log/action.hpp"
#include "fs/ntfs/log/clusters.hpp"
#include "fs/ntfs/log/tables.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::ntfs::log {

struct Shape {
  std::uint32_t cluster_size = 0;  // bytes
  std::uint32_t record_size = 0;   // bytes of an MFT record
};

class Changes {
 public:
  // Bound of all blocks together that are changed, in bytes: eight times what the largest log that
  // Windows makes by itself could ask for. Some ten seconds.
  static constexpr std::uint64_t kMostWork = 16ULL << 30;

  Changes(io::OverlaySource& volume, const Shape& shape, const OpenAttributes& attributes)
      : volume_(volume), shape_(shape), attributes_(attributes) {}

  // Makes `change` of `action`, whose clusters are `lcns` (0: freed). With `lsn`: only where the
  // disk does not have it already, and what was changed is stamped with it. True when something
  // was changed. Error{damaged}, Error{unsupported} for operations that are not known.
  bool make(const Action& action, const Change& change, const std::vector<std::uint64_t>& lcns,
            std::optional<Lsn> lsn);

 private:
  bool change_record(const Action& action, const Change& change, Clusters clusters,
                     std::optional<Lsn> lsn);
  bool change_index_block(const Action& action, const Change& change, Clusters clusters,
                          std::optional<Lsn> lsn);
  bool write_index_block(const Action& action, const Change& change, Clusters clusters,
                         std::optional<Lsn> lsn);
  bool write_clusters(const Action& action, const Change& change,
                      const std::vector<std::uint64_t>& lcns);
  bool change_bits(const Action& action, const Change& change, Clusters clusters, bool value);
  std::size_t index_block_size(const Action& action) const;
  Clusters all(const std::vector<std::uint64_t>& lcns) const;
  void account(std::size_t bytes);

  io::OverlaySource& volume_;
  Shape shape_;
  const OpenAttributes& attributes_;
  std::uint64_t work_ = 0;
};

}  // namespace vixmount::fs::ntfs::log
