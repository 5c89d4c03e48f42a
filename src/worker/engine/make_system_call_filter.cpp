// Run when the worker is built: works out which system calls it may make once it is locked down,
// and prints them as a program for the kernel's filter (struct sock_filter, one instruction to a
// line). Here, and not in the worker, so that not every start loads libseccomp and computes the
// same again.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <vector>

#include <fcntl.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worker/engine/own_process.hpp"

namespace vixmount::worker {
namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "make_system_call_filter: %s\n", what);
  std::exit(1);
}

class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
    require(context_ != nullptr, "seccomp_init failed");
    // A tree of comparisons instead of a list: the kernel walks the filter once for every number of
    // a call when it is installed, to learn which calls are always allowed.
    constexpr std::uint32_t kBinaryTree = 2;
    check(::seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, kBinaryTree));
  }
  ~Filter() { ::seccomp_release(context_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void allow(std::initializer_list<int> calls) {
    for (const int call : calls)
      check(::seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, 0, nullptr));
  }
  void allow_if(int call, scmp_arg_cmp comparison) {
    check(::seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, 1, &comparison));
  }
  void kill(std::initializer_list<int> calls) {
    for (const int call : calls)
      check(::seccomp_rule_add_array(context_, SCMP_ACT_KILL_PROCESS, call, 0, nullptr));
  }
  void refuse(int call, std::uint32_t error_number) {
    check(::seccomp_rule_add_array(context_, SCMP_ACT_ERRNO(error_number), call, 0, nullptr));
  }
  std::vector<sock_filter> program() const {
    const int memory = ::memfd_create("filter", MFD_CLOEXEC);
    require(memory >= 0, "no memory file");
    check(::seccomp_export_bpf(context_, memory));
    struct stat status {};
    require(::fstat(memory, &status) == 0, "no size");
    std::vector<sock_filter> instructions(static_cast<std::size_t>(status.st_size) /
                                          sizeof(sock_filter));
    const auto bytes = instructions.size() * sizeof(sock_filter);
    require(::pread(memory, instructions.data(), bytes, 0) == static_cast<ssize_t>(bytes),
            "no program");
    ::close(memory);
    return instructions;
  }

 private:
  static void check(int result) { require(result >= 0, "libseccomp refused a rule"); }

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
  filter.allow_if(SCMP_SYS(tgkill), {0, SCMP_CMP_EQ, kOwnProcess, 0});
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

void add_rules(Filter& filter) {
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
}

}  // namespace
}  // namespace vixmount::worker

int main() {
  using namespace vixmount::worker;
  Filter filter;
  add_rules(filter);
  int own = 0;
  for (const auto& instruction : filter.program()) {
    if (instruction.k == kOwnProcess) ++own;
    std::printf("{0x%04x, %u, %u, 0x%08x},\n", instruction.code, instruction.jt, instruction.jf,
                instruction.k);
  }
  require(own == 1, "the worker's own process does not stand in the filter once");
  return 0;
}
