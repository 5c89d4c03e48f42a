#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "cli/json.hpp"

namespace vixmount::cli {
namespace {

std::string install_date(const guest::GuestSystem& system) {
  return system.install_date ? iso_time({*system.install_date, 0}, false) : std::string();
}

void write_system(Json& json, const guest::GuestSystem& system) {
  json.begin_object()
      .member("family", guest::name_of(system.family))
      .member("root_volume", system.root_volume)
      .member_or_null("id", system.id)
      .member_or_null("vendor", system.vendor)
      .member_or_null("name", system.name)
      .member_or_null("version", system.version)
      .member_or_null("build", system.build)
      .member_or_null("display_version", system.display_version)
      .member_or_null("service_pack", system.service_pack)
      .member_or_null("edition", system.edition)
      .member_or_null("installation_type", system.installation_type)
      .member("major", system.major)
      .member("minor", system.minor)
      .member_or_null("architecture", system.architecture)
      .member("is_64_bit", system.is_64_bit)
      .member_or_null("hostname", system.hostname)
      .member_or_null("machine_id", system.machine_id)
      .member_or_null("time_zone", system.time_zone)
      .member_or_null("install_date", install_date(system))
      .member_or_null("package_format", system.package_format)
      .member_or_null("os_folder", system.os_folder);
  json.key("mount_points").begin_array();
  for (const auto& mount : system.mount_points)
    json.begin_object()
        .member("path", mount.path)
        .member("volume", mount.volume)
        .member_or_null("filesystem", mount.file_system)
        .member_or_null("options", mount.options)
        .end_object();
  json.end_array().member("remarks", system.remarks).end_object();
}

void print_json(Output& out, const std::vector<guest::GuestSystem>& systems) {
  Json json(out);
  json.begin_object().key("systems").begin_array();
  for (const auto& system : systems) write_system(json, system);
  json.end_array().end_object();
  json.finish_line();
}

void print_system(Output& out, const guest::GuestSystem& system, bool is_default) {
  const auto print = [&](std::string_view title, std::string_view text) {
    if (!text.empty()) out.print("  {:<14}{}\n", title, safe_for_terminal(text));
  };
  out.print("{}{}\n",
            safe_for_terminal(system.name.empty() ? guest::name_of(system.family) : system.name),
            is_default ? "" : " (not the default system)");
  print("family", guest::name_of(system.family));
  print("id", system.id);
  print("version", system.version);
  print("build", system.build);
  print("release", system.display_version);
  print("service pack", system.service_pack);
  print("edition", system.edition);
  print("installation", system.installation_type);
  print("architecture", system.architecture);
  print("host name", system.hostname);
  print("time zone", system.time_zone);
  print("installed", install_date(system));
  print("packages", system.package_format);
  print("system folder", system.os_folder == "/" ? std::string() : system.os_folder);
  for (const auto& mount : system.mount_points)
    print("volume " + std::to_string(mount.volume), mount.path);
  for (const auto& remark : system.remarks) print("remark", remark);
}

}  // namespace

ExitCode run_os(Context& context) {
  const auto session = context.open();
  const auto& systems = session->systems();
  if (context.arguments.json) {
    print_json(context.out, systems);
    return ExitCode::success;
  }
  for (const auto& system : systems) print_system(context.out, system, &system == &systems.front());
  if (!systems.empty()) return ExitCode::success;
  context.out.write(
      "No operating system was found. `vixmount volumes` lists what is there; "
      "--volume N addresses one volume.\n");
  for (const auto& volume : session->description().volumes)
    if (volume.health.condition == volume::Condition::locked)
      context.out.print("Volume {} is locked: {}\n", volume.number,
                        safe_for_terminal(volume.health.detail));
  return ExitCode::success;
}

}  // namespace vixmount::cli
