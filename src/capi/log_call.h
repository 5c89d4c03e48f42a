/*
 * The way to a client's log callback. Clients take a printf format and a va_list that was really
 * started, which only a variadic function of C can give them.
 */
#ifndef VIXMOUNT_CAPI_LOG_CALL_H
#define VIXMOUNT_CAPI_LOG_CALL_H

#include "vixDiskLib.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* `format` is a constant of ours, never text from outside. */
void vixmount_log_call(VixDiskLibGenericLogFunc* receiver, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

#if defined(__cplusplus)
}
#endif

#endif
