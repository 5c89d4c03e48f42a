// Names of the guest as names that a host's file system can hold.
//
// A name that the host refuses is restored in an escaped form:
//
//   every byte that some file system refuses as %XX (two upper-case hexadecimal digits), then "%~",
//   then the first 16 digits of the SHA-256 of the guest's name (its bytes).
//
// Escaped are control characters, the characters "*/:<>?\|%, bytes that are no UTF-8, and a dot or
// blank at the end. Decoding %XX in what stands before "%~" gives the guest's name back. Only a
// name that is too long is cut before "%~"; its digits then tell which name of the manifest it is.
// Names that differ in case alone get different digits, so the form also serves where the host
// takes two names for one.
#pragma once

#include <string>
#include <string_view>

namespace vixmount::cli {

// Whether Linux can hold the name at all: not empty, not "." or "..", without "/" and NUL.
bool is_host_name(std::string_view name) noexcept;

// The escaped form, at most 255 bytes. Error{damaged} for an empty name.
std::string escape_name(std::string_view name);

// Whether this answer to making a file speaks of its name: too long, or characters refused.
bool refuses_name(int error_number) noexcept;

}  // namespace vixmount::cli
