// Fixtures that take seconds to make and are only read: made once for a build folder, not once for
// each test (every test is a process of its own).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vixmount::test {

// The folder in which the shell command `command` ran: below made/ of the build folder, kept for
// later tests and runs. It is made anew when the command changes or the content of one of
// `recipes`: the scripts that the command runs, with those that they use, as paths from the
// project's folder. Versions of the programs that the scripts call are not looked at: remove made/
// after an update of them. Fixtures that take minutes to make are kept, packed, in tests/kept (see
// scripts/keep_fixtures.sh) and used as long as their recipe is the same. Tests that run at the
// same time wait for the one that makes it; what a killed or failed one began is never used. Files
// in it are never written to: who changes something copies it first. Throws (a test failure) when
// the command fails.
std::filesystem::path made_once(const std::string& name, const std::string& command,
                                const std::vector<std::string>& recipes);

// The same for a command that starts user-mode-linux by tests/support/uml/run.sh: all scripts there
// are recipes, behind the others.
std::filesystem::path made_in_uml(const std::string& name, const std::string& command,
                                  std::vector<std::string> recipes);

// The VM of scripts/make_plain_vm.sh (one disk, plain partitions), its base of the kind
// `subformat`.
std::filesystem::path plain_vm(const std::string& subformat = "monolithicSparse");

// The VM of scripts/make_demo_vm.sh: two disks, root and /home on LVM over both. Needs
// user-mode-linux.
std::filesystem::path demo_vm();

// disk.raw of tests/support/make_encrypted_disk.sh with its passphrases. Needs user-mode-linux and
// cryptsetup.
std::filesystem::path encrypted_disk();

}  // namespace vixmount::test
