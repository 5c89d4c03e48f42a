// The fields of every message, named once for both directions (see archive.hpp). Functions for
// types of other rooms stand in those rooms' namespaces, where argument-dependent look-up finds
// them.
#pragma once

#include "worker/protocol/messages.hpp"

namespace vixmount::disk {

template <typename Archive>
void serialize(Archive& a, OpenOptions& m) {
  a(m.raw, m.single_link, m.ignore_id_mismatch);
}
template <typename Archive>
void serialize(Archive& a, Geometry& m) {
  a(m.cylinders, m.heads, m.sectors);
}
template <typename Archive>
void serialize(Archive& a, LinkInfo& m) {
  a(m.path, m.create_type, m.parent_hint, m.content_id, m.extent_paths);
}
template <typename Archive>
void serialize(Archive& a, DiskInfo& m) {
  a(m.format, m.capacity, m.logical_sector_size, m.physical_sector_size, m.adapter_type, m.uuid,
    m.physical_geometry, m.bios_geometry, m.metadata, m.links);
}

}  // namespace vixmount::disk

namespace vixmount::fs {

template <typename Archive>
void serialize(Archive& a, Timestamp& m) {
  a(m.seconds, m.nanoseconds);
}
template <typename Archive>
void serialize(Archive& a, Attributes& m) {
  a(m.node, m.type, m.permissions, m.owner, m.group, m.link_count, m.device_major, m.device_minor,
    m.generation, m.size, m.allocated_size, m.accessed, m.modified, m.changed, m.born, m.encrypted,
    m.has_xattrs, m.has_streams);
}
template <typename Archive>
void serialize(Archive& a, Identification& m) {
  a(m.type, m.label, m.uuid, m.mountable, m.remark);
}
template <typename Archive>
void serialize(Archive& a, FileSystemInfo& m) {
  a(m.type, m.label, m.uuid, m.state);
}
template <typename Archive>
void serialize(Archive& a, SubvolumeEntry& m) {
  a(m.id, m.path, m.is_default, m.is_read_only);
}
template <typename Archive>
void serialize(Archive& a, Statistics& m) {
  a(m.block_size, m.total_blocks, m.free_blocks, m.available_blocks, m.total_nodes, m.free_nodes,
    m.longest_name);
}

}  // namespace vixmount::fs

namespace vixmount::guest {

template <typename Archive>
void serialize(Archive& a, MountPoint& m) {
  a(m.path, m.volume, m.file_system, m.options);
}
template <typename Archive>
void serialize(Archive& a, VolumeName& m) {
  a(m.name, m.volume);
}
template <typename Archive>
void serialize(Archive& a, GuestSystem& m) {
  a(m.family, m.root_volume, m.id, m.vendor, m.name, m.version, m.build, m.display_version,
    m.service_pack, m.edition, m.installation_type, m.major, m.minor, m.architecture, m.is_64_bit,
    m.hostname, m.machine_id, m.time_zone, m.install_date, m.package_format, m.os_folder,
    m.mount_points, m.volume_names, m.remarks);
}

}  // namespace vixmount::guest

namespace vixmount::volume {

template <typename Archive>
void serialize(Archive& a, Key& m) {
  a(m.selector, m.kind, m.secret);
}
template <typename Archive>
void serialize(Archive& a, Health& m) {
  a(m.condition, m.detail);
}
template <typename Archive>
void serialize(Archive& a, Layer& m) {
  a(m.kind, m.name, m.scheme, m.layout, m.uuid, m.size, m.health, m.on, m.volume);
}

}  // namespace vixmount::volume

namespace vixmount::worker {

template <typename Archive>
void serialize(Archive& a, DiskRequest& m) {
  a(m.path, m.options, m.referrer);
}
template <typename Archive>
void serialize(Archive& a, VolumeDescription& m) {
  a(m.number, m.type, m.scheme, m.name, m.layout, m.scheme_uuid, m.health, m.disk, m.offset, m.size,
    m.partition_number, m.type_code, m.type_name, m.partition_label, m.partition_uuid,
    m.device_names, m.drive_letter, m.identification, m.member_of);
}
template <typename Archive>
void serialize(Archive& a, SubvolumeChoice& m) {
  a(m.volume, m.uuid, m.subvolume);
}
template <typename Archive>
void serialize(Archive& a, DiskSetDescription& m) {
  a(m.disks, m.volumes, m.layers, m.remarks);
}
template <typename Archive>
void serialize(Archive& a, Location& m) {
  a(m.volume, m.node);
}
template <typename Archive>
void serialize(Archive& a, Entry& m) {
  a(m.path, m.location, m.attributes, m.link_target, m.error);
}
template <typename Archive>
void serialize(Archive& a, Xattr& m) {
  a(m.name, m.value, m.error);
}
template <typename Archive>
void serialize(Archive& a, Stream& m) {
  a(m.name, m.location, m.size);
}
template <typename Archive>
void serialize(Archive& a, ContentExtent& m) {
  a(m.length, m.kind, m.host_file, m.position);
}
template <typename Archive>
void serialize(Archive& a, ServeOptions& m) {
  a(m.owner, m.group);
}

template <typename Archive>
void serialize(Archive& a, OpenDisks& m) {
  a(m.disks, m.log, m.keys, m.subvolumes);
}
template <typename Archive>
void serialize(Archive&, InspectGuests&) {}
template <typename Archive>
void serialize(Archive& a, InspectGuests::Result& m) {
  a(m.systems);
}
template <typename Archive>
void serialize(Archive& a, FindPath& m) {
  a(m.volume, m.path, m.follow_last_link);
}
template <typename Archive>
void serialize(Archive& a, FindPath::Result& m) {
  a(m.entry);
}
template <typename Archive>
void serialize(Archive& a, StartWalk& m) {
  a(m.start, m.guest_path, m.recursive);
}
template <typename Archive>
void serialize(Archive&, StartWalk::Result&) {}
template <typename Archive>
void serialize(Archive&, NextBatch&) {}
template <typename Archive>
void serialize(Archive& a, NextBatch::Result& m) {
  a(m.entries, m.finished);
}
template <typename Archive>
void serialize(Archive& a, ReadXattrs& m) {
  a(m.location);
}
template <typename Archive>
void serialize(Archive& a, ReadXattrs::Result& m) {
  a(m.xattrs);
}
template <typename Archive>
void serialize(Archive& a, MapContent& m) {
  a(m.location, m.offset);
}
template <typename Archive>
void serialize(Archive& a, MapContent::Result& m) {
  a(m.size, m.extents);
}
template <typename Archive>
void serialize(Archive& a, ReadContent& m) {
  a(m.location, m.offset, m.length);
}
template <typename Archive>
void serialize(Archive& a, ReadContent::Result& m) {
  a(m.bytes);
}
template <typename Archive>
void serialize(Archive& a, StartServing& m) {
  a(m.volume, m.options);
}
template <typename Archive>
void serialize(Archive&, StartServing::Result&) {}
template <typename Archive>
void serialize(Archive& a, StopServing& m) {
  a(m.volume);
}
template <typename Archive>
void serialize(Archive&, StopServing::Result&) {}
template <typename Archive>
void serialize(Archive& a, ListStreams& m) {
  a(m.location);
}
template <typename Archive>
void serialize(Archive& a, ListStreams::Result& m) {
  a(m.streams);
}
template <typename Archive>
void serialize(Archive& a, ListSubvolumes& m) {
  a(m.volume);
}
template <typename Archive>
void serialize(Archive& a, ListSubvolumes::Result& m) {
  a(m.subvolumes);
}
template <typename Archive>
void serialize(Archive& a, Statistics& m) {
  a(m.volume);
}
template <typename Archive>
void serialize(Archive& a, Statistics::Result& m) {
  a(m.info, m.statistics);
}

template <typename Archive>
void serialize(Archive& a, Failure& m) {
  a(m.kind, m.message, m.offset);
}
template <typename Archive>
void serialize(Archive& a, LogEvent& m) {
  a(m.level, m.text);
}
template <typename Archive>
void serialize(Archive& a, OpenFile& m) {
  a(m.referrer, m.name);
}
template <typename Archive>
void serialize(Archive& a, FileOpened& m) {
  a(m.path, m.id);
}
template <typename Archive>
void serialize(Archive& a, KeeperMount& m) {
  a(m.mount_point, m.make_folder, m.allow_other, m.source_name);
}
template <typename Archive>
void serialize(Archive&, KeeperMount::Result&) {}
template <typename Archive>
void serialize(Archive& a, KeeperUnmount& m) {
  a(m.mount_point, m.lazy);
}
template <typename Archive>
void serialize(Archive&, KeeperUnmount::Result&) {}

}  // namespace vixmount::worker
