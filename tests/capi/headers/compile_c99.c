// The headers are C99; a client sets up structures with designated initialisers.

#include "client.h"

#if __STDC_VERSION__ != 199901L
#error "to be compiled as C99"
#endif

int main(void) {
  const VixDiskLibBlock block = {.offset = 128, .length = 256};
  const VixDiskLibConnectParams parameters = {.credType = VIXDISKLIB_CRED_UID, .port = 902};

  if (block.offset != 128 || block.length != 256) return 101;
  if (parameters.serverName != NULL || parameters.port != 902) return 102;
  return check_client();
}
