#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "cli/json.hpp"
#include "guest/vm_folder.hpp"

namespace vixmount::cli {
namespace {

using guest::vm::Snapshot;

std::string created_text(const Snapshot& snapshot) {
  if (!snapshot.created) return {};
  const std::int64_t microseconds = *snapshot.created;
  std::int64_t seconds = microseconds / 1000000;
  if (microseconds % 1000000 < 0) --seconds;
  return iso_time({seconds, 0}, false);
}

void write_disks(Json& json, const std::vector<guest::DiskFile>& files) {
  json.key("disks").begin_array();
  for (const auto& file : files)
    json.begin_object()
        .member("address", file.disk.address.to_string())
        .member("file", file.disk.file_name)
        .member("path", file.path)
        .member_or_null("mode", file.disk.mode)
        .end_object();
  json.end_array();
}

// Named so that no other snapshot's name can be meant.
std::vector<guest::DiskFile> disks_of(const guest::VmFolder& vm, const Snapshot& snapshot) {
  return vm.disk_files(fmt::format("uid:{}", snapshot.id));
}

void write_snapshot(Json& json, const guest::VmFolder& vm, std::size_t index) {
  const auto& tree = vm.machine.snapshots;
  const auto& snapshot = tree.snapshots[index];
  json.begin_object()
      .member("id", snapshot.id)
      .member("name", snapshot.name)
      .member_or_null("description", snapshot.description)
      .member_or_null("created", created_text(snapshot));
  json.key("parent");
  if (snapshot.parent)
    json.value(tree.snapshots[*snapshot.parent].id);
  else
    json.null();
  json.member("is_current", tree.current == index);
  write_disks(json, disks_of(vm, snapshot));
  json.end_object();
}

void print_json(Output& out, const guest::VmFolder& vm) {
  const auto& tree = vm.machine.snapshots;
  Json json(out);
  json.begin_object()
      .member("name", vm.machine.display_name)
      .member_or_null("guest_os", vm.machine.guest_os)
      .member("configuration", vm.configuration_file);
  json.key("current_state").begin_object();
  write_disks(json, vm.disk_files());
  json.end_object().key("snapshots").begin_array();
  for (std::size_t i = 0; i < tree.snapshots.size(); ++i) write_snapshot(json, vm, i);
  json.end_array().member("remarks", tree.remarks).end_object();
  json.finish_line();
}

void print_disks(Output& out, const std::string& indent,
                 const std::vector<guest::DiskFile>& files) {
  for (const auto& file : files)
    out.print("{}  {:<9} {}\n", indent, file.disk.address.to_string(),
              safe_for_terminal(file.path));
}

std::string indent_of_depth(std::size_t depth) {
  constexpr std::size_t kDeepestIndent = 40;  // a hostile tree may be thousands deep
  return std::string(2 * std::min(depth, kDeepestIndent), ' ');
}

// Depth first, with a stack of its own: the tree's depth is the file's to choose.
void print_tree(Output& out, const guest::VmFolder& vm) {
  const auto& tree = vm.machine.snapshots;
  std::vector<std::pair<std::size_t, std::size_t>> stack;  // index, depth
  for (std::size_t i = tree.snapshots.size(); i-- > 0;)
    if (!tree.snapshots[i].parent) stack.emplace_back(i, 0);
  while (!stack.empty()) {
    const auto [index, depth] = stack.back();
    stack.pop_back();
    const auto& snapshot = tree.snapshots[index];
    const auto indent = indent_of_depth(depth);
    out.print("{}{}: \"{}\"{}{}{}\n", indent, snapshot.id, safe_for_terminal(snapshot.name),
              snapshot.created ? ", " : "", created_text(snapshot),
              tree.current == index ? "  <- the current state was derived from this" : "");
    if (!snapshot.description.empty())
      out.print("{}  {}\n", indent, safe_for_terminal(snapshot.description));
    print_disks(out, indent, disks_of(vm, snapshot));
    for (auto child = snapshot.children.rbegin(); child != snapshot.children.rend(); ++child)
      stack.emplace_back(*child, depth + 1);
  }
}

}  // namespace

ExitCode run_snapshots(Context& context) {
  const auto& names = context.arguments.disks.names;
  if (names.size() != 1 || !guest::names_a_vm(names.front()))
    fail(ErrorKind::invalid_argument,
         "name one virtual machine: vixmount snapshots VM.vmx (or the folder that holds it)");
  const auto vm = guest::open_vm(names.front());
  if (context.arguments.json) {
    print_json(context.out, vm);
    return ExitCode::success;
  }
  context.out.print("Virtual machine \"{}\"\nCurrent state\n",
                    safe_for_terminal(vm.machine.display_name));
  print_disks(context.out, "", vm.disk_files());
  context.out.write(vm.machine.snapshots.snapshots.empty() ? "No snapshots\n" : "Snapshots\n");
  print_tree(context.out, vm);
  for (const auto& remark : vm.machine.snapshots.remarks)
    context.out.print("Remark: {}\n", safe_for_terminal(remark));
  return ExitCode::success;
}

}  // namespace vixmount::cli
