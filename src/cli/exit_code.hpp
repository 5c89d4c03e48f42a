// The command's door: what an Error means to a script, and what a person can do about it. The
// numbers are documented in vixmount-exit-codes(7) and never change.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace vixmount::cli {

enum class ExitCode : int {
  success = 0,
  incomplete = 1,     // the command ran, some files could not be read or restored
  usage = 2,          // the command line is wrong
  not_found = 3,      // no such host file, guest file, volume, snapshot
  access_denied = 4,  // host permissions, or a file outside the allowed folders
  not_a_disk = 5,     // no virtual disk
  damaged = 6,        // what the disk holds contradicts itself
  unsupported = 7,
  encrypted = 8,
  broken_chain = 9,  // parent missing, ids that differ, loops
  host_io = 10,      // the host cannot read or write, or is full
  mount = 11,        // mounting or unmounting failed
  already_exists = 12,
  no_resources = 13,    // memory, open files
  worker_lost = 14,     // the worker process ended
  wrong_type = 15,      // a folder where a file is needed, or the other way round
  internal = 70,        // our own bug
  interrupted = 130,    // by SIGINT or SIGTERM
  output_closed = 141,  // the reader of the output went away
};

ExitCode exit_code_of(ErrorKind kind) noexcept;

// A sentence on what to do, or nothing where the message says all.
std::string_view advice_for(ErrorKind kind) noexcept;

}  // namespace vixmount::cli
