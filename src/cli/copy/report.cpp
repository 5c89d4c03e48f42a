#include "cli/copy/report.hpp"

#include "cli/format.hpp"
#include "cli/guest_path.hpp"
#include "cli/messages.hpp"

namespace vixmount::cli {
namespace {

// Beyond these the rest is counted; the manifest has them all.
constexpr std::uint64_t kMostPrintedFailures = 20;
constexpr std::uint64_t kMostPrintedNames = 20;

// As people see it below the destination.
std::string_view path_of(const NodeRecord& record) {
  return record.path.empty() ? std::string_view(record.guest_path) : record.path;
}

}  // namespace

void CopyReport::restored(const NodeRecord& record) {
  ++(record.entry.attributes.type == fs::NodeType::directory ? totals_.folders : totals_.files);
  totals_.bytes += record.bytes;
  if (!record.path.empty() && last_component(record.path) != last_component(record.restored_path))
    print_name(record);
  write(record, record.failed_streams == 0 ? NodeStatus::restored : NodeStatus::incomplete, {});
}

void CopyReport::failed(const NodeRecord& record, const Error& error) {
  count_failure(path_of(record), error);
  write(record, NodeStatus::failed, error.message());
}

void CopyReport::skipped(const NodeRecord& record) {
  ++totals_.failures;
  write(record, NodeStatus::failed, "the folder that holds it was not restored");
}

void CopyReport::left_out(const NodeRecord& record, std::string_view why) {
  count_loss(cli::name_of(record.entry.attributes.type), record, why);
  write(record, NodeStatus::left_out, why);
}

void CopyReport::lost(NodeRecord& record, Attribute attribute, std::string_view why) {
  count_loss(name_of(attribute), record, why);
  record.losses.push_back({attribute, std::string(why)});
}

void CopyReport::stream_failed(NodeRecord& record, StreamRecord& stream, const Error& error) {
  count_failure(fmt::format("{}:{}", path_of(record), stream.source.name), error);
  ++record.failed_streams;
  stream.place = StreamPlace::nowhere;
  stream.why = error.message();
}

void CopyReport::streams_failed(NodeRecord& record, const Error& error) {
  const auto sentence = "its streams cannot be listed: " + error.message();
  count_failure(path_of(record), Error(error.kind(), sentence));
  ++record.failed_streams;
  record.losses.push_back({Attribute::stream, sentence});
}

void CopyReport::count_failure(std::string_view path, const Error& error) {
  if (totals_.failures++ == 0) first_failure_ = error.kind();
  if (totals_.failures > kMostPrintedFailures) return;
  err_.print("vixmount: {}\n", about(path, error.message()));
  err_.Flush();
}

void CopyReport::count_loss(std::string_view what, const NodeRecord& record, std::string_view why) {
  auto& losses = losses_[what];
  if (losses.count++ == 0) losses.example = fmt::format("{}: {}", path_of(record), why);
}

void CopyReport::print_name(const NodeRecord& record) {
  if (++totals_.escaped_names > kMostPrintedNames) return;
  err_.print("vixmount: {} is restored as {}\n", safe_for_terminal(record.path),
             safe_for_terminal(last_component(record.restored_path)));
  err_.Flush();
}

void CopyReport::write(const NodeRecord& record, NodeStatus status, std::string_view reason) {
  if (manifest_ != nullptr) manifest_->write(record, status, reason);
}

void CopyReport::finish(CopyEnd end) {
  if (manifest_ != nullptr) manifest_->finish(totals_, end == CopyEnd::complete);
  for (const auto& [what, losses] : losses_)
    err_.print("vixmount: not kept: {} of {} files (first: {})\n", what, losses.count,
               safe_for_terminal(losses.example));
  if (totals_.escaped_names > kMostPrintedNames)
    err_.print("vixmount: {} names were escaped\n", totals_.escaped_names);
  if (totals_.failures != 0)
    err_.print("vixmount: {} not restored; {} files and {} folders were ({})\n", totals_.failures,
               totals_.files, totals_.folders, human_size(totals_.bytes));
  if (end == CopyEnd::broken_off)
    err_.print("vixmount: broken off after {} files and {} folders ({})\n", totals_.files,
               totals_.folders, human_size(totals_.bytes));
  if (manifest_ == nullptr && (totals_.failures > kMostPrintedFailures || !losses_.empty() ||
                               totals_.escaped_names > kMostPrintedNames))
    err_.write("vixmount: --manifest FILE lists them all\n");
  err_.Flush();
}

ExitCode CopyReport::exit_code() const noexcept {
  if (totals_.failures == 0) return ExitCode::success;
  if (totals_.failures == 1 && totals_.files == 0 && totals_.folders == 0)
    return exit_code_of(first_failure_);
  return ExitCode::incomplete;
}

}  // namespace vixmount::cli
