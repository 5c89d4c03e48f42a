// The system use area behind a record's name: a list of entries with signatures, which may go on
// elsewhere (SUSP, "System Use Sharing Protocol").
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/bytes.hpp"
#include "fs/iso9660/directory_record.hpp"

namespace vixmount::fs::iso9660 {

// How much entries are trusted to be there.
enum class SystemUse : std::uint8_t {
  ignored,
  // The volume does not say that it has entries: bytes that do not look like one end the area, as
  // in Linux.
  guessed,
  declared,  // it says so: such bytes are damage
};

struct SystemUseEntry {
  std::string_view signature;  // two characters
  BytesView content;           // behind the header
};

// Linux's bounds are 32 continuations of one block each. Those of long links may cross blocks.
inline constexpr unsigned kMostContinuations = 32;
inline constexpr std::uint32_t kMostContinuationBytes = 16 * 1024;

// Views are valid during the call of `visit`. Error{damaged}, Error{io}.
void for_each_system_use_entry(const MetadataCache& cache, std::uint32_t block_size, BytesView area,
                               SystemUse use,
                               const std::function<void(const SystemUseEntry&)>& visit);

}  // namespace vixmount::fs::iso9660
