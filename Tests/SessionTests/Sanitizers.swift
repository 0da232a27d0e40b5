import Foundation

/// Whether AddressSanitizer watches this process.
let isAddressSanitized = unsafe dlsym(nil, "__asan_init") != nil
