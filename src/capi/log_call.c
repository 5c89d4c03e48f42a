#include "capi/log_call.h"

void vixmount_log_call(VixDiskLibGenericLogFunc* receiver, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  receiver(format, arguments);
  va_end(arguments);
}
