// x86 calls in LZX chunks: the compressor replaced the relative targets of E8 instructions by
// absolute ones, which repeat more often. Decompressing turns them back.
#pragma once

#include <cstddef>
#include <span>

namespace vixmount::codec {

// In place, for one whole chunk of a WIM archive or a WOF file. Those have no field that turns the
// translation off, and a fixed "file size" of 12,000,000.
void undo_e8_translation(std::span<std::byte> chunk) noexcept;

}  // namespace vixmount::codec
