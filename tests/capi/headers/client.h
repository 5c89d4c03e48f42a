/*
 * client.h: what clients do with the headers, in the C that all language levels share. It is
 * compiled at each level and run; nothing of the libraries is called.
 */

#ifndef VIXMOUNT_TESTS_CAPI_HEADERS_CLIENT_H
#define VIXMOUNT_TESTS_CAPI_HEADERS_CLIENT_H

#include "vixDiskLib.h"
/* Twice, and under the other name: the guards have to hold. */
#include <stdio.h>
#include <string.h>

#include "vixDiskLib.h"
#include "vixMntApi.h"
#include "vixMntapi.h"

#ifndef _VIXDISKLIB_H_
#error "guard _VIXDISKLIB_H_ is missing"
#endif
#ifndef _VIXMNTAPI_H_
#error "guard _VIXMNTAPI_H_ is missing"
#endif
#ifndef _VM_BASIC_TYPES_H_
#error "guard _VM_BASIC_TYPES_H_ is missing"
#endif

/* Clients repeat this type, so it has to stay the same type. */
typedef void(ClientLogFunc)(const char*, va_list);

static int messages_logged;

static void client_log(const char* format, va_list arguments) {
  char line[100];
  messages_logged += vsprintf(line, format, arguments) > 0;
}

static Bool client_progress(void* data, int percent) {
  *(int*)data = percent;
  return TRUE;
}

static void client_done(void* data, VixError result) { *(VixError*)data = result; }

/* A macro of ours has to be one parenthesised expression for this to compile. */
static int client_failed(VixError error) {
  if VIX_FAILED (error) {
    return 1;
  }
  if VIX_SUCCEEDED (error) {
    return 0;
  }
  return 2;
}

static void call_log(VixDiskLibGenericLogFunc* log, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  log(format, arguments);
  va_end(arguments);
}

/* The number of the first expectation that does not hold, or 0. */
static int check_client(void) {
  const VixError decorated = ((VixError)7 << 32) | VIX_E_FILE_NOT_FOUND;
  ClientLogFunc* log = client_log;
  VixDiskLibProgressFunc progress = client_progress;
  VixDiskLibCompletionCB done = client_done;
  VixDiskLibConnectParams parameters;
  VixDiskLibHandle disk = NULL;
  VixDiskLibConnection connection = NULL;
  VixDiskSetHandle set = NULL;
  VixVolumeHandle volume = NULL;
  VixError result = VIX_OK;
  int percent = 0;
  char text[40];

  if (client_failed(VIX_OK) != 0 || client_failed(VIX_E_FAIL) != 1) return 1;
  if (client_failed(decorated) != 1 || client_failed(VIX_ASYNC) != 1) return 2;
  if (VIX_ERROR_CODE(decorated) != VIX_E_FILE_NOT_FOUND) return 3;
  call_log(log, "%s", "text");
  if (messages_logged != 1) return 4;
  if (!progress(&percent, 40) || percent != 40) return 5;
  done(&result, VIX_E_CANCELLED);
  if (result != VIX_E_CANCELLED) return 6;
  if (disk != NULL || connection != NULL || set != NULL || volume != NULL) return 7;
  parameters.creds.sessionId.key = text;
  parameters.spec.vStorageObjSpec.id = text;
  if (parameters.creds.sessionId.key != parameters.spec.vStorageObjSpec.id) return 8;
  sprintf(text, "%" FMT64 "u", (VixDiskLibSectorType)1 << 40);
  if (strcmp(text, "1099511627776") != 0 || strcmp(FMTSZ, "z") != 0) return 9;
  return 0;
}

#endif
