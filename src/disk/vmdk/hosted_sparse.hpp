// Hosted sparse extents with plain grains: monolithicSparse and twoGbMaxExtentSparse.
#pragma once

#include <memory>

#include "base/log.hpp"
#include "disk/vmdk/grain_source.hpp"
#include "disk/vmdk/hosted_header.hpp"

namespace vixmount::disk::vmdk {

// Table entries are sector numbers in the file: 0 is a grain that was never written; 1, where the
// header announces it, a grain of zeros.
class HostedSparseSource : public GrainSource {
 public:
  HostedSparseSource(std::shared_ptr<const io::HostFile> file, const HostedHeader& header,
                     const Log& log);

 private:
  Place decode_table(std::uint64_t table, std::uint64_t raw) const noexcept override;
  Place decode_grain(std::uint64_t grain, std::uint64_t raw) const noexcept override;
  // Bytes that must be in the file behind the position of grain `grain`.
  virtual std::uint64_t least_bytes_of(std::uint64_t grain) const noexcept {
    return bytes_in_grain(grain);
  }

  bool zeroed_grains_;
};

// Opens the extent in `file`, plain or stream-optimized. Errors: damaged, unsupported,
// unsupported_version.
io::SourcePtr open_hosted_sparse(std::shared_ptr<const io::HostFile> file, const Log& log);

}  // namespace vixmount::disk::vmdk
