// Which host files a disk may pull in: its own folder and folders the caller allows. Used by the
// side that may open files (the library or the command), never by a parser.
#pragma once

#include <string>
#include <vector>

#include "disk/opener.hpp"

namespace vixmount::disk {

struct PathPolicy {
  std::vector<std::string> allowed_folders;  // beside the folders of the disks named by the caller
};

// Where `name`, found in file `referrer`, may be looked for, in order: as written when relative; an
// absolute path as written, then its last component beside the referrer and in the allowed folders
// (a moved disk). Back slashes of Windows hosts, ESX paths (/vmfs/volumes/...) and datastore paths
// ("[datastore] vm/disk.vmdk") are understood. Symbolic links are resolved before the policy is
// asked, so that a link cannot lead out of the allowed folders. Not for several threads at once.
class LocalOpener final : public Opener {
 public:
  explicit LocalOpener(PathPolicy policy) : policy_(std::move(policy)) {}
  OpenedFile open_named(const std::string& path) override;
  OpenedFile open_related(const std::string& referrer, const std::string& name) override;

 private:
  PathPolicy policy_;
  std::vector<std::string> own_folders_;  // of the files opened by open_named, resolved
};

}  // namespace vixmount::disk
