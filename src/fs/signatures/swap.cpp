// Linux swap space, also with a hibernated system in it. Facts: Linux include/linux/swap.h
// (union swap_header), kernel/power/swap.c.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

using namespace std::string_view_literals;

// The signature ends the first page; its size is the machine's.
constexpr std::array<std::uint32_t, 5> kPageSizes = {4096, 8192, 16384, 32768, 65536};
constexpr std::size_t kMagicLength = 10;

struct SwapMagic {
  std::string_view magic;
  bool has_header;  // version, UUID and label at byte 1024
  bool suspended;
};
constexpr std::array kMagics = {
    SwapMagic{"SWAPSPACE2", true, false},
    SwapMagic{"SWAP-SPACE", false, false},  // before Linux 2.1.117
    SwapMagic{"S1SUSPEND\0"sv, true, true},
    SwapMagic{"S2SUSPEND\0"sv, true, true},
    SwapMagic{"ULSUSPEND\0"sv, true, true},
    SwapMagic{"LINHIB0001", true, true},
};

void read_header(Identification& identification, const VolumeBytes& volume) {
  const auto header = volume.require(1024, 44);
  // In the byte order of the machine.
  if (header.le32_at(0) != 1 && header.be32_at(0) != 1)
    fail_at(1024, "swap header of version {}", header.le32_at(0));
  identification.uuid = uuid_at(header, 12);
  identification.label = clean_label(header.text_until_nul(28, 16));
}

Identification describe(const SwapMagic& found, std::uint32_t page_size,
                        const VolumeBytes& volume) {
  Identification identification;
  identification.type = found.suspended ? "swsuspend" : "swap";
  identification.remark = found.suspended
                              ? "swap space with the memory of a hibernated system; it holds no "
                                "files"
                              : "swap space holds no files";
  if (page_size != kPageSizes.front())
    identification.remark += fmt::format(" (pages of {} bytes)", page_size);
  if (found.has_header) read_details(identification, [&] { read_header(identification, volume); });
  return identification;
}

}  // namespace

std::optional<Identification> probe_swap(const VolumeBytes& volume) {
  for (const auto page_size : kPageSizes) {
    const auto end = volume.view(page_size - kMagicLength, kMagicLength);
    if (!end) break;
    for (const auto& candidate : kMagics)
      if (end->text(0, kMagicLength) == candidate.magic)
        return describe(candidate, page_size, volume);
  }
  return std::nullopt;
}

}  // namespace vixmount::fs::signatures
