// A large volume out of few bytes: an input is a list of pieces, everything between them is zero.
//
//   le32 size of the volume in sectors of 512 bytes
//   then, until the input ends: le32 sector, le16 length in bytes, the bytes
//
// Seeds are made of real images by fuzz/seeds/make_sparse_seed.py.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fuzz {

class SparseDisk final : public io::ByteSource {
 public:
  static std::shared_ptr<const SparseDisk> parse(const std::uint8_t* data, std::size_t size) {
    return std::shared_ptr<const SparseDisk>(
        new SparseDisk(BytesView(std::as_bytes(std::span(data, size)))));
  }
  std::uint64_t size() const noexcept override { return size_; }

  // A copy whose pieces went through repair(std::span<std::byte>), which makes checksums good.
  template <typename Repair>
  std::shared_ptr<const SparseDisk> repaired(Repair repair) const {
    std::shared_ptr<SparseDisk> copy(new SparseDisk(size_, pieces_));
    for (auto& piece : copy->pieces_) repair(std::span(piece.bytes));
    return copy;
  }

 private:
  struct Piece {
    std::uint64_t offset;
    std::vector<std::byte> bytes;
  };

  SparseDisk(std::uint64_t size, std::vector<Piece> pieces)
      : size_(size), pieces_(std::move(pieces)) {
    sort();
  }
  explicit SparseDisk(BytesView input) {
    if (input.size() < 4) return;
    size_ = std::uint64_t{input.le32_at(0)} * 512;
    for (std::size_t at = 4; at + 6 <= input.size();) {
      const std::size_t length =
          std::min<std::size_t>(input.le16_at(at + 4), input.size() - at - 6);
      const auto bytes = input.sub(at + 6, length).span();
      pieces_.push_back({std::uint64_t{input.le32_at(at)} * 512, {bytes.begin(), bytes.end()}});
      at += 6 + length;
    }
    sort();
  }

  // Volumes have hundreds of pieces and readers ask for few bytes at a time, so that looking at all
  // of them took longer than what is to be tested. Where pieces overlap, the one that begins
  // further back wins.
  void sort() {
    std::stable_sort(pieces_.begin(), pieces_.end(),
                     [](const Piece& a, const Piece& b) { return a.offset < b.offset; });
    for (const auto& piece : pieces_) longest_ = std::max(longest_, piece.bytes.size());
  }

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }

  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    std::fill(out.begin(), out.end(), std::byte{0});
    const auto from = position - std::min<std::uint64_t>(position, longest_);
    const auto first = std::lower_bound(
        pieces_.begin(), pieces_.end(), from,
        [](const Piece& piece, std::uint64_t offset) { return piece.offset < offset; });
    for (auto it = first; it != pieces_.end() && it->offset < position + out.size(); ++it) {
      const auto& piece = *it;
      const auto begin = std::max(position, piece.offset);
      const auto end = std::min(position + out.size(), piece.offset + piece.bytes.size());
      if (begin < end)
        std::copy_n(piece.bytes.begin() + static_cast<std::ptrdiff_t>(begin - piece.offset),
                    end - begin, out.begin() + static_cast<std::ptrdiff_t>(begin - position));
    }
  }

  std::uint64_t size_ = 0;
  std::vector<Piece> pieces_;
  std::size_t longest_ = 0;
};

}  // namespace vixmount::fuzz
