/* SPDX-License-Identifier: Apache-2.0 */

/*
 * vixDiskLibPlugin.h: what the headers of clients may ask about plug-ins of VixDiskLib.
 *
 * This library loads no plug-ins: local disks need none. The header is here because clients of
 * the original list it; it names the version, the kinds and the symbol that a plug-in exports.
 */

#ifndef _VIXDISKLIBPLUGIN_H_
#define _VIXDISKLIBPLUGIN_H_

#include "vixDiskLib.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* The version of the plug-in interface. */
#define VIXDISKLIB_PLUGIN_MAJOR_VERSION 1
#define VIXDISKLIB_PLUGIN_MINOR_VERSION 0

/* The kinds of plug-ins. */
typedef enum {
  VIXDISKLIB_PLUGIN_TYPE_TRANSPORT = 0,          /* another way to reach remote disks */
  VIXDISKLIB_PLUGIN_TYPE_NAS = 1,                /* help of a file server for copies */
  VIXDISKLIB_PLUGIN_TYPE_TRANSPORT_NO_UNLOAD = 2 /* a transport that stays loaded */
} VixDiskLibPluginType;

/* A plug-in; opaque here. */
typedef struct VixDiskLibPlugin VixDiskLibPlugin;

/* Exported by a plug-in, not by this library: its plug-ins, and a NULL at the end. */
extern VixDiskLibPlugin** VixDiskLibPlugin_EntryPoint;

#if defined(__cplusplus)
}
#endif

#endif /* _VIXDISKLIBPLUGIN_H_ */
