// The one exception type of the house.
//
// Every fault is an `Error`: a kind to branch on, a sentence for a person, and, where it is known,
// the byte offset inside the object that was being read. Layers add context on the way up
// (`with_context`). No Error passes one of the three doors: C API (capi/vix_code), FUSE
// (mount/errno_code), command (cli/exit_code).
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace vixmount {

// Few and closed: a new format adds messages, never kinds.
enum class ErrorKind : std::uint8_t {
  internal,          // our own bug
  invalid_argument,  // the caller asked for something that cannot be
  not_found,         // a host file, a guest file, a volume, a key
  access_denied,     // host permissions, or a name outside the allowed folders
  already_exists,
  busy,                 // in use
  io,                   // the host could not read or write
  damaged,              // disk data contradicts itself or its format
  wrong_file_type,      // directory, socket ... where a file or device is needed
  not_a_disk,           // the file is no virtual disk we know
  unsupported,          // understood, and not supported
  unsupported_version,  // a newer version of a known format
  encrypted,            // a key is needed
  id_mismatch,          // content ids of a child and its parent differ
  parent_missing,       // a chain's parent cannot be opened
  invalid_chain,        // loops, depth, sizes that do not fit together
  bad_encoding,         // text in an unknown or broken encoding
  out_of_range,         // beyond the end of the object
  limit_exceeded,       // a documented bound was reached
  read_only,
  no_memory,
  too_many_files,
  disk_full,
  not_a_directory,
  is_a_directory,
  no_attribute,  // extended attribute absent
  mount_failed,
  mounted,  // already mounted
  not_mounted,
  worker_lost,  // the worker process ended
};

std::string_view name_of(ErrorKind kind) noexcept;

class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message, std::optional<std::uint64_t> offset = std::nullopt)
      : kind_(kind), offset_(offset), message_(std::move(message)) {}

  // From a failed system call: `what` says what was tried, on which file.
  static Error from_errno(int error_number, std::string_view what);

  ErrorKind kind() const noexcept { return kind_; }
  std::optional<std::uint64_t> offset() const noexcept { return offset_; }
  const std::string& message() const noexcept { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

  // Puts "context: " in front of the message. For use as: catch (Error& e) { e.add_context(...);
  // throw; }
  void add_context(std::string_view context);

 private:
  ErrorKind kind_;
  std::optional<std::uint64_t> offset_;
  std::string message_;
};

// Throws Error with a formatted message.
template <typename... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(kind, fmt::format(format, std::forward<Args>(args)...));
}

// Throws Error{damaged} that names the byte offset; " (at byte N)" is appended to the message.
template <typename... Args>
[[noreturn]] void fail_at(std::uint64_t offset, fmt::format_string<Args...> format,
                          Args&&... args) {
  throw Error(
      ErrorKind::damaged,
      fmt::format("{} (at byte {})", fmt::format(format, std::forward<Args>(args)...), offset),
      offset);
}

// Runs `body`; an Error that leaves it gets "context: " in front.
template <typename Body>
decltype(auto) with_context(std::string_view context, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (Error& error) {
    error.add_context(context);
    throw;
  }
}

}  // namespace vixmount
