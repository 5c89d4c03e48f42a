// The headers are C++20; the opaque structures can be owned by smart pointers under their names.

#include <memory>
#include <type_traits>

#include "client.h"

#if __cplusplus < 202002L
#error "to be compiled as C++20"
#endif

struct Release {
  int* released;
  void operator()(const void*) const { ++*released; }
};

template <typename Opaque, typename Handle>
constexpr bool kIsHandleOf = std::is_same_v<Opaque*, Handle>;

static_assert(kIsHandleOf<VixDiskLibHandleStruct, VixDiskLibHandle>);
static_assert(kIsHandleOf<VixDiskLibConnectParam, VixDiskLibConnection>);
static_assert(kIsHandleOf<VixDiskSetHandleStruct, VixDiskSetHandle>);
static_assert(kIsHandleOf<VixVolumeHandleStruct, VixVolumeHandle>);
static_assert(kIsHandleOf<VixDiskLibConnectParamsState, decltype(VixDiskLibConnectParams::state)>);

int main() {
  const VixDiskLibBlock block = {.offset = 128, .length = 256};
  int released = 0;
  {
    // Never dereferenced: the address only has to differ from null.
    const std::unique_ptr<VixDiskLibConnectParam, Release> connection(
        reinterpret_cast<VixDiskLibConnection>(&released), Release{&released});
    const std::unique_ptr<VixDiskLibHandleStruct, Release> disk(
        reinterpret_cast<VixDiskLibHandle>(&released), Release{&released});
  }
  if (released != 2) return 101;
  if (block.offset != 128 || block.length != 256) return 102;
  return check_client();
}
