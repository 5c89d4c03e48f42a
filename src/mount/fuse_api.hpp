// libfuse with the interface version that this room is written for.
#pragma once

#define FUSE_USE_VERSION 312  // NOLINT(cppcoreguidelines-macro-usage): read by the header
#include <fuse_lowlevel.h>
