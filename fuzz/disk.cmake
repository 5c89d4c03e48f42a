foreach(name vmdk_descriptor vmdk_sparse vmdk_stream vmdk_cowd vmdk_sesparse)
  vixmount_fuzzer(${name} SOURCES ${name}.cpp DEPENDS vixmount_disk)
endforeach()
