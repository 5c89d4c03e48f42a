// The keys of one run of the command: those that --key names, and those that are asked for when a
// volume turns out to be locked.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"

namespace vixmount::cli {

class KeyChain {
 public:
  using Open = std::function<SessionPtr(std::vector<volume::Key>)>;

  // `is_interactive`: somebody sits there who may also be asked without --key SELECTOR:prompt.
  KeyChain(const Arguments& arguments, TerminalFactory terminal, bool is_interactive);

  // Opens the disks with the keys at hand. Where a key is to be asked for, asks (up to three times
  // for each volume; an empty answer leaves it locked) and opens them again.
  SessionPtr open(const Open& open);

  // Reads what --key names, from descriptors too, and asks what there is to ask, so that a process
  // without terminal and descriptors can open() later. `open` is used where that needs the disks.
  void prepare(const Open& open);

 private:
  struct Answer {
    unsigned attempts = 0;
    bool is_left_locked = false;
    std::vector<volume::Key> keys;
  };

  void read_sources();
  std::vector<volume::Key> keys() const;
  // False when nobody was, or had to be, asked.
  bool ask_for_locked(const worker::DiskSetDescription& description);
  bool is_wanted(const worker::VolumeDescription& volume,
                 const worker::DiskSetDescription& description);
  void ask(const std::string& question, const std::string& selector);
  Terminal* terminal();  // null: there is none

  const Arguments& arguments_;
  TerminalFactory open_terminal_;
  bool is_interactive_;
  bool may_ask_ = true;
  bool are_sources_read_ = false;
  std::unique_ptr<Terminal> terminal_;
  std::vector<volume::Key> given_;
  std::map<std::string, Answer> answers_;  // by the selector of the volume
};

}  // namespace vixmount::cli
