// A client includes the headers, before everything else, inside its own extern "C" block.

extern "C" {
#include "vixDiskLib.h"
#include "vixMntapi.h"
}

#include <string>

int main() {
  const VixDiskLibGeometry geometry = {1024, 16, 63};
  const std::string text(geometry.heads, '-');
  return text.size() == 16 && VIX_SUCCEEDED(VIX_OK) ? 0 : 1;
}
