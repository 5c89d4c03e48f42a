// Every function has its expected type, as a C++ compiler sees it, and C linkage.

#include <type_traits>

#include "vixDiskLib.h"
#include "vixMntapi.h"

// A second declaration with C linkage only compiles if the first one has it.
#define EXPECT_PROTOTYPE(name, result, parameters)                              \
  static_assert(std::is_same<decltype(name), result parameters>::value, #name); \
  extern "C" result name parameters;

#include "prototypes.inc"
