#include "cli/copy/report.hpp"

#include <cerrno>

#include <fcntl.h>

#include "cli/format.hpp"
#include "cli/messages.hpp"

namespace vixmount::cli {
namespace {

// Beyond these the rest is counted; --report has them all.
constexpr std::uint64_t kMostPrintedFailures = 20;

std::string_view name_of(Attribute attribute) {
  switch (attribute) {
    case Attribute::owner:
      return "owner";
    case Attribute::mode:
      return "mode";
    case Attribute::times:
      return "times";
    case Attribute::xattr:
      return "xattr";
    case Attribute::hard_link:
      return "hard_link";
  }
  return "attribute";
}

}  // namespace

CopyReport::CopyReport(Output& err, const std::string& file) : err_(err) {
  if (file.empty()) return;
  file_.reset(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file_) throw Error::from_errno(errno, "making the report " + file);
  file_output_.emplace(file_.get());
  json_.emplace(*file_output_);
  json_->begin_object().key("not_kept").begin_array();
}

void CopyReport::restored(fs::NodeType type, std::uint64_t bytes) {
  ++(type == fs::NodeType::directory ? folders_ : files_);
  bytes_ += bytes;
}

void CopyReport::failed(std::string_view path, const Error& error) {
  if (failures_++ == 0) first_failure_ = error.kind();
  if (failures_ <= kMostPrintedFailures) {
    err_.print("vixmount: {}\n", about(path, error.message()));
    err_.Flush();
  }
  write_item(path, "file", error.message());
}

void CopyReport::lost(std::string_view path, Attribute attribute, std::string_view why) {
  auto& losses = losses_[attribute];
  if (losses.count++ == 0) losses.example = fmt::format("{}: {}", path, why);
  write_item(path, name_of(attribute), why);
}

void CopyReport::write_item(std::string_view path, std::string_view what, std::string_view why) {
  if (!json_) return;
  json_->begin_object().member("path", path).member("what", what).member("why", why).end_object();
}

void CopyReport::finish(CopyEnd end) {
  if (json_) {
    json_->end_array();
    json_->member("restored_files", files_).member("restored_folders", folders_);
    json_->member("restored_bytes", bytes_).member("failures", failures_);
    json_->member("complete", end == CopyEnd::complete).end_object();
    json_->finish_line();
    file_output_->Flush();
  }
  for (const auto& [attribute, losses] : losses_)
    err_.print("vixmount: not kept: {} of {} files (first: {})\n", name_of(attribute), losses.count,
               safe_for_terminal(losses.example));
  if (failures_ != 0)
    err_.print("vixmount: {} not restored; {} files and {} folders were ({})\n", failures_, files_,
               folders_, human_size(bytes_));
  if (end == CopyEnd::broken_off)
    err_.print("vixmount: broken off after {} files and {} folders ({})\n", files_, folders_,
               human_size(bytes_));
  if (!json_ && (failures_ > kMostPrintedFailures || !losses_.empty()))
    err_.write("vixmount: --report FILE lists them all\n");
  err_.Flush();
}

ExitCode CopyReport::exit_code() const noexcept {
  if (failures_ == 0) return ExitCode::success;
  if (failures_ == 1 && files_ == 0 && folders_ == 0) return exit_code_of(first_failure_);
  return ExitCode::incomplete;
}

}  // namespace vixmount::cli
