// Decrypts sectors: what LUKS and BitLocker share.
//
// AES by OpenSSL (libcrypto), which uses the processor's instructions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/secret.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::crypt {

class SectorCipher {
 public:
  virtual ~SectorCipher() = default;
  SectorCipher(const SectorCipher&) = delete;
  SectorCipher& operator=(const SectorCipher&) = delete;

  // Bytes that are decrypted as one, with one initialisation vector.
  virtual std::size_t sector_size() const noexcept = 0;
  // Decrypts whole sectors in place; the first one has the number `first`, counted in sectors of
  // sector_size() by the encryption's own rule (the caller adds its offset). Safe from many
  // threads.
  virtual void decrypt(std::uint64_t first, std::span<std::byte> sectors) const = 0;

 protected:
  SectorCipher() = default;
};
using SectorCipherPtr = std::shared_ptr<const SectorCipher>;

// `encrypted` read through `cipher`, large reads on all processors. Sector 0 of the source has the
// number `first_sector` for the cipher. Sectors that the disk never wrote (holes) are decrypted
// like others: that is what the guest sees. A size that is no multiple of the sector is cut.
io::SourcePtr make_decrypting_source(io::SourcePtr encrypted, SectorCipherPtr cipher,
                                     std::uint64_t first_sector);

}  // namespace vixmount::volume::crypt
