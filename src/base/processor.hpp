// What this processor can do beyond what every one of its kind can. Asks the C library, which has
// found out when the program started: the instruction that tells it traps in a virtual machine.
#pragma once

#if defined(__x86_64__) && __has_include(<sys/platform/x86.h>)
#define VIXMOUNT_X86_FEATURES 1
#include <sys/platform/x86.h>

namespace vixmount {

inline bool processor_has_crc32() noexcept { return CPU_FEATURE_ACTIVE(SSE4_2); }
inline bool processor_has_sha256() noexcept {
  return CPU_FEATURE_ACTIVE(SHA) && CPU_FEATURE_ACTIVE(SSE4_1);
}

}  // namespace vixmount
#endif
