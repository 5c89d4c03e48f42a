// The attribute $REPARSE_POINT: what stands in the place of a file's content. Facts: Microsoft,
// [MS-FSCC] 2.1.2 "Reparse Points" and Windows' SDK; WSL's data as ntfs-3g reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "fs/file_system.hpp"
#include "fs/ntfs/link_target.hpp"

namespace vixmount::fs::ntfs {

enum class ReparseTag : std::uint32_t {
  mount_point = 0xA0000003,  // junction
  symbolic_link = 0xA000000C,
  deduplicated = 0x80000013,
  nfs = 0x80000014,
  wof = 0x80000017,  // Windows Overlay Filter: content compressed or in a WIM archive
  app_execution_link = 0x8000001B,
  wsl_symbolic_link = 0xA000001D,
  wsl_socket = 0x80000023,
  wsl_fifo = 0x80000024,
  wsl_character_device = 0x80000025,
  wsl_block_device = 0x80000026,
};

// "SYMLINK", "CLOUD_6" ...: the names of Microsoft without IO_REPARSE_TAG_; "0x..." for others.
std::string name_of_reparse_tag(std::uint32_t tag);

// A place holder whose content lies elsewhere (OneDrive and other clouds, archives): what is on the
// disk is not, or need not be, the file.
bool is_cloud_tag(std::uint32_t tag) noexcept;

// Largest value of the attribute (MAXIMUM_REPARSE_DATA_BUFFER_SIZE).
inline constexpr std::size_t kMostReparseBytes = 16384;

struct ReparsePoint {
  std::uint32_t tag = 0;
  BytesView data;  // behind the head (and the GUID of tags that are not Microsoft's); borrowed

  bool is(ReparseTag which) const noexcept { return tag == static_cast<std::uint32_t>(which); }
};

// Error{damaged}: shorter than it says.
ReparsePoint parse_reparse_point(BytesView value);

// What kind of node a file with this reparse point is towards POSIX: links of all sorts, the
// devices and pipes of WSL and NFS; else what it is without (`without`).
NodeType node_type_of(const ReparsePoint& point, NodeType without);

// The target of a link, where the point is one. Error{damaged} when the names are not inside.
std::optional<LinkTarget> link_target_of(const ReparsePoint& point);

// Device numbers of an NFS device node (WSL keeps them in the extended attribute $LXDEV).
struct DeviceNumbers {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};
std::optional<DeviceNumbers> nfs_device_of(const ReparsePoint& point);

enum class WofProvider : std::uint8_t { wim, file, unknown };
enum class WofAlgorithm : std::uint8_t { xpress4k, lzx, xpress8k, xpress16k, unknown };
struct WofPoint {
  WofProvider provider = WofProvider::unknown;
  WofAlgorithm algorithm = WofAlgorithm::unknown;  // of provider file
  std::uint32_t provider_value = 0;                // as stored, for messages
  std::uint32_t algorithm_value = 0;
};
// The point must have the tag wof. Error{damaged} when it is too short, Error{unsupported_version}.
WofPoint parse_wof(const ReparsePoint& point);
// The stream that holds the compressed content of provider `file`.
inline constexpr std::string_view kWofStreamName = "WofCompressedData";

}  // namespace vixmount::fs::ntfs
