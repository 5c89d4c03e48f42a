#include "fs/xfs/log/record.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/crc32c.hpp"
#include "base/error.hpp"

namespace vixmount::fs::xfs::log {
namespace {

constexpr std::uint32_t kLongestRecord = 512U << 10;  // twice the largest log buffer of Linux
constexpr std::uint32_t kBytesPerHeader = layout::kBlocksPerHeader * layout::kBlockBytes;
// Linux sums its structure, which ends in 4 bytes of padding, but not on 32 bit machines.
constexpr std::size_t kSummedHeader = sizeof(layout::RecordHeader) + 4;
constexpr std::size_t kSummedHeader32Bit = sizeof(layout::RecordHeader);

std::uint32_t checksum_of(std::span<const std::byte> headers, std::span<const std::byte> data,
                          std::size_t summed_header) {
  constexpr auto kField = offsetof(layout::RecordHeader, checksum);
  auto sum = crc32c(0xFFFFFFFF, headers.first(kField));
  sum = crc32c(sum, 0U);
  sum = crc32c(sum, headers.subspan(kField + sizeof(le32),
                                    summed_header - kField - sizeof(le32)));
  // Further headers count as far as they have words of this data.
  const auto used = std::min<std::size_t>(
      headers.size(), divide_rounding_up(data.size(), kBytesPerHeader) * layout::kBlockBytes);
  for (std::size_t at = layout::kBlockBytes; at < used; at += layout::kBlockBytes)
    sum = crc32c(sum, headers.subspan(at, sizeof(layout::FurtherHeader)));
  return ~crc32c(sum, data);
}

bool checksum_is_right(const layout::RecordHeader& header, std::span<const std::byte> headers,
                       std::span<const std::byte> data) {
  // Old kernels wrote none.
  if (header.checksum == 0) return true;
  return header.checksum == checksum_of(headers, data, kSummedHeader) ||
         header.checksum == checksum_of(headers, data, kSummedHeader32Bit);
}

}  // namespace

std::optional<RecordInfo> find_record(const LogArea& area, std::uint32_t block,
                                      const xfs::layout::Uuid& uuid) {
  const auto bytes = area.read(block, 1);
  RecordInfo out;
  out.block = block;
  out.header = BytesView(bytes).get<layout::RecordHeader>(0);
  const auto& header = out.header;
  if (header.magic != layout::kRecordMagic || header.uuid != uuid) return std::nullopt;
  if (header.version == 0 || header.version > 3)
    fail_at(area.offset_of(block), "log record of version {}", header.version.value());
  if (header.format != layout::kFormatLittleEndianLinux)
    fail(ErrorKind::unsupported, "a log in another byte order (format {})", header.format.value());
  const bool is_version_2 = (header.version & 2) != 0;
  const std::uint32_t buffer = is_version_2 ? header.buffer_size.value() : 0;
  if (buffer > kLongestRecord || header.length > kLongestRecord)
    fail_at(area.offset_of(block), "log record of {} bytes", header.length.value());
  out.header_blocks = std::max(1U, divide_rounding_up(buffer, kBytesPerHeader));
  out.data_blocks = divide_rounding_up(header.length.value(), layout::kBlockBytes);
  if (out.blocks() > area.size() ||
      out.data_blocks > out.header_blocks * layout::kBlocksPerHeader)
    fail_at(area.offset_of(block), "log record of {} blocks", out.blocks());
  return out;
}

std::optional<std::vector<std::byte>> read_record(const LogArea& area, const RecordInfo& record) {
  auto bytes = area.read(record.block, record.blocks());
  const auto all = std::span(bytes);
  const auto headers = all.first(std::size_t{record.header_blocks} * layout::kBlockBytes);
  const auto data = all.subspan(headers.size());
  if (!checksum_is_right(record.header, headers, data.first(record.header.length)))
    return std::nullopt;
  const BytesView words(headers);
  for (std::size_t i = 0; i < record.data_blocks; ++i) {
    const auto header = i / layout::kBlocksPerHeader;
    const auto first_words = header == 0 ? offsetof(layout::RecordHeader, first_words)
                                         : header * layout::kBlockBytes +
                                               offsetof(layout::FurtherHeader, first_words);
    const auto word = words.sub(first_words + i % layout::kBlocksPerHeader * sizeof(be32),
                                sizeof(be32));
    std::copy_n(word.data(), word.size(), data.subspan(i * layout::kBlockBytes).data());
  }
  return std::vector<std::byte>(data.begin(), data.end());
}

bool is_unmount_record(const LogArea& area, const RecordInfo& record) {
  if (record.header.operation_count != 1 || record.data_blocks == 0) return false;
  const auto bytes = area.read(area.behind(record.block, record.header_blocks), 1);
  const auto flags = BytesView(bytes).get<layout::OperationHeader>(0).flags;
  return (flags & layout::kUnmount) != 0;
}

}  // namespace vixmount::fs::xfs::log
