vixmount_fuzzer(lvm SOURCES lvm.cpp DEPENDS vixmount_volume)
vixmount_fuzzer(lvm_metadata SOURCES lvm_metadata.cpp DEPENDS vixmount_volume)
