// Gives a restored file the owner, mode, extended attributes and times that it had in the guest, in
// the order in which none undoes another, and reports what the host did not take.
#pragma once

#include <string>
#include <vector>

#include "cli/copy/report.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

class AttributeWriter {
 public:
  AttributeWriter(Session& session, CopyReport& report, bool restore_owner);

  // A file or folder that is open.
  void apply(int fd, const worker::Entry& entry, const std::string& path) const;
  // A symbolic link or a node, which are not to be opened: `name` in the folder `parent`.
  void apply_at(int parent, const std::string& name, const worker::Entry& entry,
                const std::string& path) const;

 private:
  // What differs between the two ways to get at a file.
  class Target;

  void write(const Target& target, const worker::Entry& entry, const std::string& path) const;
  bool write_owner(const Target& target, const fs::Attributes& attributes,
                   const std::string& path) const;
  void remove_inherited_acl(const Target& target, const std::string& path) const;
  void write_mode(const Target& target, const fs::Attributes& attributes, bool owner_is_kept,
                  const std::string& path) const;
  void write_xattrs(const Target& target, const worker::Entry& entry,
                    const std::string& path) const;
  void write_times(const Target& target, const fs::Attributes& attributes,
                   const std::string& path) const;
  void lost(const std::string& path, Attribute attribute, int error_number) const;

  Session& session_;
  CopyReport& report_;
  bool restore_owner_;
  bool is_root_;
};

}  // namespace vixmount::cli
