// The update sequence: the last two bytes of each 512 bytes of a structure are replaced on disk by
// a number that counts its writes, so that a torn write shows. Facts: Microsoft, "Multi-sector
// header"; Linux fs/ntfs3 (fsntfs.c).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace vixmount::fs::ntfs {

// Puts the true bytes back, in place: give it a copy. `bytes`: the whole structure, a multiple of
// 512 bytes. `origin`: where it stands on the volume; `what`: "MFT record 5", both for messages.
// Error{damaged} when the array is not where it can be or a write was torn; then nothing is
// changed.
void apply_fixups(std::span<std::byte> bytes, std::uint64_t origin, std::string_view what);

// The same for readers of many structures at once: false where apply_fixups would throw.
bool try_apply_fixups(std::span<std::byte> bytes) noexcept;

}  // namespace vixmount::fs::ntfs
