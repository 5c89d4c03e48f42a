#include "worker/engine/sandbox.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <initializer_list>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace vixmount::worker {
namespace {

// Address space: tables and caches are bounded far below (docs/ARCHITECTURE.md, "Memory"); thread
// stacks and allocator arenas reserve much more than they use.
[[maybe_unused]] constexpr rlim_t kMostAddressSpace = 4ULL << 30;
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

class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
    if (context_ == nullptr) fail(ErrorKind::internal, "seccomp_init failed");
    // Threads of libraries that already run must not stay outside.
    require(::seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1));
  }
  ~Filter() { ::seccomp_release(context_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void allow(std::initializer_list<int> calls) {
    for (const int call : calls)
      require(::seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, 0, nullptr));
  }
  void allow_if(int call, scmp_arg_cmp comparison) {
    require(::seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, 1, &comparison));
  }
  void kill(std::initializer_list<int> calls) {
    for (const int call : calls)
      require(::seccomp_rule_add_array(context_, SCMP_ACT_KILL_PROCESS, call, 0, nullptr));
  }
  void refuse(int call, std::uint32_t error_number) {
    require(::seccomp_rule_add_array(context_, SCMP_ACT_ERRNO(error_number), call, 0, nullptr));
  }
  void load() { require(::seccomp_load(context_)); }

 private:
  static void require(int result) {
    if (result < 0) throw Error::from_errno(-result, "setting up seccomp");
  }
  scmp_filter_ctx context_;
};

void allow_memory_calls(Filter& filter) {
  filter.allow({SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)});
  // Never executable memory.
  const scmp_arg_cmp not_executable{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
  filter.allow_if(SCMP_SYS(mmap), not_executable);
  filter.allow_if(SCMP_SYS(mprotect), not_executable);
}

void allow_thread_calls(Filter& filter) {
  filter.allow({SCMP_SYS(futex),        SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
                SCMP_SYS(gettid),       SCMP_SYS(getpid),          SCMP_SYS(getuid),
                SCMP_SYS(geteuid),      SCMP_SYS(sched_yield),     SCMP_SYS(sched_getaffinity),
                SCMP_SYS(exit),         SCMP_SYS(exit_group),      SCMP_SYS(restart_syscall),
                SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigreturn),
                SCMP_SYS(sigaltstack),  SCMP_SYS(clock_gettime),   SCMP_SYS(clock_nanosleep),
                SCMP_SYS(nanosleep),    SCMP_SYS(gettimeofday),    SCMP_SYS(getrandom),
                SCMP_SYS(getrusage)});
  // Signals only to itself (thread cancellation, abort).
  filter.allow_if(SCMP_SYS(tgkill), {0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()), 0});
  // Threads, not processes. clone3 hides its flags in memory: glibc falls back to clone when it is
  // not there.
  filter.allow_if(SCMP_SYS(clone),
                  {0, SCMP_CMP_MASKED_EQ, 0x00010000 /* CLONE_THREAD */, 0x00010000});
  // The name of a thread.
  filter.allow_if(SCMP_SYS(prctl), {0, SCMP_CMP_EQ, PR_SET_NAME, 0});
}

void allow_descriptor_calls(Filter& filter) {
  filter.allow(
      {SCMP_SYS(read),       SCMP_SYS(readv),       SCMP_SYS(pread64),       SCMP_SYS(preadv),
       SCMP_SYS(preadv2),    SCMP_SYS(write),       SCMP_SYS(writev),        SCMP_SYS(close),
       SCMP_SYS(lseek),      SCMP_SYS(fstat),       SCMP_SYS(dup),           SCMP_SYS(pipe),
       SCMP_SYS(pipe2),      SCMP_SYS(splice),      SCMP_SYS(vmsplice),      SCMP_SYS(tee),
       SCMP_SYS(fcntl),      SCMP_SYS(poll),        SCMP_SYS(ppoll),         SCMP_SYS(select),
       SCMP_SYS(pselect6),   SCMP_SYS(eventfd2),    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
       SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(sendmsg),       SCMP_SYS(recvmsg),
       SCMP_SYS(fadvise64),  SCMP_SYS(readahead)});
  // glibc's fstat(fd) is newfstatat(fd, "", ..., AT_EMPTY_PATH): a descriptor, no path.
  filter.allow_if(SCMP_SYS(newfstatat), {3, SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH});
  constexpr scmp_datum_t kFuseDeviceClone = 0x8004E500;  // FUSE_DEV_IOC_CLONE
  filter.allow_if(SCMP_SYS(ioctl), {1, SCMP_CMP_MASKED_EQ, 0xFFFFFFFF, kFuseDeviceClone});
}

void enter_seccomp() {
  Filter filter;
  allow_memory_calls(filter);
  allow_thread_calls(filter);
  allow_descriptor_calls(filter);
#ifdef VIXMOUNT_SANITIZED  // their run-time reads its own maps and reports
  filter.allow({SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(readlink), SCMP_SYS(clone),
                SCMP_SYS(prctl), SCMP_SYS(sched_getaffinity), SCMP_SYS(mmap), SCMP_SYS(mprotect),
                SCMP_SYS(wait4), SCMP_SYS(getdents64), SCMP_SYS(newfstatat), SCMP_SYS(arch_prctl),
                SCMP_SYS(getppid), SCMP_SYS(personality), SCMP_SYS(getrlimit), SCMP_SYS(prlimit64),
                SCMP_SYS(uname)});
#endif
  filter.kill({SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
               SCMP_SYS(process_vm_writev), SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind),
               SCMP_SYS(listen), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(unshare),
               SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(init_module), SCMP_SYS(finit_module),
               SCMP_SYS(io_uring_setup)});
  // Must say "not there", not EPERM, for glibc to fall back to clone.
  filter.refuse(SCMP_SYS(clone3), ENOSYS);
  filter.load();
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
