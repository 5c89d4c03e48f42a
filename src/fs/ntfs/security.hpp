// Security descriptors: in $Secure, shared by all files with the same id (NTFS 3.x), or in an
// attribute of the file (NTFS 1.x, and what old tools wrote).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "fs/ntfs/index.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// Largest descriptor that is read: ACLs have 16-bit sizes, two of them, and two SIDs.
inline constexpr std::size_t kMostDescriptorBytes = 2 * 65536 + 1024;

// The hash of $SDS entries over a descriptor (its last bytes that fill no 32 bits are left out).
std::uint32_t security_hash(BytesView descriptor) noexcept;

// The part of `bytes` that is a self-relative descriptor: up to the end of its last SID or ACL.
// Error{damaged} when those run over the end.
std::string trim_descriptor(BytesView bytes);

// $Secure. All const members may be called from many threads at once.
class SecurityDescriptors {
 public:
  // `by_id`: the index $SII; `stream`: $SDS.
  SecurityDescriptors(Index by_id, io::SourcePtr stream)
      : by_id_(std::move(by_id)), stream_(std::move(stream)) {}

  // The descriptor with this id, or nothing when the volume has none. $SDS holds each one twice;
  // Error{damaged} when neither copy is whole.
  std::optional<std::string> find(std::uint32_t security_id) const;

 private:
  Index by_id_;
  io::SourcePtr stream_;
};

}  // namespace vixmount::fs::ntfs
