#include "support/made_once.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/sha256.hpp"
#include "base/unique_fd.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Each part with its length: no two lists of parts give the same bytes.
void add_part(Sha256& hash, const std::string& part) {
  const auto text = std::to_string(part.size()) + ":" + part;
  hash.add(std::as_bytes(std::span(text)));
}

std::string key_of(const std::string& command, const std::vector<std::string>& recipes) {
  Sha256 hash;
  add_part(hash, command);
  for (const auto& recipe : recipes) {
    add_part(hash, recipe);
    add_part(hash, read_file(fs::path(VIXMOUNT_SOURCE_DIR) / recipe));
  }
  return to_hex(hash.finish()).substr(0, 16);
}

// The same in every checkout.
std::string without_source_folder(std::string command) {
  const std::string folder = VIXMOUNT_SOURCE_DIR;
  for (std::size_t at = 0; (at = command.find(folder, at)) != std::string::npos;)
    command.replace(at, folder.size(), ".");
  return command;
}

// Held until the descriptor is closed, by the end of the process at the latest.
UniqueFd locked(const fs::path& path) {
  UniqueFd file(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644));
  if (!file) throw_errno("open " + path.string());
  while (::flock(file.get(), LOCK_EX) != 0)
    if (errno != EINTR) throw_errno("flock " + path.string());
  return file;
}

// A fixture that takes minutes to make is kept packed; VIXMOUNT_MAKE_ALL makes it anew all the
// same.
std::string command_for(const fs::path& made, const std::string& command) {
  const auto kept =
      fs::path(VIXMOUNT_SOURCE_DIR) / "tests/kept" / (made.filename().string() + ".tar.xz");
  if (std::getenv("VIXMOUNT_MAKE_ALL") != nullptr || !fs::exists(kept)) return command;
  return "tar -xf '" + kept.string() + "'";
}

void make(const fs::path& made, const std::string& command) {
  auto partial = made.string() + ".XXXXXX";
  if (::mkdtemp(partial.data()) == nullptr) throw_errno("mkdtemp " + partial);
  try {
    run("cd '" + partial + "' && { " + command + "\n} 2>&1");
    // Other users read it in some tests; nobody writes.
    run("chmod 755 '" + partial + "' && chmod -R a+rX '" + partial + "' && find '" + partial +
        "' -type f -exec chmod a-w {} +");
    fs::rename(partial, made);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw;
  }
}

}  // namespace

fs::path made_once(const std::string& name, const std::string& command,
                   const std::vector<std::string>& recipes) {
  const auto folder = fs::path(VIXMOUNT_BINARY_DIR) / "made";
  fs::create_directories(folder);
  const auto made = folder / (name + "-" + key_of(without_source_folder(command), recipes));
  const auto lock = locked(made.string() + ".lock");
  if (!fs::exists(made)) make(made, command_for(made, command));
  return made;
}

fs::path made_in_uml(const std::string& name, const std::string& command,
                     std::vector<std::string> recipes) {
  recipes.insert(recipes.end(), {"tests/support/uml/run.sh", "tests/support/uml/init.sh",
                                 "tests/support/uml/pattern.pl"});
  return made_once(name, command, recipes);
}

fs::path plain_vm(const std::string& subformat) {
  return made_once("plain-vm-" + subformat,
                   "'" VIXMOUNT_SOURCE_DIR "/scripts/make_plain_vm.sh' . " + subformat,
                   {"scripts/make_plain_vm.sh", "scripts/linux_guest.sh", "scripts/vm_files.sh",
                    "scripts/changed_blocks.py"});
}

fs::path demo_vm() {
  return made_once("demo-vm", "'" VIXMOUNT_SOURCE_DIR "/scripts/make_demo_vm.sh' .",
                   {"scripts/make_demo_vm.sh", "scripts/fill_lvm_disks.sh",
                    "scripts/linux_guest.sh", "scripts/vm_files.sh", "scripts/changed_blocks.py",
                    "tests/support/uml/run.sh", "tests/support/uml/init.sh"});
}

fs::path encrypted_disk() {
  return made_once("encrypted-disk",
                   "'" VIXMOUNT_SOURCE_DIR "/tests/support/make_encrypted_disk.sh'",
                   {"tests/support/make_encrypted_disk.sh", "tests/support/uml/run.sh",
                    "tests/support/uml/init.sh"});
}

}  // namespace vixmount::test
