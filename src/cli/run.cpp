#include "cli/run.hpp"

#include <exception>
#include <new>

#include "cli/messages.hpp"
#include "cli/stop_signal.hpp"

namespace vixmount::cli {
namespace {

using Runner = ExitCode (*)(Context&);

Runner runner_of(Command command) {
  switch (command) {
    case Command::info:
      return run_info;
    case Command::snapshots:
      return run_snapshots;
    case Command::volumes:
      return run_volumes;
    case Command::os:
      return run_os;
    case Command::ls:
      return run_ls;
    case Command::cat:
      return run_cat;
    case Command::cp:
      return run_cp;
    case Command::mount:
      return run_mount;
    case Command::umount:
      return run_umount;
  }
  fail(ErrorKind::internal, "a command without code");
}

ExitCode run_guarded(Context& context) {
  try {
    const ExitCode code = runner_of(context.arguments.command)(context);
    context.out.Flush();
    context.err.Flush();
    return code;
  } catch (const OutputClosed&) {
    return ExitCode::output_closed;
  } catch (const Interrupted&) {
    context.err.write("vixmount: interrupted\n");
    context.err.Flush();
    return ExitCode::interrupted;
  } catch (const Error& error) {
    context.out.Flush();  // what was found before stands in front of what went wrong
    explain_error(context.err, error);
    return exit_code_of(error.kind());
  } catch (const std::bad_alloc&) {
    explain_error(context.err, Error(ErrorKind::no_memory, "no memory left"));
    return ExitCode::no_resources;
  } catch (const std::exception& error) {
    explain_error(context.err, Error(ErrorKind::internal, error.what()));
    return ExitCode::internal;
  }
}

}  // namespace

int run(const std::vector<std::string>& words, const Environment& environment) {
  try {
    Output out(environment.standard_output);
    Output err(environment.standard_error);
    auto parsed = parse_arguments(words);
    if (!parsed.arguments) {
      Output& to = parsed.answer.wrong ? err : out;
      to.write(parsed.answer.text);
      to.Flush();
      return static_cast<int>(parsed.answer.wrong ? ExitCode::usage : ExitCode::success);
    }
    KeyChain keys(*parsed.arguments, environment.open_terminal, environment.is_interactive);
    Context context{*parsed.arguments,
                    out,
                    err,
                    make_log(environment.standard_error, parsed.arguments->verbose),
                    environment.open_session,
                    keys};
    return static_cast<int>(run_guarded(context));
  } catch (const OutputClosed&) {
    return static_cast<int>(ExitCode::output_closed);
  } catch (const Error& error) {  // the terminal itself does not take what we have to say
    return static_cast<int>(exit_code_of(error.kind()));
  } catch (const std::exception&) {
    return static_cast<int>(ExitCode::internal);
  }
}

}  // namespace vixmount::cli
