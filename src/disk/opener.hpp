// How a disk format gets at the files it names: extents and parents. The opener holds the path
// policy, formats never open a path themselves (a name inside a descriptor is hostile input).
#pragma once

#include <memory>
#include <string>

#include "io/host_file.hpp"

namespace vixmount::disk {

struct OpenedFile {
  std::shared_ptr<const io::HostFile> file;
  std::string path;  // what to hand to open_related for names found in this file; opaque to formats
};

class Opener {
 public:
  virtual ~Opener() = default;

  // The file that the caller named.
  virtual OpenedFile open_named(const std::string& path) = 0;

  // A file that `referrer` (an OpenedFile::path) names as `name`, relative or absolute (also as
  // Windows or ESX wrote it). Error{not_found} names all places that were looked at,
  // Error{access_denied} says that the policy forbids it and how to allow it.
  virtual OpenedFile open_related(const std::string& referrer, const std::string& name) = 0;
};

}  // namespace vixmount::disk
