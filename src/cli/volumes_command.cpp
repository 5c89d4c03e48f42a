#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "cli/json.hpp"
#include "cli/table.hpp"

namespace vixmount::cli {
namespace {

using worker::VolumeDescription;

std::string_view name_of(volume::VolumeType type) {
  switch (type) {
    case volume::VolumeType::mbr_partition:
      return "mbr";
    case volume::VolumeType::gpt_partition:
      return "gpt";
    case volume::VolumeType::dynamic:
      return "dynamic";
    case volume::VolumeType::logical:
      return "logical";
    case volume::VolumeType::unknown:
      break;
  }
  return "unknown";
}

std::vector<std::string> guest_mount_points(Session& session, const VolumeDescription& volume) {
  return guest::mount_points_of(session.systems(), volume.number);
}

void write_volume(Json& json, Session& session, const VolumeDescription& volume) {
  const auto& found = volume.identification;
  const auto& disks = session.description().disks;
  json.begin_object().member("number", volume.number).member("type", name_of(volume.type));
  json.member("scheme", volume.scheme);
  // Disks are numbered from 1, in the order of `vixmount info`.
  const bool on_one_disk = volume.disk && *volume.disk < disks.size();
  if (on_one_disk)
    json.member("disk", *volume.disk + 1)
        .member("disk_path", disks[*volume.disk].links.empty()
                                 ? std::string()
                                 : disks[*volume.disk].links.front().path);
  else
    json.key("disk").null().key("disk_path").null();
  json.member("offset", volume.offset).member("size", volume.size);
  if (volume.partition_number != 0)
    json.member("partition", volume.partition_number);
  else
    json.key("partition").null();
  json.member_or_null("partition_type", volume.type_code)
      .member_or_null("partition_type_name", volume.type_name)
      .member_or_null("partition_label", volume.partition_label)
      .member_or_null("partition_uuid", volume.partition_uuid)
      .member_or_null("filesystem", found.type)
      .member_or_null("label", found.label)
      .member_or_null("uuid", found.uuid)
      .member("mountable", found.mountable)
      .member("guest_mount_points", guest_mount_points(session, volume))
      .member_or_null("remark", found.remark);
  json.end_object();
}

void print_json(Context& context, Session& session) {
  Json json(context.out);
  json.begin_object().key("volumes").begin_array();
  for (const auto& volume : session.description().volumes) write_volume(json, session, volume);
  json.end_array().member("remarks", session.description().remarks).end_object();
  json.finish_line();
}

void print_table(Context& context, Session& session) {
  Table table(
      {"NUMBER", "DISK", "OFFSET", "SIZE", "TYPE", "FILESYSTEM", "LABEL", "UUID", "MOUNTED AT"});
  std::vector<std::string> remarks = session.description().remarks;
  for (const auto& volume : session.description().volumes) {
    const auto& found = volume.identification;
    std::string places;
    for (const auto& place : guest_mount_points(session, volume))
      places += (places.empty() ? "" : ", ") + place;
    table.add(
        {std::to_string(volume.number), volume.disk ? std::to_string(*volume.disk + 1) : "",
         volume.offset ? std::to_string(*volume.offset) : "", human_size(volume.size),
         std::string(volume.type_name.empty() ? std::string_view(volume.scheme) : volume.type_name),
         found.type, found.label, found.uuid, places});
    if (!found.remark.empty())
      remarks.push_back(fmt::format("volume {}: {}", volume.number, found.remark));
  }
  table.print(context.out);
  for (const auto& remark : remarks) context.out.print("Remark: {}\n", safe_for_terminal(remark));
}

}  // namespace

ExitCode run_volumes(Context& context) {
  const auto session = context.open();
  if (context.arguments.json)
    print_json(context, *session);
  else
    print_table(context, *session);
  return ExitCode::success;
}

}  // namespace vixmount::cli
