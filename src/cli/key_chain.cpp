#include "cli/key_chain.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "cli/format.hpp"

namespace vixmount::cli {
namespace {

using worker::KeySource;

// As ssh and cryptsetup have it.
constexpr unsigned kMostAttempts = 3;

// As the selectors of keys see it.
bool selects(const std::string& selector, const worker::VolumeDescription& description) {
  volume::Volume volume;
  volume.name = description.name;
  volume.uuid = description.scheme_uuid;
  volume.disk = description.disk;
  volume.offset = description.offset;
  volume.partition_number = description.partition_number;
  volume.partition_uuid = description.partition_uuid;
  volume.device_names = description.device_names;
  return volume::selects(selector, volume, description.identification.uuid);
}

std::string selector_for(const worker::VolumeDescription& volume) {
  for (const auto* id : {&volume.identification.uuid, &volume.scheme_uuid, &volume.partition_uuid})
    if (!id->empty()) return *id;
  return volume.name;
}

bool is_locked(const worker::VolumeDescription& volume) {
  return volume.health.condition == volume::Condition::locked;
}

// The commands that look into volumes.
bool needs_content(Command command) {
  switch (command) {
    case Command::os:
    case Command::ls:
    case Command::cat:
    case Command::cp:
    case Command::mount:
      return true;
    case Command::info:
    case Command::snapshots:
    case Command::volumes:
    case Command::umount:
      break;
  }
  return false;
}

std::string question_for(const worker::VolumeDescription& volume) {
  std::string what = volume.identification.type;
  if (!volume.identification.uuid.empty()) what += " " + volume.identification.uuid;
  return safe_for_terminal(fmt::format("Passphrase for {}{}: ", volume.name,
                                       what.empty() ? "" : fmt::format(" ({})", what)));
}

}  // namespace

KeyChain::KeyChain(const Arguments& arguments, TerminalFactory terminal, bool is_interactive)
    : arguments_(arguments), open_terminal_(std::move(terminal)), is_interactive_(is_interactive) {}

SessionPtr KeyChain::open(const Open& open) {
  read_sources();
  for (;;) {
    auto session = open(keys());
    if (!ask_for_locked(session->description())) return session;
  }
}

void KeyChain::prepare(const Open& open) {
  read_sources();
  const bool is_prompt_named = std::any_of(
      arguments_.keys.begin(), arguments_.keys.end(),
      [](const KeySource& source) { return source.place == KeySource::Place::terminal; });
  if (is_prompt_named || is_interactive_) this->open(open);
  may_ask_ = false;
}

void KeyChain::read_sources() {
  if (are_sources_read_) return;
  for (const auto& source : arguments_.keys)
    if (source.place != KeySource::Place::terminal) given_.push_back(worker::read_key(source));
  are_sources_read_ = true;
}

std::vector<volume::Key> KeyChain::keys() const {
  auto all = given_;
  for (const auto& [selector, answer] : answers_)
    all.insert(all.end(), answer.keys.begin(), answer.keys.end());
  return all;
}

bool KeyChain::ask_for_locked(const worker::DiskSetDescription& description) {
  if (!may_ask_) return false;
  bool was_asked = false;
  std::set<std::string> seen;  // of two copies of a volume, one is asked for
  for (const auto& volume : description.volumes) {
    if (!is_locked(volume) || !is_wanted(volume, description)) continue;
    const auto selector = selector_for(volume);
    auto& answer = answers_[selector];
    if (answer.is_left_locked || !seen.insert(selector).second) continue;
    if (answer.attempts > 0) terminal()->tell("That key does not fit.");
    answer.keys.clear();
    if (answer.attempts == kMostAttempts) {
      answer.is_left_locked = true;
      continue;
    }
    ask(question_for(volume), selector);
    was_asked |= !answer.is_left_locked;
  }
  return was_asked;
}

bool KeyChain::is_wanted(const worker::VolumeDescription& volume,
                         const worker::DiskSetDescription& description) {
  for (const auto& source : arguments_.keys) {
    if (source.place != KeySource::Place::terminal || !selects(source.selector, volume)) continue;
    if (terminal() == nullptr)
      fail(ErrorKind::encrypted,
           "there is no terminal to ask for the key on; give it with --key SELECTOR:file:PATH, "
           "fd:N or env:NAME");
    return true;
  }
  if (!is_interactive_ || !needs_content(arguments_.command)) return false;
  // Who gave a key that does not fit is told so, and not asked for another.
  for (const auto& key : given_)
    if (selects(key.selector, volume)) return false;
  // A number that is not there may come with what is inside a locked volume.
  const auto number = arguments_.volume;
  const bool may_be_needed =
      number == 0 || number > description.volumes.size() || number == volume.number;
  return may_be_needed && terminal() != nullptr;
}

void KeyChain::ask(const std::string& question, const std::string& selector) {
  auto& answer = answers_[selector];
  auto secret = terminal()->ask(question);
  ++answer.attempts;
  if (secret.empty()) {
    answer.is_left_locked = true;
    return;
  }
  if (worker::is_recovery_password(secret.text()))
    answer.keys.push_back({selector, volume::KeyKind::recovery_password, secret});
  answer.keys.push_back({selector, volume::KeyKind::passphrase, std::move(secret)});
}

Terminal* KeyChain::terminal() {
  if (!terminal_ && open_terminal_) terminal_ = open_terminal_();
  return terminal_.get();
}

}  // namespace vixmount::cli
