#include "fs/ntfs/file.hpp"

#include "base/error.hpp"
#include "fs/ntfs/run_source.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::ntfs {
namespace {

Record base_record(const Mft& mft, std::uint64_t number) {
  auto record = mft.record(number);
  if (!record.in_use()) fail(ErrorKind::not_found, "MFT record {} is not in use", number);
  if (!record.is_base())
    fail(ErrorKind::not_found, "MFT record {} is a part of record {}", number,
         record.base().record);
  return record;
}

}  // namespace

File::File(MftPtr mft, std::uint64_t number) : File(mft, base_record(*mft, number)) {}

File::File(MftPtr mft, Record base) : mft_(std::move(mft)), base_(std::move(base)) {
  // Attributes are sorted by type: the list can only come right behind the standard information.
  for (const auto& attribute : base_.attributes()) {
    if (attribute.type() > AttributeType::attribute_list) return;
    if (attribute.type() == AttributeType::attribute_list) {
      load_list(attribute);
      return;
    }
  }
}

void File::load_list(const Attribute& attribute) {
  auto list = std::make_shared<List>();
  const FoundAttribute found{base_, attribute};
  list->bytes = read_whole(found, kMostAttributeListBytes);
  list->entries = with_context(fmt::format("MFT record {}", number()),
                               [&] { return parse_attribute_list(BytesView(list->bytes)); });
  list_ = std::move(list);
}

// A record is only believed to be a part of this file when it says so itself, and it is never asked
// for a list of its own: what a list leads to is at most one step away.
Record File::listed_record(const AttributeListEntry& entry) const {
  if (entry.record.record == number()) return base_;
  auto record = mft_->record(entry.record);
  if (record.base().record != number() ||
      (record.base().sequence != 0 && record.base().sequence != base_.sequence()))
    fail_at(record.bytes().origin(), "MFT record {} is no part of record {}, whose list names it",
            record.number(), number());
  return record;
}

std::optional<FoundAttribute> File::find(AttributeType type, std::u16string_view name) const {
  std::optional<FoundAttribute> out;
  for_each(type, [&](const Record& record, const Attribute& attribute) {
    if (!attribute.has_name(name)) return true;
    out = FoundAttribute{record, attribute};
    return false;
  });
  return out;
}

Runlist File::runs_of(const FoundAttribute& first) const {
  Runlist runs;
  append_runs(runs, first.attribute, mft_->geometry());
  if (!list_) return runs;
  for (const auto& entry : list_->entries) {
    if (entry.type != first.attribute.type() || entry.lowest_vcn == 0 ||
        !same_name(entry.name, first.attribute.name()))
      continue;
    const auto record = listed_record(entry);
    append_runs(runs, find_listed_attribute(record, entry), mft_->geometry());
  }
  return runs;
}

io::SourcePtr File::open_stored(const FoundAttribute& first) const {
  if (first.attribute.is_resident()) {
    const auto value = first.attribute.value().span();
    return std::make_shared<io::MemorySource>(std::vector<std::byte>(value.begin(), value.end()));
  }
  return with_context(
      fmt::format("MFT record {}, {}", number(), first.attribute.description()), [&] {
        const auto sizes = first.attribute.sizes();
        return std::make_shared<RunSource>(mft_->volume(), mft_->geometry(), runs_of(first),
                                           sizes.data, sizes.initialized);
      });
}

std::vector<std::byte> File::read_whole(const FoundAttribute& first, std::uint64_t most) const {
  if (first.attribute.is_resident()) {
    const auto value = first.attribute.value().span();
    return {value.begin(), value.end()};
  }
  const auto source = open_stored(first);
  if (source->size() > most)
    fail_at(first.attribute.bytes().origin(), "MFT record {}: {} has {} bytes, more than {}",
            number(), first.attribute.description(), source->size(), most);
  return io::read_bytes(*source, 0, static_cast<std::size_t>(source->size()));
}

}  // namespace vixmount::fs::ntfs
