vixmount_fuzzer(labels SOURCES labels.cpp DEPENDS vixmount_volume)
