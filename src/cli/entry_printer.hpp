// The lines of `vixmount ls`: plain, long, or JSON.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

class EntryPrinter {
 public:
  virtual ~EntryPrinter() = default;
  // `path`: of the guest, whole. `shown`: what a person sees in its place.
  virtual void print(const worker::Entry& entry, std::string_view path, std::string_view shown) = 0;
  virtual void title(std::string_view path) = 0;  // in front of each of several folders
  virtual void finish() = 0;

 protected:
  EntryPrinter() = default;
};

std::unique_ptr<EntryPrinter> make_entry_printer(Output& out, const ListOptions& options,
                                                 bool json);

}  // namespace vixmount::cli
