// Old snapshots (dm-snapshot): an origin, and a store (COW) of the chunks in which the snapshot
// differs from it.
//
// The origin of snapshots is a plain device: its content needs nothing from the stores. The one
// exception is an origin into which a snapshot is being merged: it reads as that snapshot does
// (chunks are taken out of the store once they were copied back), so make_snapshot() gives both
// views. Formats: docs/formats/device-mapper.md. All sizes in bytes. Safe from many threads.
#pragma once

#include <cstdint>

#include "io/byte_source.hpp"

namespace vixmount::volume::device_mapper {

// The snapshot of `origin` (the device below the origin's own name: LVM's "-real") whose changes
// are in `cow`, as `size` bytes; of chunks that are in neither, the origin answers, with zeros
// behind its end. `chunk_size`: the volume manager's, used only for a store that was never begun;
// the store's own header rules.
//
// Throws Error{damaged} for a store that was invalidated (it ran full) or is none, and
// Error{unsupported_version}. The list of chunks is read when it is first needed: damage in it
// throws from map() and read(), always before a wrong byte.
io::SourcePtr make_snapshot(io::SourcePtr origin, io::SourcePtr cow, std::uint64_t size,
                            std::uint64_t chunk_size);

}  // namespace vixmount::volume::device_mapper
