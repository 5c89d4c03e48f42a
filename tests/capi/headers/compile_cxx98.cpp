// The headers are C++98: C linkage, the overload that clients count on, the scoped names.

#include "client.h"

#if __cplusplus != 199711L
#error "to be compiled as C++98"
#endif

static int width(unsigned long) { return 1; }
static int width(unsigned int) { return 2; }
static int width(unsigned char) { return 3; }

int main() {
  VixDiskLibConnectParams::VixDiskLibCreds credentials;
  VixDiskLibConnectParams::VixDiskLibCreds::VixDiskLibUidPasswdCreds user = {0, 0};
  const VixDiskLibBlock block = {128, 256};

  credentials.uid = user;
  if (credentials.uid.userName != 0) return 101;
  if (width(uint64()) != 1 || width(VixError()) != 1 || width(VixDiskLibSectorType()) != 1)
    return 102;
  if (width(uint32()) != 2 || width(uint8()) != 3) return 103;
  if (block.offset != 128 || block.length != 256) return 104;
  return check_client();
}
