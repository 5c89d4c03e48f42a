// Sentences for the error codes of the C API.
#pragma once

#include "vixDiskLib.h"

namespace vixmount::capi {

// A sentence for the code in the low 16 bits of `error`; the bits above are ignored. A code without
// a sentence of its own gets a general one with its number. Never null. The text lives as long as
// the library and is never changed or freed. Safe from any thread and in atexit handlers.
const char* error_text(VixError error) noexcept;

}  // namespace vixmount::capi
