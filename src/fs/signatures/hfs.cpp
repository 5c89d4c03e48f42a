// HFS, HFS+ and HFSX, also HFS+ embedded in an HFS wrapper. Facts: Apple Technical Note TN1150;
// Inside Macintosh: Files, chapter 2.
#include <algorithm>

#include "fs/signatures/name_uuid.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint64_t kHeader = 1024;  // bytes from the start of the (embedded) volume
constexpr std::size_t kHeaderSize = 512;
constexpr std::size_t kFinderIdHfs = 116;
constexpr std::size_t kFinderIdPlus = 104;
constexpr std::size_t kCatalogExtents = 288;  // of the catalog file's fork: 8 of them
constexpr unsigned kExtentCount = 8;
constexpr std::uint32_t kRootParent = 1;  // the root folder's record is filed under it
constexpr std::size_t kMostNodeSize = 32768;

// Apple's and Linux' name space for UUIDs made of the 8 bytes that the Finder gives a volume.
std::string finder_uuid(BytesView header, std::size_t offset) {
  static const Guid kNameSpace = *Guid::parse("b3e20f39-f292-11d6-97a4-00306543ecac");
  const auto id = header.sub(offset, 8);
  return is_all_zero(id.span()) ? std::string() : name_uuid(kNameSpace, id.span()).to_string();
}

// Byte offset of a catalog node inside the volume that begins at `start`.
std::uint64_t node_offset(BytesView header, std::uint64_t start, std::uint32_t node,
                          std::uint32_t node_size) {
  const auto block_size = header.be32_at(40);
  auto offset = std::uint64_t{node} * node_size;
  for (unsigned i = 0; i < kExtentCount; ++i) {
    const auto first = std::uint64_t{header.be32_at(kCatalogExtents + i * 8)} * block_size;
    const auto length = std::uint64_t{header.be32_at(kCatalogExtents + i * 8 + 4)} * block_size;
    if (offset < length) return checked_add(start, first + offset, "place of a catalog node");
    offset -= length;
  }
  fail_at(header.origin() + kCatalogExtents, "catalog node {} is outside the catalog", node);
}

// The volume's name is the root folder's: the first record of the first leaf.
std::string volume_name(const VolumeBytes& volume, BytesView header, std::uint64_t start) {
  const auto first = volume.require(node_offset(header, start, 0, 512), 512);
  const std::size_t node_size = first.be16_at(32);
  if (!is_power_of_two(node_size) || node_size < 512 || node_size > kMostNodeSize)
    fail_at(first.origin() + 32, "catalog nodes of {} bytes", node_size);
  const auto leaf_offset =
      node_offset(header, start, first.be32_at(24), static_cast<std::uint32_t>(node_size));
  const auto leaf = volume.require(leaf_offset, node_size);
  if (leaf.u8(8) != 0xFF || leaf.be16_at(10) == 0)
    fail_at(leaf_offset, "the catalog's first leaf is none");
  if (leaf.be32_at(16) != kRootParent)
    fail_at(leaf_offset + 16, "the catalog does not begin with the root folder");
  return utf16be_label(leaf.sub(22, std::size_t{leaf.be16_at(20)} * 2));
}

std::optional<Identification> probe_plus(const VolumeBytes& volume, std::uint64_t start) {
  if (!fits(start, kHeader + kHeaderSize, volume.size())) return std::nullopt;
  const auto header = volume.require(start + kHeader, kHeaderSize);
  const auto signature = header.text(0, 2);
  if (signature != "H+" && signature != "HX") return std::nullopt;
  const auto block_size = header.be32_at(40);
  if (!is_power_of_two(block_size) || block_size < 512) return std::nullopt;
  auto identification = recognised("hfsplus");
  identification.uuid = finder_uuid(header, kFinderIdPlus);
  read_details(identification, [&] { identification.label = volume_name(volume, header, start); });
  return identification;
}

// HFS names are in MacRoman; only ASCII is taken as it is.
Identification describe_hfs(BytesView header) {
  auto identification = recognised("hfs");
  identification.uuid = finder_uuid(header, kFinderIdHfs);
  const std::size_t length = std::min<std::size_t>(header.u8(36), 27);
  identification.label = clean_label(header.text(37, length));
  return identification;
}

}  // namespace

std::optional<Identification> probe_hfs(const VolumeBytes& volume) {
  if (auto found = probe_plus(volume, 0)) return found;
  const auto header = volume.view(kHeader, kHeaderSize);
  if (!header || header->text(0, 2) != "BD") return std::nullopt;
  const auto block_size = header->be32_at(20);
  if (block_size == 0 || block_size % 512 != 0) return std::nullopt;
  const auto embedded = header->text(124, 2);
  if (embedded == "H+" || embedded == "HX") {
    const auto start =
        std::uint64_t{header->be16_at(28)} * 512 + std::uint64_t{header->be16_at(126)} * block_size;
    if (auto found = probe_plus(volume, start)) return found;
  }
  return describe_hfs(*header);
}

}  // namespace vixmount::fs::signatures
