#include "base/error.hpp"

#include <array>
#include <cerrno>
#include <system_error>

namespace vixmount {
namespace {

ErrorKind kind_of_errno(int error_number) noexcept {
  switch (error_number) {
    case ENOENT:
      return ErrorKind::not_found;
    case EACCES:
    case EPERM:
      return ErrorKind::access_denied;
    case EEXIST:
      return ErrorKind::already_exists;
    case EBUSY:
      return ErrorKind::busy;
    case EROFS:
      return ErrorKind::read_only;
    case ENOMEM:
      return ErrorKind::no_memory;
    case EMFILE:
    case ENFILE:
      return ErrorKind::too_many_files;
    case ENOSPC:
    case EDQUOT:
      return ErrorKind::disk_full;
    case ENOTDIR:
      return ErrorKind::not_a_directory;
    case EISDIR:
      return ErrorKind::is_a_directory;
    case ENODATA:
      return ErrorKind::no_attribute;
    case EINVAL:
      return ErrorKind::invalid_argument;
    case EOPNOTSUPP:
      return ErrorKind::unsupported;
    default:
      return ErrorKind::io;
  }
}

}  // namespace

std::string_view name_of(ErrorKind kind) noexcept {
  static constexpr std::array<std::string_view, 30> kNames = {"internal",
                                                              "invalid_argument",
                                                              "not_found",
                                                              "access_denied",
                                                              "already_exists",
                                                              "busy",
                                                              "io",
                                                              "damaged",
                                                              "wrong_file_type",
                                                              "not_a_disk",
                                                              "unsupported",
                                                              "unsupported_version",
                                                              "encrypted",
                                                              "id_mismatch",
                                                              "parent_missing",
                                                              "invalid_chain",
                                                              "bad_encoding",
                                                              "out_of_range",
                                                              "limit_exceeded",
                                                              "read_only",
                                                              "no_memory",
                                                              "too_many_files",
                                                              "disk_full",
                                                              "not_a_directory",
                                                              "is_a_directory",
                                                              "no_attribute",
                                                              "mount_failed",
                                                              "mounted",
                                                              "not_mounted",
                                                              "worker_lost"};
  static_assert(static_cast<std::size_t>(ErrorKind::worker_lost) + 1 == kNames.size());
  return kNames[static_cast<std::size_t>(kind)];
}

Error Error::from_errno(int error_number, std::string_view what) {
  return {kind_of_errno(error_number),
          fmt::format("{}: {}", what, std::generic_category().message(error_number))};
}

void Error::add_context(std::string_view context) { message_.insert(0, ": ").insert(0, context); }

}  // namespace vixmount
