#include "capi/vix_code.hpp"

namespace vixmount::capi {

VixError vix_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::internal:
      return VIX_E_FAIL;
    case ErrorKind::invalid_argument:
      return VIX_E_INVALID_ARG;
    case ErrorKind::not_found:
      return VIX_E_FILE_NOT_FOUND;
    case ErrorKind::access_denied:
      return VIX_E_FILE_ACCESS_ERROR;
    case ErrorKind::already_exists:
      return VIX_E_FILE_ALREADY_EXISTS;
    case ErrorKind::busy:
      return VIX_E_OBJECT_IS_BUSY;
    case ErrorKind::io:
      return VIX_E_FILE_ERROR;
    case ErrorKind::damaged:
      return VIX_E_DISK_INVALIDDISK;
    case ErrorKind::wrong_file_type:
      return VIX_E_INCORRECT_FILE_TYPE;
    case ErrorKind::not_a_disk:
      return VIX_E_DISK_INVALIDDISK;
    case ErrorKind::unsupported:
      return VIX_E_DISK_NOTSUPPORTED;
    case ErrorKind::unsupported_version:
      return VIX_E_DISK_UNSUPPORTEDDISKVERSION;
    case ErrorKind::encrypted:
      return VIX_E_DISK_NEEDKEY;
    case ErrorKind::id_mismatch:
      return VIX_E_DISK_CID_MISMATCH;
    case ErrorKind::parent_missing:
      return VIX_E_DISK_OPENPARENT;
    case ErrorKind::invalid_chain:
      return VIX_E_DISK_INVALIDCHAIN;
    case ErrorKind::bad_encoding:
      return VIX_E_DISK_ENCODING;
    case ErrorKind::out_of_range:
      return VIX_E_DISK_OUTOFRANGE;
    case ErrorKind::limit_exceeded:
      return VIX_E_DISK_NOTSUPPORTED;
    case ErrorKind::read_only:
      return VIX_E_FILE_READ_ONLY;
    case ErrorKind::no_memory:
      return VIX_E_OUT_OF_MEMORY;
    case ErrorKind::too_many_files:
      return VIX_E_DISK_TOOMANYOPENFILES;
    case ErrorKind::disk_full:
      return VIX_E_DISK_FULL;
    case ErrorKind::not_a_directory:
      return VIX_E_FILE_NOT_FOUND;
    case ErrorKind::is_a_directory:
      return VIX_E_INCORRECT_FILE_TYPE;
    case ErrorKind::no_attribute:
      return VIX_E_DISK_KEY_NOTFOUND;
    case ErrorKind::mount_failed:
      return VIX_E_MNTAPI_NO_DRIVER;
    case ErrorKind::mounted:
      return VIX_E_MNTAPI_VOLUME_ALREADY_MOUNTED;
    case ErrorKind::not_mounted:
      return VIX_E_MNTAPI_VOLUME_NOT_MOUNTED;
    case ErrorKind::worker_lost:
      return VIX_E_MNTAPI_DAEMON;
  }
  return VIX_E_FAIL;
}

VixError volume_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::damaged:
      return VIX_E_MNTAPI_CANT_READ_PARTS;
    // Swap, a file system without a reader, nothing that is recognised.
    case ErrorKind::unsupported:
    case ErrorKind::unsupported_version:
    case ErrorKind::not_found:
      return VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS;
    case ErrorKind::busy:
      return VIX_E_MNTAPI_OPEN_HANDLES;
    default:
      return vix_code(kind);
  }
}

}  // namespace vixmount::capi
