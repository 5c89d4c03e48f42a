#include "fs/ntfs/log/restart.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/log/layout.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// Windows uses 4 KiB; the format would allow other powers of two.
constexpr std::uint32_t kLeastPage = 512;
constexpr std::uint32_t kMostPage = 64U << 10;
// Sixteen times the largest log that Windows makes by itself; a bound for the walk through it.
constexpr std::uint64_t kMostLog = 1ULL << 30;
constexpr std::uint64_t kTailPagesVersion1 = 2;
constexpr std::uint64_t kTailPagesVersion2 = 32;

bool is_page_size(std::uint32_t size) noexcept {
  return is_power_of_two(size) && size >= kLeastPage && size <= kMostPage;
}

bool has_magic(std::span<const std::byte> bytes, const char* magic) noexcept {
  return std::memcmp(bytes.data(), magic, 4) == 0;
}

bool is_erased(std::span<const std::byte> bytes) noexcept {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0xFF}; });
}

void check_geometry(const Restart& restart, std::uint64_t bytes, std::uint64_t origin) {
  if (restart.file_size > kMostLog)
    fail(ErrorKind::limit_exceeded, "a log of {} bytes", restart.file_size);
  if (restart.file_size > bytes || restart.file_size % restart.page_size != 0 ||
      restart.file_size < restart.first_page + restart.page_size)
    fail_at(origin, "the log says it has {} bytes, its file has {}", restart.file_size, bytes);
  if (restart.offset_bits < 6 || restart.offset_bits > 29 ||
      std::uint64_t{8} << restart.offset_bits < restart.file_size)
    fail_at(origin, "LSNs with {} bits of offset in a log of {} bytes", restart.offset_bits,
            restart.file_size);
  if (restart.page_data_offset < sizeof(layout::RecordPage) || restart.page_data_offset % 8 != 0 ||
      restart.record_header_size < sizeof(layout::LogRecordHeader) ||
      restart.record_header_size % 8 != 0 ||
      restart.page_data_offset + restart.record_header_size > restart.page_size)
    fail_at(origin, "record pages whose data begins at {}, with record headers of {} bytes",
            restart.page_data_offset, restart.record_header_size);
}

void read_client(const BytesView& area, const layout::RestartArea& raw, Restart& restart) {
  restart.client_index = raw.first_used_client;
  if (restart.client_index >= raw.client_count)
    fail_at(area.origin(), "client {} of {}", restart.client_index, raw.client_count.value());
  // NTFS is the only client that was ever written.
  const auto bytes =
      area.sub(raw.client_offset + std::size_t{restart.client_index} * sizeof(layout::ClientRecord),
               layout::kClientRecordUsed);
  layout::ClientRecord client{};
  std::memcpy(static_cast<void*>(&client), bytes.data(), layout::kClientRecordUsed);
  restart.client_sequence = client.sequence_number;
  restart.oldest_lsn = client.oldest_lsn;
  restart.checkpoint_lsn = client.restart_lsn;
}

// `page`: with its true bytes.
Restart parse_page(const BytesView& page, std::uint64_t log_bytes) {
  const auto header = page.get<layout::RestartPage>(0);
  const auto area = page.from(header.restart_offset);
  const auto raw = area.get<layout::RestartArea>(0);
  Restart restart;
  restart.major_version = header.major_version;
  restart.minor_version = header.minor_version;
  restart.current_lsn = raw.current_lsn;
  restart.clean = has_magic(page.span(), layout::kCheckedMagic) ||
                  raw.first_used_client == layout::kNoClient ||
                  (raw.flags & layout::kVolumeIsClean) != 0;
  if (restart.clean) return restart;
  const bool version1 = restart.major_version == 1 && restart.minor_version == 1;
  const bool version2 = restart.major_version == 2 && restart.minor_version == 0;
  if (!version1 && !version2)
    fail(ErrorKind::unsupported, "version {}.{} of the log", restart.major_version,
         restart.minor_version);
  restart.page_size = header.log_page_size;
  if (!is_page_size(restart.page_size))
    fail_at(page.origin(), "record pages of {} bytes", restart.page_size);
  restart.file_size = raw.file_size;
  restart.first_page = 2 * std::uint64_t{page.size()} +
                       (version1 ? kTailPagesVersion1 : kTailPagesVersion2) * restart.page_size;
  restart.offset_bits = 64 - std::min<std::uint32_t>(raw.sequence_number_bits, 64);
  restart.page_data_offset = raw.page_data_offset;
  restart.record_header_size = raw.record_header_length;
  check_geometry(restart, log_bytes, page.origin());
  read_client(area, raw, restart);
  return restart;
}

// The restart page at `offset`; nothing when there is none, or a torn one.
std::optional<std::vector<std::byte>> read_page(const io::ByteSource& log_file,
                                                std::uint64_t offset) {
  if (!fits(offset, kLeastPage, log_file.size())) return std::nullopt;
  const auto head = io::read_bytes(log_file, offset, kLeastPage);
  if (!has_magic(head, layout::kRestartMagic) && !has_magic(head, layout::kCheckedMagic))
    return std::nullopt;
  const std::uint32_t size = BytesView(head).get<layout::RestartPage>(0).system_page_size;
  if (!is_page_size(size) || (offset != 0 && offset != size) ||
      !fits(offset, size, log_file.size()))
    return std::nullopt;
  auto page = io::read_bytes(log_file, offset, size);
  if (!try_apply_fixups(page)) return std::nullopt;
  return page;
}

}  // namespace

std::optional<Restart> read_restart(const io::ByteSource& log_file) {
  std::optional<Restart> newest;
  std::optional<Error> refusal;
  const auto consider = [&](std::uint64_t offset) {
    try {
      const auto page = read_page(log_file, offset);
      if (!page) return;
      const auto restart = parse_page(BytesView(*page, offset), log_file.size());
      if (!newest || restart.current_lsn > newest->current_lsn ||
          (restart.current_lsn == newest->current_lsn && newest->clean))
        newest = restart;  // of two equals the one that wants a replay: it does no harm
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;
      if (!refusal) refusal = error;
    }
  };
  consider(0);
  // The second page stands one page further on; how large a page is, only the page itself says.
  for (std::uint64_t offset = kLeastPage; offset <= kMostPage; offset *= 2) consider(offset);
  if (newest) return newest;
  if (refusal) throw *refusal;
  if (log_file.size() == 0) return std::nullopt;
  const auto head =
      io::read_bytes(log_file, 0, std::min<std::uint64_t>(kLeastPage, log_file.size()));
  if (is_erased(head)) return std::nullopt;
  fail_at(0, "neither restart page of the log is valid");
}

}  // namespace vixmount::fs::ntfs::log
