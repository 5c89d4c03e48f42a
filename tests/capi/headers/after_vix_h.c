/*
 * The VIX automation header came first: it has defined the error codes, and vixDiskLib.h leaves
 * them out. One code stands here with another value to prove that.
 */

#define _VIX_H_
enum { VIX_OK = 0, VIX_E_FAIL = 1, VIX_E_DISK_NOINIT = 12345 };

#include "vixDiskLib.h"
#include "vixMntapi.h"

int main(void) {
  const VixError error = VIX_E_DISK_NOINIT;

  if (VIX_ERROR_CODE(error) != 12345) return 1;
  if (VIX_SUCCEEDED(error) || !VIX_FAILED(error)) return 2;
  return VIX_FAILED(VIX_OK) ? 3 : 0;
}
