// Every function has its expected type, as a C compiler sees it.

#include "vixDiskLib.h"
#include "vixMntapi.h"

#define EXPECT_PROTOTYPE(name, result, parameters) \
  _Static_assert(_Generic(&name, result(*) parameters : 1, default : 0), #name);

#include "prototypes.inc"
