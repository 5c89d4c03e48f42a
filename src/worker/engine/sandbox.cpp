#include "worker/engine/sandbox.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "worker/engine/own_process.hpp"

namespace vixmount::worker {
namespace {

// Address space: tables and caches are bounded far below (docs/ARCHITECTURE.md, "Memory"); thread
// stacks and allocator arenas reserve much more than they use. Half of it is for Argon2, to which a
// LUKS2 header may give up to 4 GiB (crypt::kMostArgon2MemoryKib).
[[maybe_unused]] constexpr rlim_t kMostAddressSpace = 8ULL << 30;
// Extents of the longest chain (255 links of split disks) and some connections.
constexpr rlim_t kMostOpenFiles = 65536;

void limit(__rlimit_resource resource, rlim_t most) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0) throw Error::from_errno(errno, "getrlimit");
  const rlim_t value = current.rlim_max == RLIM_INFINITY ? most : std::min(most, current.rlim_max);
  const rlimit wanted{value, value};
  if (::setrlimit(resource, &wanted) != 0) throw Error::from_errno(errno, "setrlimit");
}

void set_limits() {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, kMostOpenFiles);
#ifndef VIXMOUNT_SANITIZED  // sanitizers reserve terabytes of address space
  limit(RLIMIT_AS, kMostAddressSpace);
#endif
}

void drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, 2> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) throw Error::from_errno(errno, "capset");
}

// Handles every right that the kernel's version knows and allows none of them anywhere.
bool enter_landlock() {
  const auto version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  constexpr std::uint64_t kRightsOfVersion1 = (1ULL << 13) - 1;  // execute .. make_sym
  std::uint64_t rights = kRightsOfVersion1;
  if (version >= 2) rights |= 1ULL << 13;  // refer
  if (version >= 3) rights |= 1ULL << 14;  // truncate
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = rights;
  const UniqueFd ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes,
                                                    sizeof(attributes.handled_access_fs), 0)));
  return ruleset && ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
}

// The calls that stay allowed; made by make_system_call_filter.cpp when this is built.
constexpr std::array kSystemCallFilter = std::to_array<sock_filter>({
#include "system_call_filter.inc"
});

void enter_seccomp() {
  auto program = kSystemCallFilter;
  for (auto& instruction : program)
    if (instruction.k == kOwnProcess) instruction.k = static_cast<std::uint32_t>(::getpid());
  sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  // Threads of libraries that already run must not stay outside.
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) != 0)
    throw Error::from_errno(errno, "setting up seccomp");
}

}  // namespace

SandboxReport enter_sandbox() {
  SandboxReport report;
  set_limits();
  report.emplace_back("rlimits");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw Error::from_errno(errno, "no_new_privs");
  report.emplace_back("no_new_privs");
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  drop_capabilities();
  report.emplace_back("no capabilities");
  if (enter_landlock()) report.emplace_back("landlock");
  enter_seccomp();
  report.emplace_back("seccomp");
  return report;
}

}  // namespace vixmount::worker
