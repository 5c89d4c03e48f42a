#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "cli/json.hpp"
#include "cli/table.hpp"
#include "cli/volume_tree.hpp"

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
  return guest::mount_points_of(session.systems(), volume.first_member());
}

void write_health(Json& json, const volume::Health& health) {
  json.member("health", condition_name(health.condition))
      .member_or_null("health_detail", health.detail);
}

void write_subvolumes(Json& json, Session& session, const VolumeDescription& volume) {
  json.key("subvolumes").begin_array();
  for (const auto& subvolume : subvolumes_of(session, volume))
    json.begin_object()
        .member("id", subvolume.id)
        .member("path", subvolume.path)
        .member("default", subvolume.is_default)
        .member("read_only", subvolume.is_read_only)
        .end_object();
  json.end_array();
}

void write_volume(Json& json, Session& session, const VolumeDescription& volume) {
  const auto& found = volume.identification;
  const auto& disks = session.description().disks;
  json.begin_object().member("number", volume.number).member("type", name_of(volume.type));
  json.member("scheme", volume.scheme)
      .member_or_null("name", volume.name)
      .member_or_null("layout", volume.layout)
      .member_or_null("scheme_uuid", volume.scheme_uuid)
      .member("device_names", volume.device_names)
      .member_or_null("drive_letter", volume.drive_letter);
  write_health(json, volume.health);
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
  if (volume.member_of)
    json.member("member_of", *volume.member_of);
  else
    json.key("member_of").null();
  write_subvolumes(json, session, volume);
  json.end_object();
}

std::string_view name_of(volume::Layer::Kind kind) {
  switch (kind) {
    case volume::Layer::Kind::disk:
      break;
    case volume::Layer::Kind::group:
      return "group";
    case volume::Layer::Kind::volume:
      return "volume";
  }
  return "disk";
}

// Layers are numbered from 1, each behind those it is on.
void write_layer(Json& json, const worker::DiskSetDescription& description, std::size_t index) {
  const auto& layer = description.layers[index];
  json.begin_object()
      .member("id", index + 1)
      .member("kind", name_of(layer.kind))
      .member_or_null("name", layer.name)
      .member_or_null("scheme", layer.scheme)
      .member_or_null("layout", layer.layout)
      .member_or_null("uuid", layer.uuid)
      .member("size", layer.size);
  write_health(json, layer.health);
  json.key("on").begin_array();
  for (const auto below : layer.on) json.value(below + 1);
  json.end_array();
  if (layer.volume)
    json.member("volume", description.volumes[*layer.volume].number);
  else
    json.key("volume").null();
  json.end_object();
}

void print_json(Context& context, Session& session) {
  const auto& description = session.description();
  Json json(context.out);
  json.begin_object().key("volumes").begin_array();
  for (const auto& volume : description.volumes) write_volume(json, session, volume);
  json.end_array().key("layers").begin_array();
  for (std::size_t i = 0; i < description.layers.size(); ++i) write_layer(json, description, i);
  json.end_array().member("remarks", description.remarks).end_object();
  json.finish_line();
}

// What the environment says of the terminal; setlocale() would change the whole process.
bool is_utf8_locale() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const auto locale = to_lower_ascii(value);
    return locale.ends_with(".utf-8") || locale.ends_with(".utf8");
  }
  return false;
}

std::vector<std::string> cells_of(Session& session, const TreeLine& line) {
  std::vector<std::string> cells = {"",        line.name,    human_size(line.size),
                                    line.type, line.content, "",
                                    line.uuid, "",           health_text(line.health)};
  if (!line.volume) return cells;
  const auto& volume = session.description().volumes[*line.volume];
  const auto& found = volume.identification;
  cells[0] = std::to_string(volume.number);
  cells[4] = found.type;
  cells[5] = found.label;
  if (!found.uuid.empty()) cells[6] = found.uuid;
  if (volume.member_of) {
    cells[7] = fmt::format("see volume {}", *volume.member_of);
    return cells;
  }
  for (const auto& place : guest_mount_points(session, volume))
    cells[7] += (cells[7].empty() ? "" : ", ") + place;
  return cells;
}

void print_subvolumes(Output& out, Session& session, const VolumeDescription& volume) {
  constexpr std::size_t kMostShown = 16;  // snapper keeps hundreds
  const auto all = subvolumes_of(session, volume);
  if (all.size() <= 1) return;  // the top one, which is all there is
  out.print("Subvolumes of volume {} (--subvolume):\n", volume.number);
  for (std::size_t i = 0; i < std::min(all.size(), kMostShown); ++i)
    out.print("  {}{}{}\n", safe_for_terminal(all[i].path), all[i].is_default ? " (default)" : "",
              all[i].is_read_only ? " (read-only)" : "");
  if (all.size() > kMostShown)
    out.print("  and {} more (--json lists all)\n", all.size() - kMostShown);
}

void print_tree(Context& context, Session& session) {
  const auto& description = session.description();
  const auto lines = volume_tree(description, is_utf8_locale());
  const bool all_good = std::all_of(lines.begin(), lines.end(), [](const TreeLine& line) {
    return line.health.condition == volume::Condition::good;
  });
  std::vector<std::string> titles = {"NUMBER", "NAME", "SIZE",       "TYPE",  "FILESYSTEM",
                                     "LABEL",  "UUID", "MOUNTED AT", "HEALTH"};
  const auto columns = titles.size() - (all_good ? 1 : 0);
  titles.resize(columns);
  Table table(std::move(titles));
  for (const auto& line : lines) {
    auto cells = cells_of(session, line);
    cells.resize(columns);
    table.add(std::move(cells));
  }
  table.print(context.out);
  for (const auto& volume : description.volumes) print_subvolumes(context.out, session, volume);
  for (const auto& remark : description.remarks)
    context.out.print("Remark: {}\n", safe_for_terminal(remark));
  for (const auto& volume : description.volumes) {
    const auto& remark = volume.identification.remark;
    if (!remark.empty() && remark != volume.health.detail)
      context.out.print("Remark: volume {}: {}\n", volume.number, safe_for_terminal(remark));
  }
  const bool any_locked = std::any_of(lines.begin(), lines.end(), [](const TreeLine& line) {
    return line.health.condition == volume::Condition::locked;
  });
  if (any_locked)
    context.out.write(
        "Locked volumes are opened with a key: --key all:prompt, --key UUID:file:PATH ...\n");
}

}  // namespace

ExitCode run_volumes(Context& context) {
  const auto session = context.open();
  if (context.arguments.json)
    print_json(context, *session);
  else
    print_tree(context, *session);
  return ExitCode::success;
}

}  // namespace vixmount::cli
