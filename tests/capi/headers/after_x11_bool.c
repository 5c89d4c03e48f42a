/*
 * X11 headers came first and brought a Bool of their own: as a macro (X11_BOOL_IS_MACRO), or as
 * a type with its guard. The test is built in both ways. The layouts must not move.
 */

#if defined(X11_BOOL_IS_MACRO)
#define Bool int
#else
typedef int Bool;
#define _XTYPEDEF_BOOL
#endif
#define True 1
#define False 0

#include <stddef.h>

#include "vixMntapi.h"

int main(void) {
  VixOsInfo system;
  Bool truth = True;

  system.osIs64Bit = TRUE;
  if (sizeof(truth) != sizeof(int) || truth != system.osIs64Bit) return 1;
  if (sizeof(VixOsInfo) != 40 || offsetof(VixOsInfo, vendor) != 16) return 2;
  if (sizeof(VixVolumeInfo) != 32 || offsetof(VixVolumeInfo, symbolicLink) != 8) return 3;
  return 0;
}
