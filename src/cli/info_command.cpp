#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "cli/json.hpp"

namespace vixmount::cli {
namespace {

void write_geometry(Json& json, std::string_view name,
                    const std::optional<disk::Geometry>& geometry) {
  json.key(name);
  if (!geometry) {
    json.null();
    return;
  }
  json.begin_object()
      .member("cylinders", geometry->cylinders)
      .member("heads", geometry->heads)
      .member("sectors", geometry->sectors)
      .end_object();
}

void write_link(Json& json, const disk::LinkInfo& link) {
  json.begin_object()
      .member("path", link.path)
      .member("create_type", link.create_type)
      .member("cid", fmt::format("{:08x}", link.content_id))
      .member_or_null("parent_hint", link.parent_hint)
      .member("extents", link.extent_paths)
      .end_object();
}

void write_disk(Json& json, std::size_t number, const disk::DiskInfo& disk) {
  json.begin_object()
      .member("number", number)
      .member("format", disk.format)
      .member("capacity", disk.capacity)
      .member("logical_sector_size", disk.logical_sector_size)
      .member("physical_sector_size", disk.physical_sector_size)
      .member_or_null("adapter_type", disk.adapter_type)
      .member_or_null("uuid", disk.uuid);
  write_geometry(json, "geometry", disk.physical_geometry);
  write_geometry(json, "bios_geometry", disk.bios_geometry);
  json.key("metadata").begin_object();
  for (const auto& [key, value] : disk.metadata) json.member(key, value);
  json.end_object().key("chain").begin_array();
  for (const auto& link : disk.links) write_link(json, link);
  json.end_array().end_object();
}

void print_json(Output& out, const worker::DiskSetDescription& description) {
  Json json(out);
  json.begin_object().key("disks").begin_array();
  for (std::size_t i = 0; i < description.disks.size(); ++i)
    write_disk(json, i + 1, description.disks[i]);
  json.end_array()
      .member("volume_count", description.volumes.size())
      .member("remarks", description.remarks)
      .end_object();
  json.finish_line();
}

void print_disk(Output& out, std::size_t number, const disk::DiskInfo& disk) {
  out.print("Disk {}: {}, {} ({} bytes), sectors of {} bytes\n", number, disk.format,
            human_size(disk.capacity), disk.capacity, disk.logical_sector_size);
  if (!disk.adapter_type.empty())
    out.print("  adapter: {}\n", safe_for_terminal(disk.adapter_type));
  if (!disk.uuid.empty()) out.print("  uuid: {}\n", safe_for_terminal(disk.uuid));
  if (const auto& geometry = disk.physical_geometry)
    out.print("  geometry: {} cylinders, {} heads, {} sectors\n", geometry->cylinders,
              geometry->heads, geometry->sectors);
  out.print("  chain, topmost first:\n");
  for (const auto& link : disk.links) {
    out.print("    {} ({})\n", safe_for_terminal(link.path), safe_for_terminal(link.create_type));
    for (const auto& extent : link.extent_paths)
      if (extent != link.path) out.print("      {}\n", safe_for_terminal(extent));
  }
}

}  // namespace

ExitCode run_info(Context& context) {
  const auto session = context.open();
  const auto& description = session->description();
  if (context.arguments.json) {
    print_json(context.out, description);
    return ExitCode::success;
  }
  for (std::size_t i = 0; i < description.disks.size(); ++i)
    print_disk(context.out, i + 1, description.disks[i]);
  context.out.print("Volumes: {} (see `vixmount volumes`)\n", description.volumes.size());
  for (const auto& remark : description.remarks)
    context.out.print("Remark: {}\n", safe_for_terminal(remark));
  return ExitCode::success;
}

}  // namespace vixmount::cli
