#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "volume/crypt/evp_cipher.hpp"
#include "volume/crypt/sector_cipher.hpp"

namespace vixmount::volume::crypt {
namespace {

// What one processor takes at a time: decrypting it takes longer than waking a helper, and it is
// still in the nearer cache when it has been read.
constexpr std::size_t kPieceBytes = 128 * 1024;
static_assert(kPieceBytes % kLargestSector == 0);

class DecryptingSource final : public io::ByteSource {
 public:
  DecryptingSource(io::SourcePtr encrypted, SectorCipherPtr cipher, std::uint64_t first_sector)
      : encrypted_(std::move(encrypted)),
        cipher_(std::move(cipher)),
        first_sector_(first_sector),
        sector_size_(cipher_->sector_size()),
        size_(encrypted_->size() / sector_size_ * sector_size_) {
    if (sector_size_ > kLargestSector)
      fail(ErrorKind::internal, "a cipher has sectors of {} bytes", sector_size_);
  }

  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }

  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    if (const auto skip = static_cast<std::size_t>(position % sector_size_);
        skip != 0 || out.size() < sector_size_) {
      const auto count = std::min(out.size(), sector_size_ - skip);
      read_part(position - skip, skip, out.first(count));
      position += count;
      out = out.subspan(count);
    }
    const auto whole = out.size() / sector_size_ * sector_size_;
    read_sectors(position, out.first(whole));
    if (whole != out.size()) read_part(position + whole, 0, out.subspan(whole));
  }

  // Part of the sector at `begin`.
  void read_part(std::uint64_t begin, std::size_t skip, std::span<std::byte> out) const {
    if (out.empty()) return;
    std::array<std::byte, kLargestSector> buffer;
    const auto sector = std::span(buffer).first(sector_size_);
    read_piece(begin, sector);
    std::memcpy(out.data(), sector.data() + skip, out.size());
  }

  void read_sectors(std::uint64_t begin, std::span<std::byte> out) const {
    if (out.empty()) return;
    if (out.size() < 2 * kPieceBytes) return read_piece(begin, out);
    const auto pieces = out.size() / kPieceBytes;  // the last one takes what remains as well
    parallel_for(pieces, [&](std::size_t piece) {
      const auto skip = piece * kPieceBytes;
      const auto size = piece + 1 == pieces ? out.size() - skip : kPieceBytes;
      read_piece(begin + skip, out.subspan(skip, size));
    });
  }

  void read_piece(std::uint64_t begin, std::span<std::byte> out) const {
    encrypted_->read(begin, out);
    cipher_->decrypt(first_sector_ + begin / sector_size_, out);
  }

  const io::SourcePtr encrypted_;
  const SectorCipherPtr cipher_;
  const std::uint64_t first_sector_;
  const std::size_t sector_size_;  // bytes
  const std::uint64_t size_;       // bytes
};

}  // namespace

io::SourcePtr make_decrypting_source(io::SourcePtr encrypted, SectorCipherPtr cipher,
                                     std::uint64_t first_sector) {
  return std::make_shared<DecryptingSource>(std::move(encrypted), std::move(cipher), first_sector);
}

}  // namespace vixmount::volume::crypt
