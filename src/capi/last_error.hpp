// What a thread's last failed call said, for VixDiskLib_GetErrorText: the code alone does not tell
// which file and why.
//
// Nothing here has a destructor that runs at the end of a thread or of the process: clients ask for
// texts in exit handlers.
#pragma once

#include <string_view>

#include "vixDiskLib.h"

namespace vixmount::capi {

// Keeps `sentence` (cut off at some hundred bytes) with the code for the calling thread.
void remember_error(VixError code, std::string_view sentence) noexcept;

// The text for `error`: the general one of its code, and behind it the sentence that was remembered
// last, if it is the calling thread's and of that code. Never null. The text lives until it is
// released as often as it was given out, so that a client may keep it for ever; the texts that are
// kept are bounded in number, and when there are too many the general text alone is returned.
char* text_for_caller(VixError error) noexcept;

// Accepts every pointer; those that text_for_caller did not return are left alone.
void release_text(const char* text) noexcept;

}  // namespace vixmount::capi
