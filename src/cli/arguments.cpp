#include "cli/arguments.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/help.hpp"
#include "cli/shared_options.hpp"
#include "vixmount_version.hpp"

namespace vixmount::cli {
namespace {

class CommandLine {
 public:
  // All of it: what --help and the messages about wrong words need.
  CommandLine();
  // As much as a right line of these words needs, of which the first is a command. Making the
  // options of all commands takes longer than anything else the command does before it opens a
  // disk.
  explicit CommandLine(const std::vector<std::string>& words);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Parsed parse(const std::vector<std::string>& words);
  std::vector<CommandDescription> describe() const;

 private:
  CLI::App* add(Command command);
  void add_command(Command command);
  void add_listing_command(Command command);
  void add_ls();
  void add_cat();
  void add_cp();
  void add_mount();
  void add_umount();
  Arguments collect() const;
  void read_mount_options(Arguments& arguments) const;
  Answer explain(const CLI::ParseError& error, const std::vector<std::string>& words) const;

  CLI::App app_{"vixmount: restore files from the disks of a virtual machine's snapshots",
                "vixmount"};
  SharedOptions before_;  // in front of the command
  SharedOptions after_;
  Arguments arguments_;
  std::vector<std::string> copy_paths_;
  std::string copy_format_;
  std::string copy_streams_;
  std::vector<std::string> mount_options_;
  std::string vm_;
};

// In the order of --help.
constexpr std::array kCommands = {Command::snapshots, Command::info,  Command::volumes,
                                  Command::os,        Command::ls,    Command::cat,
                                  Command::cp,        Command::mount, Command::umount};

CommandLine::CommandLine() {
  app_.footer(std::string(first_steps()));
  app_.set_version_flag("--version", std::string("vixmount ") + kVersion, "Print the version");
  app_.require_subcommand(1);
  app_.get_formatter()->column_width(34);
  // Understood in front of the command too; shown in each command's own help.
  add_disk_options(app_, before_);
  add_key_option(app_, before_);
  add_volume_options(app_, before_);
  add_json_option(app_, before_);
  add_verbose_option(app_, before_);
  for (auto* option : app_.get_options())
    if (!option->check_lname("help") && !option->check_lname("version")) option->group("");
  for (const auto command : kCommands) add_command(command);
}

CommandLine::CommandLine(const std::vector<std::string>& words) {
  app_.require_subcommand(1);
  for (const auto command : kCommands)
    if (std::find(words.begin(), words.end(), help_of(command).name) != words.end())
      add_command(command);
}

void CommandLine::add_command(Command command) {
  switch (command) {
    case Command::snapshots:
    case Command::info:
    case Command::volumes:
    case Command::os:
      return add_listing_command(command);
    case Command::ls:
      return add_ls();
    case Command::cat:
      return add_cat();
    case Command::cp:
      return add_cp();
    case Command::mount:
      return add_mount();
    case Command::umount:
      return add_umount();
  }
}

CLI::App* CommandLine::add(Command command) {
  const auto& help = help_of(command);
  auto* sub = app_.add_subcommand(std::string(help.name), std::string(help.summary));
  sub->footer(std::string(help.examples));
  sub->callback([this, command] { arguments_.command = command; });
  if (command != Command::umount) add_disk_options(*sub, after_);
  if (command != Command::umount && command != Command::snapshots) add_key_option(*sub, after_);
  return sub;
}

void CommandLine::add_listing_command(Command command) {
  auto* sub = add(command);
  if (command == Command::snapshots)
    sub->add_option("VM", vm_, "The virtual machine: a .vmx or its folder");
  add_json_option(*sub, after_);
  add_verbose_option(*sub, after_);
}

void CommandLine::add_ls() {
  auto* ls = add(Command::ls);
  ls->add_flag("-l", arguments_.list.long_format, "Mode, links, owner, group, size, time as well");
  ls->add_flag("-R,--recursive", arguments_.list.recursive, "All that is below, too");
  ls->add_option("PATH", arguments_.paths, "Paths as the guest writes them; without one: /");
  add_volume_options(*ls, after_);
  add_verbose_option(*ls, after_);
  add_json_option(*ls, after_);
}

void CommandLine::add_cat() {
  auto* cat = add(Command::cat);
  cat->add_option("PATH", arguments_.paths, "Files as the guest writes them: /etc/hosts")
      ->required();
  add_volume_options(*cat, after_);
  add_verbose_option(*cat, after_);
}

void CommandLine::add_cp() {
  auto* cp = add(Command::cp);
  cp->add_flag("--force", arguments_.copy.force, "Replace files that exist");
  cp->add_flag("--no-owner", arguments_.copy.no_owner,
               "Do not restore owners and groups (without root they never are)");
  cp->add_option(
        "--format", copy_format_,
        "What DEST is to be: a folder, or a tar archive, which holds all that the guest has")
      ->check(CLI::IsMember({"folder", "tar"}))
      ->option_text("folder|tar");
  cp->add_option("--streams", copy_streams_,
                 "Streams of NTFS files: extended attributes where they fit, else files named "
                 "NAME:STREAM (xattr); always such files; or left out (none)")
      ->check(CLI::IsMember({"xattr", "files", "none"}))
      ->option_text("xattr|files|none");
  cp->add_option("--manifest", arguments_.copy.manifest_file,
                 "Write a line of JSON to this file for all that was restored or was not")
      ->option_text("FILE");
  cp->add_option("GUESTPATH", copy_paths_,
                 "Files or folders of the guest, and last the folder of the host they go to; with "
                 "--format tar, the archive (- is standard output)")
      ->option_text("... DEST")
      ->required()
      ->expected(1, std::numeric_limits<int>::max());
  add_volume_options(*cp, after_);
  add_verbose_option(*cp, after_);
}

void CommandLine::add_mount() {
  auto* mount = add(Command::mount);
  mount->add_flag("-f,--foreground", arguments_.mount.foreground,
                  "Stay in the foreground until the mount ends");
  add_list(*mount, "-o,--option", mount_options_,
           "Mount options, separated by commas: allow_other, uid=N, gid=N, ro")
      ->option_text("OPTION,...");
  add_volume_options(*mount, after_);
  add_verbose_option(*mount, after_);
  mount->add_option("MOUNTPOINT", arguments_.destination, "A folder of the host")->required();
}

void CommandLine::add_umount() {
  auto* umount = add(Command::umount);
  umount->add_flag("-z,--lazy", arguments_.unmount.lazy,
                   "Detach at once; what is open ends with its last user");
  add_verbose_option(*umount, after_);
  umount->add_option("MOUNTPOINT", arguments_.destination, "A folder of the host")->required();
}

// `vixmount help` and `vixmount help cp` are what many type first.
std::vector<std::string> spell_out_help(const std::vector<std::string>& words) {
  if (words.empty() || words.front() != "help") return words;
  if (words.size() == 1) return {"--help"};
  return {words[1], "--help"};
}

Parsed CommandLine::parse(const std::vector<std::string>& asked) {
  const auto words = spell_out_help(asked);
  // CLI11 takes the words from the back.
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app_.parse(reversed);
    return {collect(), {}};
  } catch (const CLI::ParseError& error) {
    return {std::nullopt, explain(error, words)};
  }
}

Arguments CommandLine::collect() const {
  Arguments arguments = arguments_;
  apply(before_, arguments);
  apply(after_, arguments);
  if (arguments.command == Command::snapshots && !vm_.empty()) arguments.disks.names.push_back(vm_);
  if (arguments.command == Command::ls && arguments.paths.empty()) arguments.paths = {"/"};
  if (arguments.command == Command::cp) {
    if (copy_paths_.size() < 2)
      throw CLI::ValidationError(
          "GUESTPATH... DEST",
          fmt::format("'{}' stands alone; name what to restore and, last, the folder it goes to",
                      printable(copy_paths_.front())));
    arguments.paths = copy_paths_;
    arguments.destination = arguments.paths.back();
    arguments.paths.pop_back();
    if (copy_format_ == "tar") arguments.copy.format = CopyFormat::tar;
    if (copy_streams_ == "files") arguments.copy.streams = StreamOption::files;
    if (copy_streams_ == "none") arguments.copy.streams = StreamOption::none;
  }
  read_mount_options(arguments);
  return arguments;
}

void CommandLine::read_mount_options(Arguments& arguments) const {
  for (const auto& list : mount_options_) {
    for (const auto option : split(list, ',')) {
      const auto number_behind = [&](std::string_view prefix) -> std::optional<std::uint32_t> {
        const auto number = parse_unsigned(option.substr(prefix.size()));
        if (number && *number < std::numeric_limits<std::uint32_t>::max())
          return static_cast<std::uint32_t>(*number);
        throw CLI::ValidationError("-o", fmt::format("{} is not a number", option));
      };
      if (option == "allow_other")
        arguments.mount.allow_other = true;
      else if (option.starts_with("uid="))
        arguments.mount.owner = number_behind("uid=");
      else if (option.starts_with("gid="))
        arguments.mount.group = number_behind("gid=");
      else if (option != "ro")
        throw CLI::ValidationError(
            "-o",
            fmt::format("{} is unknown; known are allow_other, uid=N, gid=N and ro (a mount is "
                        "always read-only)",
                        option));
    }
  }
}

Answer CommandLine::explain(const CLI::ParseError& error,
                            const std::vector<std::string>& words) const {
  const auto chosen = app_.get_subcommands();
  if (error.get_exit_code() == 0) {  // --help, --version
    if (error.get_name() == "CallForVersion") return {false, fmt::format("{}\n", error.what())};
    return {false, chosen.empty() ? app_.help() : chosen.front()->help("vixmount")};
  }
  if (!chosen.empty()) {
    const auto name = chosen.front()->get_name();
    return {true,
            fmt::format("vixmount {}: {}\nTry: vixmount {} --help\n", name, error.what(), name)};
  }
  const auto unknown = app_.remaining();
  if (unknown.empty() || unknown.front().starts_with('-')) {
    const auto reason =
        words.empty() ? std::string() : fmt::format("vixmount: {}\n\n", error.what());
    return {true, reason + app_.help()};
  }
  std::vector<std::string_view> names;
  for (const auto& help : command_help()) names.push_back(help.name);
  const auto nearest = nearest_word(unknown.front(), names);
  return {true,
          fmt::format("vixmount: there is no command '{}'.{}\n\n{}", printable(unknown.front()),
                      nearest ? fmt::format(" Did you mean '{}'?", *nearest) : "", app_.help())};
}

std::vector<CommandDescription> CommandLine::describe() const {
  std::vector<CommandDescription> descriptions;
  for (const auto* sub : app_.get_subcommands([](const CLI::App*) { return true; })) {
    CommandDescription description{sub->get_name(), {}};
    for (const auto* option : sub->get_options()) {
      for (const auto& name : option->get_snames()) description.options.push_back("-" + name);
      for (const auto& name : option->get_lnames()) description.options.push_back("--" + name);
    }
    descriptions.push_back(std::move(description));
  }
  return descriptions;
}

}  // namespace

std::optional<std::string_view> nearest_word(std::string_view wrong,
                                             const std::vector<std::string_view>& words) {
  constexpr std::size_t kMostEdits = 2;
  constexpr std::size_t kLongestWord = 32;  // nothing longer can be near a command's name
  if (wrong.size() > kLongestWord) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_distance = kMostEdits + 1;
  for (const auto word : words) {
    const auto distance = edit_distance(wrong, word);
    if (distance < best_distance && distance < word.size()) {
      best = word;
      best_distance = distance;
    }
  }
  return best;
}

Parsed parse_arguments(const std::vector<std::string>& words) {
  const auto names_first = [&](const CommandHelp& help) { return help.name == words.front(); };
  if (!words.empty() && std::ranges::any_of(command_help(), names_first)) {
    auto parsed = CommandLine(words).parse(words);
    if (parsed.arguments) return parsed;
  }
  return CommandLine().parse(words);
}

std::vector<CommandDescription> describe_commands() { return CommandLine().describe(); }

}  // namespace vixmount::cli
