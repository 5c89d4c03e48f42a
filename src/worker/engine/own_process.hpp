#pragma once

#include <cstdint>

namespace vixmount::worker {

// Stands in the system call filter for the number of the process that installs it; greater than any
// that Linux gives (2^22).
inline constexpr std::uint32_t kOwnProcess = 0x5E1F5E1F;

}  // namespace vixmount::worker
