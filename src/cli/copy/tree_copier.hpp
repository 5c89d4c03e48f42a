// Copies files and trees of the guest into a host folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/copy/attributes.hpp"
#include "cli/copy/destination.hpp"
#include "cli/copy/progress.hpp"
#include "cli/copy/report.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

// Borrows everything it is given.
class TreeCopier {
 public:
  // Files with several names whose further names have not come by yet: a bound on memory, far above
  // real trees. Beyond it, names become files of their own, and the report says so.
  static constexpr std::size_t kMostLinkedFiles = 1UL << 20;

  TreeCopier(Session& session, const Arguments& arguments, CopyReport& report, Progress& progress);

  // One GUESTPATH of the command line. What fails goes to the report; thrown is only what ends the
  // whole copy: the worker is lost, the host's disk is full, a signal came.
  void copy(const std::string& guest_path);

 private:
  void copy_found(const std::string& guest_path);
  void handle(const std::string& path, const worker::Entry& entry);
  void restore(int parent, const std::string& path, const worker::Entry& entry);
  void restore_file(int parent, const std::string& path, const worker::Entry& entry);
  void restore_link(int parent, const std::string& path, const worker::Entry& entry);
  void restore_node(int parent, const std::string& path, const worker::Entry& entry);
  bool restore_as_hard_link(int parent, const std::string& path, const worker::Entry& entry);
  void remember_name(const std::string& path, const worker::Entry& entry);

  Session& session_;
  const Arguments& arguments_;
  CopyReport& report_;
  Progress& progress_;
  AttributeWriter attributes_;
  DestinationTree tree_;
  struct LinkedFile {
    std::string path;  // of its first name, below the destination
    std::uint32_t names_to_come = 0;
  };
  std::map<std::pair<std::uint32_t, fs::NodeId>, LinkedFile> linked_files_;
};

}  // namespace vixmount::cli
