// The wall around the worker: what it gives up before it looks at the first guest byte.
#pragma once

#include <string>
#include <vector>

namespace vixmount::worker {

// What is in force afterwards, for the log: "no_new_privs, seccomp, landlock, rlimits".
using SandboxReport = std::vector<std::string>;

// Locks the calling process (all threads that it starts later inherit it). Irreversible.
//  - no_new_privs, not dumpable
//  - all capabilities, where it runs as root
//  - rlimits: no core files, no growing of files, a bound on memory and on open files
//  - landlock, where the kernel has it: no access to any path
//  - seccomp: an allowlist of calls on descriptors it already has, memory and threads. Everything
//  else fails
//    with EPERM; starting programs, tracing and making sockets kills the process.
// Throws when seccomp or no_new_privs cannot be had: a worker without them must not run.
SandboxReport enter_sandbox();

}  // namespace vixmount::worker
