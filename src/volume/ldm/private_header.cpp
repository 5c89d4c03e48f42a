#include "volume/ldm/private_header.hpp"

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "volume/ldm/checksum.hpp"
#include "volume/ldm/layout.hpp"

namespace vixmount::volume::ldm {
namespace {

// The tables of contents have places of their own, besides those that the header names: Windows
// Server 2003 keeps two pairs and names one of each.
constexpr std::uint64_t kContentsFromStart[] = {1, 2};
constexpr std::uint64_t kContentsFromEnd[] = {3, 2};

Guid guid_of(const std::array<char, 64>& field, std::string_view what, std::uint64_t place) {
  const auto guid = Guid::parse(text_until_nul(field));
  if (!guid) fail_at(place, "the private header's {} is no GUID", what);
  return *guid;
}

void check_version(const PrivateHeaderBlock& block) {
  if (block.major_version != 2 || (block.minor_version != 11 && block.minor_version != 12))
    fail(ErrorKind::unsupported_version, "private header of version {}.{}; 2.11 and 2.12 are known",
         block.major_version.value(), block.minor_version.value());
}

std::uint64_t bytes(std::uint64_t sectors, const PrivateHeader& header) {
  return checked_multiply(sectors, header.sector_size, "sectors of the private header");
}

std::vector<std::uint64_t> contents_places(const PrivateHeaderBlock& block,
                                           const PrivateHeader& header) {
  std::vector<std::uint64_t> sectors = {block.first_contents, block.second_contents};
  const auto size = header.private_region.length() / header.sector_size;
  for (const auto sector : kContentsFromStart) sectors.push_back(sector);
  for (const auto back : kContentsFromEnd) sectors.push_back(size - back);
  std::vector<std::uint64_t> places;
  for (const auto sector : sectors)
    if (sector < size) places.push_back(header.private_region.begin + sector * header.sector_size);
  return places;
}

PrivateHeader parse(const PrivateHeaderBlock& block, std::uint64_t place, std::uint64_t disk_size) {
  check_version(block);
  PrivateHeader header;
  header.disk_id = guid_of(block.disk_id, "disk id", place);
  header.group_id = guid_of(block.group_id, "disk group id", place);
  header.group_name = text_until_nul(block.group_name);
  header.update_sequence = block.update_sequence;
  header.sector_size = block.sector_size;
  if (header.sector_size != 512 && header.sector_size != 4096)
    fail_at(place, "the private header counts in sectors of {} bytes", header.sector_size);
  header.public_start = bytes(block.public_start, header);
  header.public_size = bytes(block.public_size, header);
  checked_add(header.public_start, header.public_size, "the data of the private header");
  const auto start = bytes(block.private_start, header);
  const auto size = bytes(block.private_size, header);
  if (!fits(start, size, disk_size))
    fail_at(place, "the private header puts the database at bytes {} to {}, the disk ends at {}",
            start, start + size, disk_size);
  header.private_region = {start, start + size};
  header.contents = contents_places(block, header);
  return header;
}

std::optional<PrivateHeader> read_header(const io::ByteSource& source, std::uint64_t place,
                                         std::uint64_t disk_size, bool& present) {
  if (!fits(place, kBlockSize, source.size())) return std::nullopt;
  const auto raw = io::read_bytes(source, place, kBlockSize);
  const BytesView view(raw, place);
  if (view.text(0, 8) != "PRIVHEAD") return std::nullopt;
  present = true;
  if (!has_good_checksum(view)) fail_at(place, "the private header has a wrong checksum");
  return parse(view.get<PrivateHeaderBlock>(0), place, disk_size);
}

}  // namespace

HeaderSearch find_private_header(const io::ByteSource& source,
                                 const std::vector<std::uint64_t>& places,
                                 std::uint64_t disk_size) {
  HeaderSearch search;
  for (const auto place : places) {
    try {
      auto header = read_header(source, place, disk_size, search.present);
      if (header && (!search.header || header->update_sequence > search.header->update_sequence))
        search.header = std::move(header);
    } catch (const Error& error) {
      search.faults.push_back(error.message());
    }
  }
  return search;
}

}  // namespace vixmount::volume::ldm
