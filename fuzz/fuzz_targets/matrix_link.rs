#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| registration_properties::matrix_link(data));
