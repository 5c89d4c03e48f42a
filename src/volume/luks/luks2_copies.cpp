#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "volume/crypt/hash.hpp"
#include "volume/luks/header.hpp"
#include "volume/luks/layout.hpp"

namespace vixmount::volume::luks {
namespace {

// The sizes that a copy with its metadata may have, and so the places of the second copy.
constexpr std::array<std::uint64_t, 9> kHeaderSizes = {
    16 << 10, 32 << 10, 64 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20, 2 << 20, 4 << 20};

struct Copy {
  Luks2Header header;
  std::string metadata;
};

std::optional<Luks2Header> header_at(const io::ByteSource& disk, std::uint64_t offset) {
  if (!fits(offset, sizeof(Luks2Header), disk.size())) return std::nullopt;
  const auto bytes = io::read_bytes(disk, offset, sizeof(Luks2Header));
  return BytesView(bytes).get<Luks2Header>(0);
}

bool has_magic(const Luks2Header& header, std::string_view magic) {
  return std::string_view(header.magic.data(), header.magic.size()) == magic && header.version == 2;
}

void check_checksum(const Luks2Header& header, std::uint64_t offset, BytesView all) {
  const auto hash = crypt::find_hash(text_until_nul(header.checksum_hash));
  auto blank = header;
  blank.checksum.fill(std::byte{0});
  const std::array<std::span<const std::byte>, 2> pieces = {std::as_bytes(std::span(&blank, 1)),
                                                            all.from(sizeof(Luks2Header)).span()};
  std::array<std::byte, EVP_MAX_MD_SIZE> checksum{};
  crypt::hash_pieces(hash.get(), pieces, checksum);
  const auto size = static_cast<std::size_t>(::EVP_MD_get_size(hash.get()));
  if (!std::equal(checksum.begin(), checksum.begin() + static_cast<std::ptrdiff_t>(size),
                  header.checksum.begin()))
    fail_at(offset + offsetof(Luks2Header, checksum), "the checksum of the LUKS2 header is wrong");
}

// The copy at `offset`, whose binary header is there; throws when it is damaged.
Copy read_copy(const io::ByteSource& disk, const Luks2Header& header, std::uint64_t offset,
               std::atomic<std::uint64_t>& bytes_left) {
  if (header.header_offset != offset)
    fail_at(offset + offsetof(Luks2Header, header_offset),
            "the LUKS2 header says that it stands at byte {}", header.header_offset.value());
  if (std::find(kHeaderSizes.begin(), kHeaderSizes.end(), header.header_bytes) ==
      kHeaderSizes.end())
    fail_at(offset + offsetof(Luks2Header, header_bytes), "the LUKS2 header has {} bytes",
            header.header_bytes.value());
  if (!fits(offset, header.header_bytes, disk.size()))
    fail_at(offset, "the LUKS2 header is cut off");
  if (header.header_bytes > bytes_left)
    fail(ErrorKind::limit_exceeded, "the LUKS2 headers of all disks have more than {} bytes",
         kMostHeaderBytesOfSet);
  bytes_left -= header.header_bytes;
  const auto bytes = io::read_bytes(disk, offset, header.header_bytes);
  const BytesView all(bytes, offset);
  check_checksum(header, offset, all);
  return {header,
          std::string(all.text_until_nul(sizeof(Luks2Header), all.size() - sizeof(Luks2Header)))};
}

// Adds what is wrong to `faults` when there is no good copy at `offset`.
std::optional<Copy> try_copy(const io::ByteSource& disk, std::uint64_t offset,
                             std::string_view magic, std::vector<std::string>& faults,
                             std::atomic<std::uint64_t>& bytes_left) {
  const auto header = header_at(disk, offset);
  if (!header || !has_magic(*header, magic)) return std::nullopt;
  try {
    return read_copy(disk, *header, offset, bytes_left);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    faults.push_back(error.message());
    return std::nullopt;
  }
}

// The places where the second copy may be, the likeliest alone where the first header tells it.
std::vector<std::uint64_t> second_places(const Luks2Header& first) {
  if (has_magic(first, kMagic) &&
      std::find(kHeaderSizes.begin(), kHeaderSizes.end(), first.header_bytes) != kHeaderSizes.end())
    return {first.header_bytes};
  return {kHeaderSizes.begin(), kHeaderSizes.end()};
}

// Whether the second copy belongs to what stands in front: another format may have been made over
// the volume, which leaves the copy behind.
bool belongs_together(const Luks2Header& first, const Luks2Header& second) {
  return has_magic(first, kMagic) || is_all_zero(std::as_bytes(std::span(&first, 1))) ||
         (first.salt != second.salt && first.uuid == second.uuid);
}

Luks2Copy result_of(Copy copy, std::vector<std::string> remarks) {
  return {printable(text_until_nul(copy.header.uuid)), std::move(copy.metadata),
          std::move(remarks)};
}

}  // namespace

std::optional<Luks2Copy> find_luks2_copy(const io::ByteSource& disk,
                                         std::atomic<std::uint64_t>& bytes_left) {
  const auto front = header_at(disk, 0);
  if (!front) return std::nullopt;
  std::vector<std::string> faults;
  const bool marked = has_magic(*front, kMagic);
  auto first = try_copy(disk, 0, kMagic, faults, bytes_left);
  std::optional<Copy> second;
  for (const auto offset : second_places(*front)) {
    second = try_copy(disk, offset, kSecondMagic, faults, bytes_left);
    if (second) break;
  }
  if (second && !belongs_together(*front, second->header)) second.reset();
  if (first && second && second->header.sequence > first->header.sequence) {
    faults.push_back(fmt::format("the first LUKS2 header (sequence {}) is older than its copy ({})",
                                 first->header.sequence.value(), second->header.sequence.value()));
    first.reset();
  }
  if (first) return result_of(std::move(*first), std::move(faults));
  if (second) {
    if (!marked) faults.emplace_back("the first LUKS2 header was overwritten");
    faults.push_back(fmt::format("the copy of the LUKS2 header at byte {} was used",
                                 second->header.header_offset.value()));
    return result_of(std::move(*second), std::move(faults));
  }
  if (!marked) return std::nullopt;
  fail(ErrorKind::damaged, "no good LUKS2 header: {}",
       faults.empty() ? "its copy is not there" : fmt::format("{}", faults.front()));
}

}  // namespace vixmount::volume::luks
