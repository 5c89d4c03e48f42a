#include "volume/bitlocker/metadata.hpp"

#include <algorithm>

#include <libdeflate.h>

#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kDatasetPlace = sizeof(BlockHeaderLayout);
constexpr std::size_t kSmallestBlock = kDatasetPlace + sizeof(DatasetLayout);

std::size_t block_size(const BlockHeaderLayout& header, std::uint64_t offset) {
  if (std::string_view(header.signature.data(), header.signature.size()) != kSignature)
    fail_at(offset, "there is no BitLocker metadata block");
  if (header.version != 1 && header.version != 2)
    fail(ErrorKind::unsupported_version, "BitLocker metadata of version {} is not supported",
         header.version.value());
  const std::size_t unit = header.version == 1 ? 1 : 16;
  const std::size_t size = header.size * unit;
  if (size < kSmallestBlock || size + sizeof(ValidationLayout) > kBlockBytes)
    fail_at(offset, "a BitLocker metadata block says it has {} bytes", size);
  return size;
}

void check_crc(BytesView block, const ValidationLayout& validation) {
  const auto crc = libdeflate_crc32(0, block.data(), block.size());
  if (crc != validation.crc32)
    fail_at(block.origin(), "the BitLocker metadata block has a wrong checksum");
}

void fill_from(Metadata& metadata, const BlockHeaderLayout& header, const DatasetLayout& dataset) {
  metadata.version = header.version;
  metadata.state = static_cast<State>(header.state.value());
  metadata.next_state = static_cast<State>(header.next_state.value());
  metadata.state_offset = header.state_offset;
  metadata.state_size = header.state_size;
  metadata.header_sectors = header.version == 1 ? 0 : header.header_sectors.value();
  std::copy(header.metadata_offsets.begin(), header.metadata_offsets.end(),
            metadata.block_offsets.begin());
  metadata.header_offset = header.header_offset;
  metadata.volume_id = Guid::from_mixed_endian_bytes(dataset.identifier);
  metadata.next_nonce = dataset.next_nonce;
  metadata.method = dataset.method;
}

// The datum with the SHA-256, if there is one.
BytesView hash_datum(BytesView behind_validation) {
  if (behind_validation.size() < sizeof(DatumLayout)) return {};
  const auto header = behind_validation.get<DatumLayout>(0);
  if (header.size <= sizeof(DatumLayout) || header.size > behind_validation.size()) return {};
  return behind_validation.sub(0, header.size);
}

std::vector<std::byte> to_vector(BytesView view) {
  return {view.span().begin(), view.span().end()};
}

}  // namespace

std::vector<Datum> Metadata::datums() const {
  const BytesView dataset = BytesView(block, offset).from(kDatasetPlace);
  const auto header = dataset.get<DatasetLayout>(0);
  if (header.begin > header.end)
    fail_at(dataset.origin(), "BitLocker metadata end before they begin");
  return parse_datums(dataset.sub(header.begin, header.end - header.begin));
}

Metadata read_metadata_block(const io::ByteSource& volume, std::uint64_t offset) {
  if (!fits(offset, kSmallestBlock, volume.size()))
    fail_at(offset, "the BitLocker metadata block should be behind the end of the volume");
  const auto length = std::min<std::uint64_t>(kBlockBytes, volume.size() - offset);
  const auto bytes = io::read_bytes(volume, offset, static_cast<std::size_t>(length));
  const BytesView view(bytes, offset);
  const auto header = view.get<BlockHeaderLayout>(0);
  const auto size = block_size(header, offset);
  const auto block = view.sub(0, size);
  check_crc(block, view.get<ValidationLayout>(size));
  Metadata metadata;
  metadata.offset = offset;
  fill_from(metadata, header, view.get<DatasetLayout>(kDatasetPlace));
  metadata.block = to_vector(block);
  metadata.hash_data = to_vector(hash_datum(view.from(size + sizeof(ValidationLayout))));
  return metadata;
}

std::vector<Metadata> read_metadata(const io::ByteSource& volume, const BootSector& boot,
                                    std::vector<std::string>& problems) {
  std::vector<Metadata> copies;
  auto offsets = boot.metadata_offsets;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    try {
      copies.push_back(read_metadata_block(volume, offsets[i]));
      // Vista's first block tells where the others are.
      if (boot.vista && i == 0)
        offsets.insert(offsets.end(), copies[0].block_offsets.begin() + 1,
                       copies[0].block_offsets.end());
    } catch (const Error& error) {
      problems.push_back(error.message());
    }
  }
  // A change of the keys takes new nonces. Windows writes the copies one after the other.
  std::stable_sort(copies.begin(), copies.end(), [](const Metadata& a, const Metadata& b) {
    return a.next_nonce > b.next_nonce;
  });
  return copies;
}

}  // namespace vixmount::volume::bitlocker
