#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| registration_properties::link(data));
