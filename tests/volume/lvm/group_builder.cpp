#include "volume/lvm/group_builder.hpp"

#include <cstring>

#include <fmt/format.h>

#include "support/support.hpp"

namespace vixmount::volume::lvm::test {
namespace {

// LVM's CRC bit by bit, as its documentation defines it: another way than the code under test.
std::uint32_t crc(std::string_view bytes) {
  std::uint32_t value = 0xF597A6CF;
  for (const char byte : bytes) {
    value ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320 : 0);
  }
  return value;
}

void put(std::string& out, std::uint64_t offset, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i)
    out.at(offset + i) = static_cast<char>(value >> (8 * i) & 0xFF);
}

}  // namespace

std::string raw_uuid(char c) { return std::string(32, c); }

std::string dashed_uuid(char c) {
  std::string text;
  for (const int length : {6, 4, 4, 4, 4, 4, 6})
    text += (text.empty() ? "" : "-") + std::string(static_cast<std::size_t>(length), c);
  return text;
}

PvBuilder::PvBuilder(char uuid, char fill, std::uint64_t area_size)
    : uuid_(uuid), fill_(fill), area_size_(area_size) {}

PvBuilder& PvBuilder::without_area() {
  has_area_ = false;
  return *this;
}

PvBuilder& PvBuilder::text(std::string_view text, std::uint64_t offset, std::uint32_t flags) {
  text_ = std::string(text) + '\0';
  text_offset_ = offset;
  text_flags_ = flags;
  return *this;
}

PvBuilder& PvBuilder::poke(std::uint64_t offset, char byte) {
  pokes_.emplace_back(offset, byte);
  return *this;
}

PvBuilder& PvBuilder::label_in_sector(unsigned sector) {
  label_sector_ = sector;
  return *this;
}

void PvBuilder::write_label(std::string& out) const {
  std::string sector(512, '\0');
  sector.replace(0, 8, "LABELONE");
  put(sector, 8, label_sector_, 8);
  put(sector, 20, 32, 4);
  sector.replace(24, 8, "LVM2 001");
  sector.replace(32, 32, raw_uuid(uuid_));
  put(sector, 64, 1 << 20, 8);
  put(sector, 72, kExtentsBegin, 8);  // one data area, then the list's end
  if (has_area_) {
    put(sector, 104, kAreaBegin, 8);
    put(sector, 112, area_size_, 8);
  }
  put(sector, 16, crc(std::string_view(sector).substr(20)), 4);
  out.replace(label_sector_ * 512, 512, sector);
}

void PvBuilder::write_area(std::string& out) const {
  std::string header(512, '\0');
  header.replace(4, 16, " LVM2 x[5A%r0N*>");
  put(header, 20, 1, 4);
  put(header, 24, kAreaBegin, 8);
  put(header, 32, area_size_, 8);
  put(header, 40, text_offset_, 8);
  put(header, 48, text_.size(), 8);
  put(header, 56, crc(text_), 4);
  put(header, 60, text_flags_, 4);
  put(header, 0, crc(std::string_view(header).substr(4)), 4);
  out.replace(kAreaBegin, 512, header);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    auto at = text_offset_ + i;
    if (at >= area_size_) at = at - area_size_ + 512;
    out.at(kAreaBegin + at) = text_[i];
  }
}

std::string PvBuilder::bytes() const {
  std::string out(1 << 20, '\0');
  for (unsigned i = 0; i < kExtents; ++i)
    out.replace(kExtentsBegin + i * kExtentSize, kExtentSize,
                std::string(kExtentSize, static_cast<char>(fill_ + static_cast<char>(i))));
  write_label(out);
  if (has_area_) write_area(out);
  for (const auto& [offset, byte] : pokes_) out.at(offset) = byte;
  return out;
}

io::SourcePtr PvBuilder::source() const { return vixmount::test::memory_source(bytes()); }

std::string GroupText::build() const {
  std::string pvs;
  for (std::size_t i = 0; i < pv_uuids.size(); ++i)
    pvs += fmt::format(
        "pv{} {{\nid = \"{}\"\ndevice = \"/dev/sd{}\"\nstatus = [\"ALLOCATABLE\"]\nflags = [{}]\n"
        "dev_size = 2048\npe_start = 1024\npe_count = 8\n}}\n",
        i, dashed_uuid(pv_uuids[i]), pv_uuids[i], pv_flags);
  return fmt::format(
      "{} {{\nid = \"{}\"\nseqno = {}\nformat = \"lvm2\"\nstatus = [{}]\nflags = []\n"
      "extent_size = 128\nmax_lv = 0\nmax_pv = 0\nmetadata_copies = 0\n\n"
      "physical_volumes {{\n{}}}\n\nlogical_volumes {{\n{}}}\n}}\n"
      "# made by hand\ncontents = \"Text Format Volume Group\"\nversion = 1\n\n"
      "description = \"it's \\\"quoted\\\"\"\n\ncreation_time = 1626962863\t# a day\n",
      name, dashed_uuid(uuid), sequence_number, status, pvs, logical_volumes);
}

std::string logical_volume(std::string_view name, char uuid, std::string_view segments,
                           std::string_view status) {
  return fmt::format("{} {{\nid = \"{}\"\nstatus = [{}]\nflags = []\n{}}}\n", name,
                     dashed_uuid(uuid), status, segments);
}

std::string segment(unsigned number, unsigned start, unsigned count, std::string_view type,
                    std::string_view settings) {
  return fmt::format(
      "segment{} {{\nstart_extent = {}\nextent_count = {}\n\ntype = \"{}\"\n{}\n}}\n", number,
      start, count, type, settings);
}

std::string linear(unsigned number, unsigned start, unsigned count, std::string_view pv,
                   unsigned extent) {
  return segment(
      number, start, count, "striped",
      fmt::format("stripe_count = 1\t# linear\n\nstripes = [\n\"{}\", {}\n]", pv, extent));
}

Resolution open(const std::vector<io::SourcePtr>& disks) {
  std::vector<DiskInput> inputs;
  for (const auto& disk : disks) inputs.push_back({disk, 512});
  return resolve(inputs, Log());
}

std::string letters(const Volume& volume) {
  std::string out;
  for (std::uint64_t at = 0; at < volume.size; at += PvBuilder::kExtentSize)
    out += static_cast<char>(io::read_bytes(*volume.source, at, 1)[0]);
  return out;
}

}  // namespace vixmount::volume::lvm::test
