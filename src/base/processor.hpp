// What this processor can do beyond what every one of its kind can. Asks the C library, which has
// found out when the program started: the instruction that tells it traps in a virtual machine.
#pragma once

#if defined(__x86_64__) && __has_include(<sys/platform/x86.h>)
#define VIXMOUNT_X86_FEATURES 1
// The header is written for C; clang knows its name of bool only with GNU's extensions.
#ifdef __clang__
#define _Bool bool  // NOLINT
#endif
#include <sys/platform/x86.h>
#ifdef __clang__
#undef _Bool
#endif

namespace vixmount {

inline bool processor_has_crc32() noexcept { return CPU_FEATURE_ACTIVE(SSE4_2); }

// AES and carry-less multiplication on four blocks at a time.
inline bool processor_has_wide_aes() noexcept {
  return CPU_FEATURE_ACTIVE(AES) && CPU_FEATURE_ACTIVE(AVX512F) && CPU_FEATURE_ACTIVE(AVX512BW) &&
         CPU_FEATURE_ACTIVE(VAES) && CPU_FEATURE_ACTIVE(VPCLMULQDQ);
}
inline bool processor_has_sha256() noexcept {
  return CPU_FEATURE_ACTIVE(SHA) && CPU_FEATURE_ACTIVE(SSE4_1);
}
inline bool processor_has_avx2() noexcept { return CPU_FEATURE_ACTIVE(AVX2); }

}  // namespace vixmount
#endif
