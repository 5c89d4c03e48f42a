#include "mount/errno_code.hpp"

#include <cerrno>

namespace vixmount::mount {

int errno_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid_argument:
    case ErrorKind::wrong_file_type:
      return EINVAL;
    case ErrorKind::not_found:
      return ENOENT;
    case ErrorKind::access_denied:
      return EACCES;
    case ErrorKind::already_exists:
      return EEXIST;
    case ErrorKind::busy:
    case ErrorKind::mounted:
      return EBUSY;
    case ErrorKind::unsupported:
    case ErrorKind::unsupported_version:
      return EOPNOTSUPP;
    case ErrorKind::encrypted:
      return ENOKEY;
    case ErrorKind::bad_encoding:
      return EILSEQ;
    case ErrorKind::read_only:
      return EROFS;
    case ErrorKind::no_memory:
      return ENOMEM;
    case ErrorKind::too_many_files:
      return EMFILE;
    case ErrorKind::disk_full:
      return ENOSPC;
    case ErrorKind::not_a_directory:
      return ENOTDIR;
    case ErrorKind::is_a_directory:
      return EISDIR;
    case ErrorKind::no_attribute:
      return ENODATA;
    case ErrorKind::not_mounted:
    case ErrorKind::worker_lost:
      return ENOTCONN;
    // Whatever stands in the way of the bytes: the reader learns "cannot be read", the log why.
    case ErrorKind::internal:
    case ErrorKind::io:
    case ErrorKind::damaged:
    case ErrorKind::not_a_disk:
    case ErrorKind::id_mismatch:
    case ErrorKind::parent_missing:
    case ErrorKind::invalid_chain:
    case ErrorKind::out_of_range:
    case ErrorKind::limit_exceeded:
    case ErrorKind::mount_failed:
      return EIO;
  }
  return EIO;
}

}  // namespace vixmount::mount
